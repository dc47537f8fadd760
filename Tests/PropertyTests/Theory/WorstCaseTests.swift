import Testing
import Theory

/// F7: witnesses against a reference figure, by search over all subsets, and at the constant.
@Suite struct WorstCaseTests {
  @Test func `witness of the reference example`() throws {
    let certificate = try CertificateTests.certificate()
    let witness = try F7WorstCase.witness(certificate)
    #expect(abs(witness.targetNorm - 0.562905089751) <= 1e-12)
    #expect(witness.subset == [0, 2])
    var square = 0.0
    for entry in witness.tokens { square += entry * entry }
    #expect(abs(witness.targetNorm / square.squareRoot() - 0.524229887854) <= 1e-12)
    for row in CertificateTests.rows {
      var sum = 0.0
      for (weight, entry) in zip(row, witness.tokens) { sum += Double(weight) * entry }
      #expect(abs(sum) <= 1e-12)
    }
    #expect(throws: TheoryError.self) {
      try F7WorstCase.witness(
        FirstLayerCertificate(problem: CertificateTests.problem, weights: Matrix(identity: 12)))
    }
  }

  @Test(arguments: FullyConnectedTests.problems)
  func `the constant is attained`(problem: Problem) throws {
    let weights = try F7WorstCase.attainingWeights(problem)
    let kernel = try weights.kernelBasis()
    #expect(kernel.rows == 1 && weights.rows == problem.inputDimension - 1)
    let vector = kernel.row(0)
    let ratio = try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: vector)
    let constant = F7WorstCase.constant(problem)
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: vector.map(\.double))
    #expect(abs(witness.targetNorm - constant) <= 1e-15)
    // No subset does better on this kernel.
    for subset in Subsets(of: problem) {
      var sum = 0.0
      for token in subset { sum += witness.tokens[token * problem.dimension] }
      #expect(abs(abs(sum) / Double(problem.sparsity) - constant) <= 1e-15)
    }
    let error = try F7WorstCase.midpointError(problem: problem, tokens: witness.tokens)
    #expect(error <= constant + 1e-15)
    let predicate = try F7WorstCasePredicate(problem: problem)
    #expect(try predicate.judge(attainedSquaredRatio: ratio).isVerified)
    #expect(predicate.judge(midpointError: error).isVerified)
    #expect(predicate.judge(midpointError: 1.1 * constant).isRefuted)
    #expect(try predicate.judge(exactSquaredRatio: ratio).isVerified)
    let less = try ratio * Rational(numerator: 999, denominator: 1000)
    #expect(try predicate.judge(exactSquaredRatio: less).isRefuted)
    #expect(try predicate.judge(attainedSquaredRatio: less).isRefuted)
  }

  @Test func `the two subsets of the proof are the best for the inner products`() throws {
    let problem = try Problem(tokens: 6, dimension: 1, sparsity: 3)
    let vector = [3.0, -2, -1, 2, 0, 1]
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: vector)
    var best = 0.0
    for subset in Subsets(of: problem) {
      best = max(best, abs(subset.map { witness.tokens[$0] }.reduce(0, +)) / 3)
    }
    #expect(abs(witness.targetNorm - best) <= 1e-15)
    let exact = try F7WorstCase.exactSquaredRatio(
      problem: problem, kernelVector: vector.map { Rational(Int($0)) })
    #expect(abs(exact.double.squareRoot() - best) <= 1e-15)
    #expect(throws: TheoryError.self) {
      try F7WorstCase.witness(problem: problem, kernelVector: [Double](repeating: 0, count: 6))
    }
    #expect(throws: TheoryError.self) {
      try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: [.one])
    }
  }

  @Test func `an asymmetry excuses a small error only as far as rounding goes`() throws {
    let predicate = try F7WorstCasePredicate(problem: Problem(tokens: 4, dimension: 1, sparsity: 2))
    #expect(predicate.judge(error: 0.4, asymmetry: 1e-15).isVerified)
    #expect(predicate.judge(error: 1.0 / 3 - 1e-8, asymmetry: 1e-7).isVerified)
    #expect(predicate.judge(error: 1.0 / 3 - 1e-8, asymmetry: 1e-9).isRefuted)
    #expect(predicate.judge(error: 0.1, asymmetry: 0.9).isRefuted)
    #expect(predicate.judge(error: .nan, asymmetry: 0).word == "undecided")
  }

  /// T = 4, d = 2, q = 2, y = {0, 1}: the target is (0.9, 0.3).
  @Test func `the larger of both errors counts, whichever it is`() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: [1, 0, 0.8, 0.6, -1, 0, 0, 1])
    #expect(witness.subset == [0, 1])
    for (first, second, larger, difference) in [
      // Right at (X, y), and so off by twice the target at (-X, y); and the other way round.
      ([0.9, 0.3], [0.9, 0.3], (1.8 * 1.8 + 0.6 * 0.6).squareRoot(), 0.0),
      ([-0.9, -0.3], [-0.9, -0.3], (1.8 * 1.8 + 0.6 * 0.6).squareRoot(), 0),
      ([0.9, 4.3], [-0.9, -3.3], 4, (1.8 * 1.8 + 7.6 * 7.6).squareRoot()),
      ([3.9, 0.3], [-0.9, 3.7], 4, (4.8 * 4.8 + 3.4 * 3.4).squareRoot()),
    ] {
      let seen = try witness.errors(problem, at: first, atOpposite: second)
      #expect(abs(seen.larger - larger) <= 1e-15 * 8 && abs(seen.asymmetry - difference) <= 1e-14)
    }
    let skipped = try witness.errors(problem, at: [0, 0], atOpposite: [0, 0], skipped: 0.1)
    #expect(abs(skipped.larger - 0.9 * 0.9.squareRoot()) <= 1e-15)
    #expect(abs(skipped.asymmetry - 0.2 * 0.9.squareRoot()) <= 1e-15)
    #expect(throws: TheoryError.self) { try witness.errors(problem, at: [0], atOpposite: [0, 0]) }
  }

  @Test func `kernel of a rational matrix`() throws {
    let matrix = try RationalMatrix(
      rows: 3, columns: 4, elements: [0, 2, 4, 1, 0, 1, 2, 3, 0, 3, 6, 4].map { Rational($0) })
    let kernel = try matrix.kernelBasis()
    #expect(kernel.rows == 2)
    #expect(kernel.row(0) == [1, 0, 0, 0].map { Rational($0) })
    #expect(kernel.row(1) == [0, -2, 1, 0].map { Rational($0) })
    #expect(try RationalMatrix(rows: 0, columns: 2).kernelBasis().rows == 2)
  }
}
