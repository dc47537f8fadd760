import Sim
import Testing
import Theory

@Suite("LinearTarget")
struct LinearTargetTests {
  @Test("the places of all subsets are a permutation, and other lists of tokens throw")
  func places() throws {
    let problem = try Problem(tokens: 7, dimension: 1, sparsity: 3)
    let places = try SubsetPlaces(problem, limit: 100)
    let all = try Subsets(of: problem).map { try places.place(of: $0) }
    #expect(places.count == 35 && all.sorted() == Array(0..<35))
    #expect(try places.place(of: [0, 1, 2]) == 0 && places.place(of: [4, 5, 6]) == 34)
    for subset in [[1, 0, 2], [0, 0, 1], [0, 1], [0, 1, 2, 3], [0, 1, 7], [-1, 0, 1], []] {
      #expect(throws: TheoryError.self) { try places.place(of: subset) }
    }
    #expect(throws: TheoryError.self) { try SubsetPlaces(problem, limit: 34) }
  }

  /// Without a skip connection and on white tokens the sums are F3's, by other code: equal to rounding.
  @Test("of the plain target the sums are the certificate's")
  func plain() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    let weights = try weights(problem, rows: 4)
    var general = try LinearTargetSums(LinearTarget(problem), weights: weights)
    var sums = try CertificateSums(FirstLayerCertificate(problem: problem, weights: weights))
    for sample in try samples(problem, 200) {
      let target = problem.target(of: sample.subset, tokens: sample.tokens.map(Double.init))
      let output = target.indices.map { Float(0.3 * sample.tokens[$0]) }
      try general.add(
        white: sample.tokens.map(Double.init), subset: sample.subset,
        error: zip(output, target).map { Double($0) - $1 })
      try add(sample, output, to: &sums)
    }
    #expect(general.rank == 4 && general.count == 200)
    #expect(abs(general.certificate - sums.enumeratedCertificate) <= 1e-13)
    #expect(abs(general.risk - sums.controlledRisk) <= 1e-12)
    #expect(abs(general.standardError - sums.controlledStandardError) <= 1e-12)
    #expect(abs(general.crossVariance - sums.crossVariance) <= 1e-10)
  }

  /// With the best answer the error is the lost part alone: no excess, and the risk is the certificate at every sample.
  @Test("the best answer to correlated tokens past a skip connection leaves the certificate")
  func best() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 3)
    let length = problem.inputDimension
    var mixing = try Matrix(identity: length)
    for row in 2..<length { mixing[row, row - 2] = 0.4 }
    var skip = try Matrix(rows: 2, columns: length)
    for column in 0..<length { skip[column % 2, column] = 0.2 }
    let target = try LinearTarget(problem, skip: skip, mixing: mixing)
    let weights = try weights(problem, rows: 3)
    var sums = try LinearTargetSums(target, weights: weights)
    let projection = try FirstLayerCertificate(problem: problem, weights: weights.product(mixing)).projection
    for sample in try samples(problem, 50) {
      let white = try Matrix(rows: length, columns: 1, elements: sample.tokens.map(Double.init))
      let map = try target.map(subset: sample.subset)
      let (all, seen) = (try map.product(white), try map.product(projection).product(white))
      try sums.add(
        white: white.elements, subset: sample.subset, error: zip(seen.elements, all.elements).map { $0 - $1 })
    }
    #expect(sums.excessSum <= 1e-24 && abs(sums.crossSum) <= 1e-12)
    #expect(abs(sums.risk - sums.certificate) <= 1e-13)
  }

  /// The closed form of any size against the sum over all subsets.
  @Test(
    "a first layer's least risk beside a skip connection is the mean over all subsets",
    arguments: [0, 3, 7, 8])
  func leastRiskBesideSkip(rows: Int) throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 3)
    let skip = try Matrix(
      rows: 2, columns: 8, elements: (0..<16).map { Double(($0 * 7) % 5) / 10 - 0.15 })
    let weights = try weights(problem, rows: rows)
    let sums = try LinearTargetSums(LinearTarget(problem, skip: skip), weights: weights)
    let least = try FirstLayerCertificate(problem: problem, weights: weights).leastRisk(skip: skip)
    #expect(abs(least - sums.certificate) <= 1e-14)
    #expect(least >= (try F18SkipConnection.exact(problem: problem, width: rows).double) - 1e-14)
    #expect(throws: TheoryError.self) {
      try FirstLayerCertificate(problem: problem, weights: weights).leastRisk(
        skip: Matrix(rows: 1, columns: 8))
    }
  }

  @Test("wrong lengths throw")
  func errors() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 1)
    #expect(throws: TheoryError.self) { try LinearTarget(problem, skip: Matrix(rows: 2, columns: 5)) }
    #expect(throws: TheoryError.self) { try LinearTarget(problem, mixing: Matrix(identity: 5)) }
    #expect(throws: TheoryError.self) { try LinearTarget(problem).map(subset: [3]) }
    var sums = try LinearTargetSums(LinearTarget(problem), weights: weights(problem, rows: 2))
    #expect(throws: TheoryError.self) { try sums.add(white: [1], subset: [0], error: [0, 0]) }
    #expect(throws: TheoryError.self) {
      try sums.add(white: [Double](repeating: 0, count: 6), subset: [0, 1], error: [0, 0])
    }
  }

  // MARK: - Fixtures

  private struct Sample {
    let tokens: [Float]
    let subset: [Int]
  }

  private func stream(_ step: UInt32) throws -> RandomStream {
    RandomStream(
      try StreamAddress(baseSeed: 1, name: "linear target", repetition: 0, purpose: .check), step: step)
  }

  private func weights(_ problem: Problem, rows: Int) throws -> Matrix {
    var stream = try stream(0)
    return try Matrix(
      rows: rows, columns: problem.inputDimension,
      elements: (0..<(rows * problem.inputDimension)).map { _ in stream.normal() })
  }

  private func samples(_ problem: Problem, _ count: Int) throws -> [Sample] {
    var stream = try stream(1)
    return (0..<count).map { _ in
      Sample(
        tokens: (0..<problem.inputDimension).map { _ in Float(stream.normal()) },
        subset: stream.subset(size: problem.sparsity, of: problem.tokens))
    }
  }

  private func add(_ sample: Sample, _ output: [Float], to sums: inout CertificateSums) throws {
    try sample.tokens.withUnsafeBufferPointer { tokens in
      try sample.subset.withUnsafeBufferPointer { subset in
        try output.withUnsafeBufferPointer { output in
          try sums.add(tokens: tokens, subsets: subset, outputs: output)
        }
      }
    }
  }
}
