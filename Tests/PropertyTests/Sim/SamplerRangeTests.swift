import Testing
import Theory

@testable import Sim

/// The samplers at the ends of their ranges: what they can return, and that large draws are the small ones' algorithm.
@Suite struct SamplerRangeTests {
  private func stream(_ step: UInt32 = 0) throws -> RandomStream {
    RandomStream(
      try StreamAddress(baseSeed: 21, name: "test 0/0", repetition: 0, purpose: .check), step: step)
  }

  @Test(arguments: [(65, 65), (65, 66), (100, 4000), (300, 301), (64, 65), (1, 1), (0, 5)])
  func `subsets in bulk are complete, rising, and the numbers of single ones`(size: Int, count: Int) throws {
    var (bulk, single) = (try stream(), try stream())
    var flat = [Int](repeating: -1, count: 3 * size)
    flat.withUnsafeMutableBufferPointer { bulk.fillSubsets($0, examples: 3, size: size, of: count) }
    for example in 0..<3 {
      let subset = flat[(example * size)..<((example + 1) * size)]
      #expect(subset.allSatisfy { (0..<count).contains($0) })
      #expect(zip(subset, subset.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(flat == (0..<3).flatMap { _ in single.subset(size: size, of: count) })
  }

  /// Each of 4000 tokens is in a subset of 2000 with probability 1/2; Hoeffding over 2000 subsets, 1e-9 in all.
  @Test func `large subsets hold every token equally often`() throws {
    var bulk = try stream(1)
    let (size, count, examples) = (2000, 4000, 2000)
    var flat = [Int](repeating: 0, count: examples * size)
    flat.withUnsafeMutableBufferPointer { bulk.fillSubsets($0, examples: examples, size: size, of: count) }
    var counts = [Int](repeating: 0, count: count)
    for token in flat { counts[token] += 1 }
    // 2 count exp(-2 n t^2) = 1e-9.
    let tolerance = (Elementary.log(2 * Double(count) / 1e-9) / (2 * Double(examples))).squareRoot()
    for value in counts { #expect(abs(Double(value) / Double(examples) - 0.5) <= tolerance) }
  }

  @Test func `normal, uniform and whole numbers stay within their stated ends`() throws {
    var stream = try stream(2)
    for _ in 0..<100_000 {
      #expect(abs(stream.normal()) <= 8.58)
      let uniform = stream.uniform()
      #expect(uniform > 0 && uniform < 1)
      #expect(stream.integer(below: 1) == 0 && stream.integer(below: .max) < .max)
    }
    var normals = [Float](repeating: .nan, count: 100_000)
    normals.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
    #expect(normals.allSatisfy { abs($0) <= 6.77 })
  }

  @Test func `a token law outside its range says so`() {
    #expect(TokenLaw.studentT(degreesOfFreedom: 3).isAllowed && TokenLaw.smoothedSigns(noise: 1).isAllowed)
    #expect(!TokenLaw.studentT(degreesOfFreedom: 2).isAllowed)
    for noise in [-0.1, 1.1, .nan, .infinity] {
      #expect(!TokenLaw.smoothedSigns(noise: noise).isAllowed)
    }
  }

  @Test func `a layer's memory is that of what its query needs`() throws {
    let problem = try Problem(tokens: 4096, dimension: 1, sparsity: 2048)
    func bytes(_ query: Query) throws -> Double {
      AttentionCost(
        try AttentionSettings(
          problem: problem, positions: .gaussian, positionDimension: 2048, query: query, batch: 1,
          stepSize: 0.1)
      ).bytes
    }
    // 2048^2 numbers in double precision.
    #expect(try bytes(.dual) - bytes(.sum) == 8 * 2048 * 2048)
  }
}
