import Testing
import Theory

@Suite struct LengthGeneralizationTests {
  @Test("limits of t R at other lengths equal the golden ones")
  func quadraticLaw() throws {
    let rows: [(PositionLaw, Int, Int, Double)] = [
      (.oneHot, 20, 3, 9.5), (.oneHot, 40, 3, 95.1862745098), (.oneHot, 40, 6, 4.75),
      (.orthonormalFrame(width: 64), 10, 3, 75.9215686275),
    ]
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    for (law, testTokens, testSparsity, expected) in rows {
      let system = try FlowSystem(problem: problem, positions: law)
      let limit = try QuadraticLaw(system, testTokens: testTokens, testSparsity: testSparsity).limit
      #expect(abs(limit / expected - 1) <= 1e-11)
    }
  }

  @Test("the flow's transferred risk approaches the limit along the slow term")
  func approach() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    for law in [PositionLaw.oneHot, .orthonormalFrame(width: 320)] {
      let flow = try GradientFlow(problem: problem, positions: law)
      for (tokens, sparsity) in [(10, 3), (40, 3), (40, 6), (320, 3), (30, 2)] {
        let quadratic = try QuadraticLaw(flow.system, testTokens: tokens, testSparsity: sparsity)
        let state = try flow.states(at: [1e10])[0]
        let risk = try L1Transfer.risk(
          problem, alpha: state.alpha, logit: state.logit, testTokens: tokens, testSparsity: sparsity)
        let deviation = risk * 1e10 / quadratic.limit - 1
        let slow = try quadratic.slowDeviation(time: 1e10)
        let tolerance = 1e-6 + 0.01 * abs(slow)
        #expect(abs(deviation - slow) <= tolerance, "\(law) \(tokens) \(sparsity)")
      }
    }
  }

  @Test("fixed positions: risks and limits equal the golden ones")
  func fixedPositions() throws {
    let rows: [(Int, Int, Int, Int, Double, Double)] = [
      (20, 5, 3, 40, 2, 1.11210209442225), (20, 5, 3, 40, 5, 1.20040880840934),
      (20, 5, 3, 40, 20, 1.78044819656252), (16, 4, 2, 24, 10, 1.11085527863348),
    ]
    for (tokens, dimension, sparsity, test, logit, expected) in rows {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let seen = try FixedPositions(problem: problem, testTokens: test).risk(alpha: 1, logit: logit)
      #expect(abs(seen / expected - 1) <= 2e-14)
    }
    let first = try FixedPositions(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), testTokens: 40)
    #expect(abs(try first.limit() - 1.780448717949) <= 1e-12)
    #expect(abs(try first.risk(alpha: 1, logit: 600) - first.limit()) <= 1e-12)
    #expect(abs(try first.risk(alpha: 0.7, logit: 600) - first.limit(alpha: 0.7)) <= 1e-12)
    let second = try FixedPositions(problem: Problem(tokens: 8, dimension: 4, sparsity: 2), testTokens: 12)
    #expect(abs(try second.limit() - 1.121212121212) <= 1e-12)
  }

  @Test("at the trained length fixed positions are aligned weights, and C = 0 is uniform attention")
  func fixedPositionsConsistent() throws {
    let problem = try Problem(tokens: 7, dimension: 2, sparsity: 3)
    let same = try FixedPositions(problem: problem, testTokens: 7)
    #expect(
      try same.risk(alpha: 0.9, logit: 3) == AlignedWeights(problem: problem, alpha: 0.9, logit: 3).risk)
    #expect(abs(try same.limit()) <= 1e-15)
    let longer = try FixedPositions(problem: problem, testTokens: 21)
    let uniform = try L1Transfer.risk(problem, alpha: 0.9, logit: 0, testTokens: 21, testSparsity: 3)
    #expect(abs(try longer.risk(alpha: 0.9, logit: 0) - uniform) <= 1e-15)
    let large = try FixedPositions(
      problem: Problem(tokens: 5000, dimension: 1, sparsity: 900), testTokens: 9000)
    #expect(try large.risk(alpha: 1, logit: 5).isFinite)
  }

  @Test("the generalization predicate accepts the formula and refutes fixed positions")
  func generalization() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let predicate = L4GeneralizationPredicate()
    for test in [40, 80, 160, 320] {
      let formula = try L1Transfer.risk(problem, alpha: 1.05, logit: 4.6, testTokens: test, testSparsity: 3)
      #expect(predicate.judge(risk: 1.05 * formula, formula: formula, testTokens: test).isVerified)
      let fixed = try FixedPositions(problem: problem, testTokens: test).risk(alpha: 1.05, logit: 4.6)
      #expect(predicate.judge(risk: fixed, formula: formula, testTokens: test).isRefuted)
      let measured = Measured(
        estimate: formula, lower: 0.95 * formula, upper: 1.05 * formula, falseAlarm: 1e-9)
      #expect(predicate.judge(measured: measured, formula: formula, testTokens: test).isVerified)
      #expect(predicate.judge(measured: measured, formula: 2 * formula, testTokens: test).isRefuted)
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    #expect(throws: TheoryError.self) { try FixedPositions(problem: problem, testTokens: 19) }
    #expect(throws: TheoryError.self) {
      try L1Transfer.risk(problem, alpha: 1, logit: 1, testTokens: 3, testSparsity: 3)
    }
    let frame = try FlowSystem(problem: problem, positions: .orthonormalFrame(width: 30))
    #expect(throws: TheoryError.self) { try QuadraticLaw(frame, testTokens: 31, testSparsity: 3) }
    let law = try QuadraticLaw(frame, testTokens: 30, testSparsity: 3)
    #expect(throws: TheoryError.self) { try law.slowDeviation(time: 0) }
  }
}
