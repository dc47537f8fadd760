import Testing
import Theory

@testable import Sim

@Suite("RandomStream")
struct RandomStreamTests {
  private func stream(_ repetition: Int, step: UInt32 = 0) throws -> RandomStream {
    RandomStream(
      try StreamAddress(baseSeed: 1, name: "test 9/9", repetition: repetition, purpose: .check),
      step: step)
  }

  private func normals(_ count: Int, repetition: Int, step: UInt32 = 0) throws -> [Float] {
    var stream = try stream(repetition, step: step)
    var values = [Float](repeating: .nan, count: count)
    values.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
    return values
  }

  @Test("the same address gives the same bits, another step other ones")
  func determinism() throws {
    let first = try normals(5000, repetition: 0)
    #expect(first == (try normals(5000, repetition: 0)))
    #expect(first.prefix(4096) == (try normals(4096, repetition: 0))[...])
    #expect(first != (try normals(5000, repetition: 0, step: 1)))
    #expect(first != (try normals(5000, repetition: 1)))
  }

  /// Counts of n = 2^20 draws in k cells of probability p against Hoeffding's inequality,
  /// P(|count/n - p| > t) <= 2 exp(-2 n t^2): t = 3.2e-3 gives 1e-9 a cell.
  private func checkCells(_ counts: [Int], _ probability: (Int) -> Double, total: Int) {
    let tolerance = (Double.log2Over1e9 / (2 * Double(total))).squareRoot()
    for (cell, count) in counts.enumerated() {
      #expect(abs(Double(count) / Double(total) - probability(cell)) <= tolerance, "cell \(cell)")
    }
  }

  @Test("bulk normals follow the normal distribution (false alarm 1e-9 a cell, by Hoeffding)")
  func normalCells() throws {
    // P(N <= -3, -2.5, ..., 3).
    let cumulative: [Double] = [
      0.001349898031630, 0.006209665325776, 0.022750131948179, 0.066807201268858, 0.158655253931457,
      0.308537538725987, 0.5, 0.691462461274013, 0.841344746068543, 0.933192798731142, 0.977249868051821,
      0.993790334674224, 0.998650101968370,
    ]
    let values = try normals(1 << 20, repetition: 2)
    var below = [Int](repeating: 0, count: cumulative.count)
    for value in values {
      #expect(value.magnitude <= 6.77)
      for cell in cumulative.indices where Double(value) <= -3 + 0.5 * Double(cell) { below[cell] += 1 }
    }
    checkCells(below, { cumulative[$0] }, total: values.count)
  }

  @Test("the two normals of a pair have independent signs and sizes (false alarm 1e-9, by Hoeffding)")
  func pairsIndependent() throws {
    let values = try normals(1 << 20, repetition: 3)
    var quadrants = [Int](repeating: 0, count: 4)
    var octants = [Int](repeating: 0, count: 2)
    for index in values.indices where index % 32 < 16 {
      let (a, b) = (values[index], values[index + 16])
      quadrants[(a > 0 ? 1 : 0) + (b > 0 ? 2 : 0)] += 1
      octants[a.magnitude > b.magnitude ? 1 : 0] += 1
    }
    checkCells(quadrants, { _ in 0.25 }, total: values.count / 2)
    checkCells(octants, { _ in 0.5 }, total: values.count / 2)
  }

  @Test(
    "uniform draws are inside (0, 1) and uniform, scalar normals are normal (false alarm 1e-9, Hoeffding)")
  func scalarDraws() throws {
    var stream = try stream(4)
    let total = 1 << 17
    var deciles = [Int](repeating: 0, count: 10)
    var below = [Int](repeating: 0, count: 3)
    for _ in 0..<total {
      let uniform = stream.uniform()
      #expect(uniform > 0 && uniform < 1)
      deciles[Int(uniform * 10)] += 1
      let normal = stream.normal()
      for cell in 0..<3 where normal <= Double(cell - 1) { below[cell] += 1 }
    }
    checkCells(deciles, { _ in 0.1 }, total: total)
    checkCells(below, { [0.158655253931457, 0.5, 0.841344746068543][$0] }, total: total)
  }

  @Test("subsets are sorted, distinct and uniform (false alarm 1e-9 a subset, by Hoeffding)")
  func subsetsUniform() throws {
    var stream = try stream(5)
    let total = 1 << 17
    var counts: [[Int]: Int] = [:]
    for _ in 0..<total { counts[stream.subset(size: 3, of: 6), default: 0] += 1 }
    #expect(counts.count == 20)
    #expect(counts.keys.allSatisfy { $0[0] < $0[1] && $0[1] < $0[2] && $0[0] >= 0 && $0[2] < 6 })
    checkCells(Array(counts.values), { _ in 0.05 }, total: total)
    #expect(stream.subset(size: 6, of: 6) == [0, 1, 2, 3, 4, 5])
    #expect(stream.subset(size: 0, of: 6) == [])
    #expect(stream.subset(size: 9, of: 2) == [0, 1])
    #expect(stream.subset(size: -1, of: -2) == [])
  }

  @Test("a batch of subsets is the same draws as one at a time")
  func batchOfSubsets() throws {
    var one = try stream(6)
    var batch = try stream(6)
    var flat = [Int](repeating: -1, count: 40)
    flat.withUnsafeMutableBufferPointer { batch.fillSubsets($0, examples: 10, size: 4, of: 9) }
    let single = (0..<10).flatMap { _ in one.subset(size: 4, of: 9) }
    #expect(flat == single)
  }
}

extension Double {
  /// ln(2 / 1e-9), so that 2 exp(-2 n t^2) = 1e-9 at t^2 = this / (2 n).
  fileprivate static let log2Over1e9 = 21.416_413_017_506_358
}
