import Testing
import Theory

@Suite struct AConcentrationTests {
  private func attention(_ scores: [Double], logit: Double) -> [Double] {
    let top = scores.max() ?? 0
    let weights = scores.map { Elementary.exp(logit * ($0 - top)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @Test("scores of 1 on the subset verify, at any sign of the margin")
  func dualScores() throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    let predicate = try A3ConcentrationPredicate(problem: problem)
    for scores in [[1, 1, 0.5, 0.2, -0.3, 0.5], [1, 1, 1.2, 0, 0, 0], [1, 1, 0.5, 0.5, 0.5, 0.5]]
      as [[Double]]
    {
      let margin = try A3Concentration.margin(problem: problem, scores: scores, subset: [0, 1])
      for logit in [0.0, 1, 5, 50] {
        let verdict = try predicate.judge(
          attention: attention(scores, logit: logit), margin: margin, logit: logit, subset: [0, 1])
        #expect(verdict.isVerified, "\(scores) \(logit): \(verdict)")
      }
    }
  }

  @Test("the sufficient logit reaches the risk, and is necessary at equal scores outside")
  func sufficientLogit() throws {
    let problem = try Problem(tokens: 50, dimension: 4, sparsity: 1)
    let scores = [1.0] + [Double](repeating: 0.25, count: 49)
    let predicate = try A3ConcentrationPredicate(problem: problem)
    for eps in [1.0, 1e-2, 1e-8, 1e-20] {
      let logit = try A3Concentration.sufficientLogit(problem: problem, margin: 0.75, risk: eps)
      let verdict = try predicate.judge(
        attention: attention(scores, logit: logit), margin: 0.75, logit: logit, subset: [0], risk: eps)
      #expect(verdict.isVerified, "\(eps): \(verdict)")
    }
    #expect(try A3Concentration.sufficientLogit(problem: problem, margin: 0.75, risk: 1e9) == 0)
  }

  @Test("unequal scores on the subset, as the sum query gives, are refuted")
  func sumQuery() throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    let predicate = try A3ConcentrationPredicate(problem: problem)
    let scores = [1.3, 0.9, 0.5, 0.2, -0.3, 0.5]
    let margin = try A3Concentration.margin(problem: problem, scores: scores, subset: [0, 1])
    let logit = try A3Concentration.sufficientLogit(problem: problem, margin: margin, risk: 1e-3)
    let verdict = try predicate.judge(
      attention: attention(scores, logit: logit), margin: margin, logit: logit, subset: [0, 1], risk: 1e-3)
    #expect(verdict.isRefuted)
    let measured = Measured(estimate: 0.4, lower: 0.39, upper: 0.41, falseAlarm: 1e-9)
    #expect(predicate.judge(risk: measured, atMost: 1e-3).isRefuted)
    #expect(predicate.judge(risk: measured, atMost: 0.5) == .verified(margin: 1 - 0.41 / 0.5))
    for bound in [0.4, 0, -1, .nan, .infinity] {
      #expect(predicate.judge(risk: measured, atMost: bound).word == "undecided")
    }
  }

  @Test("floors: one token in sure reach, and the dual query at margin probability 1")
  func floors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let top = try A5QueryFloor.sumQueryLimit(problem: problem, topScoreInSubset: 1)
    #expect(abs(top - 5.0 * 2 / 9) <= 1e-15)
    #expect(try A5QueryFloor.dualQueryLimit(problem: problem, positiveMargin: 1) == 0)
    #expect(try A5QueryFloor.dualQueryLimit(problem: problem, positiveMargin: 0) == problem.trivialRisk)
    let least = try A5QueryFloor.leastRisk(problem: problem, meanMass: 0.8, meanSquare: 0.8 / 3 + 0.2)
    let dual = try A5QueryFloor.dualQueryLimit(problem: problem, positiveMargin: 0.8)
    #expect(abs(least - dual) <= 1e-15)
    #expect(throws: TheoryError.self) {
      try A5QueryFloor.leastRisk(problem: problem, meanMass: 1, meanSquare: 0.1)
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 4, dimension: 1, sparsity: 1)
    #expect(throws: TheoryError.self) {
      try A3Concentration.massLowerBound(problem: problem, margin: 1, logit: -1)
    }
    #expect(throws: TheoryError.self) {
      try A3Concentration.sufficientLogit(problem: problem, margin: 0, risk: 1)
    }
    #expect(throws: TheoryError.self) { try A3Concentration.riskBound(problem: problem, massOffSubset: 2) }
    #expect(throws: TheoryError.self) { try A3ConcentrationPredicate(problem: problem, scoreError: 1) }
  }
}
