import TestSupport
import Testing
import Theory

/// Values of the claims F16, F20 and F21 computed by independent programs, to 16 digits or more.
@Suite(.notesIssues)
struct FullyConnectedThirdTests {
  private func problem(_ tokens: Int, _ dimension: Int, _ sparsity: Int) throws -> Problem {
    try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
  }

  private func close(_ value: Double, _ expected: Double, _ relative: Double = 1e-13) -> Bool {
    abs(value - expected) <= relative * max(1e-9, abs(expected))
  }

  // MARK: F20

  @Test(
    "widths of correlated tokens at a half, a tenth and a hundredth of tr(S Sigma)",
    arguments: [
      (0, 0.5, [32, 58, 64]), (0.1, 0.5017330491867529, [28, 57, 64]),
      (0.5, 0.5153769841269841, [13, 46, 62]), (0.9, 0.620562031662004, [2, 11, 50]),
    ] as [(Double, Double, [Int])])
  func correlated(correlation: Double, trivial: Double, widths: [Int]) throws {
    let tokens = try F20CorrelatedTokens(problem: problem(64, 1, 2), correlation: correlation)
    #expect(close(tokens.trivialRisk, trivial))
    for (share, width) in zip([0.5, 0.1, 0.01], widths) {
      #expect(try tokens.widthNeeded(share: share) == width)
    }
    #expect(close(try tokens.tail(width: 0), tokens.trivialRisk))
    #expect(try tokens.tail(width: 64) == 0 && tokens.tail(width: .max) == 0)
  }

  @Test(
    "tails of correlated tokens",
    arguments: [
      (0.1, 8, 0.41744186304672), (0.5, 8, 0.32505765140203), (0.5, 32, 0.10153875969852),
      (0.9, 8, 0.08478612016687), (0.9, 50, 0.00592455431781),
    ] as [(Double, Int, Double)])
  func tails(correlation: Double, width: Int, tail: Double) throws {
    let tokens = try F20CorrelatedTokens(problem: problem(64, 1, 2), correlation: correlation)
    #expect(close(try tokens.tail(width: width), tail, 1e-11))
  }

  @Test("uncorrelated tokens have LB(m), and each eigenvalue is d-fold")
  func uncorrelated() throws {
    let problem = try problem(7, 3, 4)
    let tokens = try F20CorrelatedTokens(problem: problem, correlation: 0)
    for width in 0...problem.inputDimension {
      let bound = try F2RiskLowerBound.value(problem: problem, width: width)
      #expect(abs(try tokens.tail(width: width) - bound) < 1e-14)
    }
    var weights = try Matrix(rows: 4, columns: problem.inputDimension)
    for row in 0..<4 {
      for column in 0..<problem.inputDimension {
        weights[row, column] = Double((row * 7 + column * column * 3) % 11) - 4
      }
    }
    let certificate = try tokens.certificate(weights: weights)
    let expected = try FirstLayerCertificate(problem: problem, weights: weights)
    #expect(close(certificate.value, expected.value) && certificate.rank == expected.rank)
  }

  @Test("what is no covariance is refused")
  func covariances() throws {
    let problem = try problem(3, 1, 1)
    for correlation in [1, -1, .nan, .infinity] {
      #expect(throws: TheoryError.self) {
        try F20CorrelatedTokens(problem: problem, correlation: correlation)
      }
    }
    for entries in [
      [1, 0.5, 0, 0.4, 1, 0, 0, 0, 1], [1, 2, 0, 2, 1, 0, 0, 0, 1], [1, 0, 0, 0, .nan, 0, 0, 0, 1],
    ] {
      #expect(throws: TheoryError.self) {
        try F20CorrelatedTokens(
          problem: problem, covariance: Matrix(rows: 3, columns: 3, elements: entries))
      }
    }
    let tokens = try F20CorrelatedTokens(problem: problem, correlation: 0.5)
    #expect(throws: TheoryError.self) { try tokens.tail(width: -1) }
    #expect(throws: TheoryError.self) { try tokens.widthNeeded(share: 1.5) }
    #expect(throws: TheoryError.self) { try tokens.attainingWeights(width: 4) }
    #expect(throws: TheoryError.self) { try tokens.certificate(weights: Matrix(rows: 1, columns: 2)) }
    #expect(throws: TheoryError.self) { try F20CorrelatedTokensPredicate(tokens, resolution: 0) }
  }

  // MARK: F21

  @Test(
    "kappa and 1 - kappa",
    arguments: [
      (1, 0.63661977236758134307553505349006, 0.36338022763241865692446494650994),
      (2, 0.78539816339744830961566084581988, 0.21460183660255169038433915418012),
      (3, 0.84882636315677512410071340465341, 0.15117363684322487589928659534659),
      (4, 0.88357293382212934831761845154736, 0.11642706617787065168238154845264),
      (10, 0.95130777298720469386735775667086, 0.048692227012795306132642243329136),
      (11, 0.95562228639872216266516102671899, 0.04437771360127783733483897328101),
      (64, 0.99221825358554251169185329601277, 0.0077817464144574883081467039872299),
      (1000, 0.99950012506246084770829720397851, 0.00049987493753915229170279602148515),
      (1_000_000, 0.99999950000012500006249996093741, 0.00000049999987499993750003906258973806),
    ] as [(Int, Double, Double)])
  func kappa(n: Int, kappa: Double, complement: Double) throws {
    #expect(close(try F21NormalizedInput.kappa(n), kappa, 1e-14))
    #expect(close(try F21NormalizedInput.complement(n), complement, n < 48 ? 1e-12 : 1e-15))
  }

  @Test("the recursion and the series meet, and n < 1 is refused")
  func kappaJoins() throws {
    for n in [46, 47, 48, 49] {
      // kappa(n) kappa(n + 1) = n/(n + 1).
      let product = try F21NormalizedInput.kappa(n) * F21NormalizedInput.kappa(n + 1)
      #expect(close(product, Double(n) / Double(n + 1), 1e-14))
    }
    #expect(throws: TheoryError.self) { try F21NormalizedInput.kappa(0) }
    #expect(throws: TheoryError.self) { try F21NormalizedInput.complement(-1) }
    #expect(try F21NormalizedInput.kappa(.max) <= 1)
  }

  @Test("the bound of a normalised input lies between LB(m) and d/q")
  func normalizedBound() throws {
    let problem = try problem(5, 2, 2)
    for width in 0...12 {
      let bound = try F21NormalizedInput.lowerBound(problem: problem, width: width)
      let plain = try F2RiskLowerBound.value(problem: problem, width: width)
      #expect(bound >= plain && bound <= problem.trivialRisk * (1 + 1e-15))
    }
    #expect(
      close(
        try F21NormalizedInput.lowerBound(problem: problem, width: 10), 0.048692227012795306, 1e-12))
    #expect(throws: TheoryError.self) { try F21NormalizedInput.lowerBound(problem: problem, width: -1) }
    #expect(throws: TheoryError.self) {
      try F21NormalizedInputPredicate(problem: problem, rank: 1, resolution: .nan)
    }
  }
}
