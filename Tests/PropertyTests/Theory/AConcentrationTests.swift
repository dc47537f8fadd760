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

  @Test("an interval of the least risk holds it at every mean inside, and is no wider than it must be")
  func leastRiskInterval() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let range = (delta: 0.2...0.3, miss: 0.2...0.26)
    let seen = try A5QueryFloor.leastRisk(
      problem: problem,
      massOffSubset: Measured(estimate: 0.25, lower: 0.2, upper: 0.3, falseAlarm: 1e-10),
      squaredMiss: Measured(estimate: 0.23, lower: 0.2, upper: 0.26, falseAlarm: 2e-10))
    #expect(seen.falseAlarm.probability == 3e-10)
    var (least, most) = (Double.infinity, 0.0)
    for i in 0...40 {
      for j in 0...40 {
        let delta = range.delta.lowerBound + 0.1 * Double(i) / 40
        let miss = range.miss.lowerBound + 0.06 * Double(j) / 40
        // E|s|^2 = (M + 1 - 2 delta)/q, and no attention has a smaller M than (1 + q/N) delta^2.
        if miss < (1 + 3.0 / 17) * delta * delta { continue }
        let risk = try A5QueryFloor.leastRisk(
          problem: problem, meanMass: 1 - delta, meanSquare: (miss + 1 - 2 * delta) / 3)
        #expect(risk >= seen.lower - 1e-12 && risk <= seen.upper + 1e-12, "delta \(delta), M \(miss)")
        (least, most) = (min(least, risk), max(most, risk))
      }
    }
    #expect(least - seen.lower <= 1e-3 && seen.upper - most <= 1e-3)
    #expect(seen.lower <= seen.estimate && seen.estimate <= seen.upper)
    let wrong = Measured(estimate: 0.5, lower: -0.1, upper: 1, falseAlarm: 0)
    #expect(throws: TheoryError.self) {
      try A5QueryFloor.leastRisk(problem: problem, massOffSubset: wrong, squaredMiss: seen)
    }
  }

  @Test("the lowest risk that bounds allow is the least over a fine grid of all they allow")
  func lowestRisk() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let excess = 1 + 2.0 / 6
    for (low, high, miss) in [
      (0.0, 1.0, 0.3), (0.1, 0.2, 0.3), (0.5, 0.9, 0.2), (0.6, 1.0, 1.1), (0, 0.4, 0),
    ] {
      let bound = A5QueryFloor.lowestRisk(problem, massOffSubset: low...high, squaredMiss: miss)
      var least = Double.infinity
      for i in 0...2000 {
        let delta = low + (high - low) * Double(i) / 2000
        let most = max(miss, excess * delta * delta)
        let (top, bottom) = (most - delta * delta, most + 1 - 2 * delta)
        least = min(least, problem.trivialRisk * min(1, top / bottom))
      }
      #expect(
        bound <= least + 1e-12 && least - bound <= 1e-3, "\(low)...\(high), M \(miss): \(bound), \(least)")
    }
  }

  @Test("the floor's predicate refutes a risk below or above, and is undecided across an end")
  func floorPredicate() {
    let floor = Measured(estimate: 0.35, lower: 0.3, upper: 0.4, falseAlarm: 0)
    let predicate = A5QueryFloorPredicate(floor: floor)
    func risk(_ lower: Double, _ upper: Double) -> Measured {
      Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 0)
    }
    #expect(predicate.judge(risk: risk(0.34, 0.36)).isVerified)
    #expect(predicate.judge(risk: risk(0.2, 0.26)).isRefuted)
    #expect(predicate.judge(risk: risk(0.45, 0.5)).isRefuted)
    #expect(predicate.judge(risk: risk(0.43, 0.5)).word == "undecided")
    #expect(predicate.judge(exactDualFloor: 1e-4, measured: risk(0, 1e-3)).isVerified)
    #expect(predicate.judge(exactDualFloor: 2e-3, measured: risk(0, 1e-3)).isRefuted)
    #expect(predicate.judge(exactDualFloor: 0, measured: risk(0, 1e-3)).isRefuted)
  }

  @Test("an excess within its band verifies, one beyond is refuted, across an end it is undecided")
  func excessPredicate() {
    func seen(_ lower: Double, _ upper: Double) -> Measured {
      Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 0)
    }
    let predicate = A5QueryFloorPredicate(floor: seen(0.3, 0.4))
    // The band is -0.003 to 0.0075 of the least floor, -0.004 to 0.01 of the greatest.
    for (lower, upper, word) in [
      (0.001, 0.007, "verified"), (-0.0025, 0.0, "verified"), (0.0105, 0.012, "refuted"),
      (-0.01, -0.005, "refuted"), (0.005, 0.009, "undecided"), (-0.0035, 0.001, "undecided"),
      (.nan, 0.01, "undecided"), (0, .infinity, "undecided"), (-1, 1, "undecided"),
    ] {
      let verdict = predicate.judge(excess: seen(lower, upper))
      #expect(verdict.word == word, "\(lower)...\(upper): \(verdict)")
      if case .verified(let margin) = verdict { #expect(margin >= 0 && margin <= 1) }
    }
    #expect(predicate.judge(farBelow: seen(0.1, 0.149)).isVerified)
    #expect(predicate.judge(farBelow: seen(0.21, 0.3)).isRefuted)
    #expect(predicate.judge(farBelow: seen(0.1, 0.16)).word == "undecided")
    #expect(predicate.judge(farBelow: seen(.nan, .nan)).word == "undecided")
  }

  @Test("infima inside and outside, and limits, are told apart by their intervals only")
  func infimaAndLimits() {
    func seen(_ lower: Double, _ upper: Double) -> Measured {
      Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 0)
    }
    #expect(A5QueryFloorPredicate.judge(inside: seen(0.3, 0.4), outside: seen(0.41, 0.9)).isVerified)
    #expect(A5QueryFloorPredicate.judge(inside: seen(0.3, 0.4), outside: seen(0.2, 0.29)).isRefuted)
    #expect(A5QueryFloorPredicate.judge(inside: seen(0.3, 0.4), outside: seen(0.39, 0.9)).word == "undecided")
    #expect(A5QueryFloorPredicate.judge(inside: seen(.nan, 0.4), outside: seen(0.5, 0.9)).word == "undecided")
    #expect(A5QueryFloorPredicate.judge(risk: seen(1, 1.02), limit: seen(1.015, 1.03)).isVerified)
    #expect(A5QueryFloorPredicate.judge(risk: seen(1, 1.02), limit: seen(1.021, 1.03)).isRefuted)
    #expect(A5QueryFloorPredicate.judge(risk: seen(0.5, 1.5), limit: seen(1, 1)).word == "undecided")
    #expect(A5QueryFloorPredicate.judge(risk: seen(.nan, 1), limit: seen(1, 1)).word == "undecided")
  }

  @Test("a share of a bound verifies up to 1, and what is no number never")
  func shares() throws {
    let predicate = try A3ConcentrationPredicate(problem: Problem(tokens: 4, dimension: 2, sparsity: 3))
    for (share, word) in [
      (0.0, "verified"), (1, "verified"), (1 + 1e-12, "refuted"), (.infinity, "refuted"), (.nan, "undecided"),
      (-1, "undecided"),
    ] { #expect(predicate.judge(share: share, "a value").word == word) }
    // With one token outside, both bounds are equalities: a margin 1e-6 larger, or V = 0.999 I, is refuted.
    let scores = [1, 1, 1, 0.4]
    let weights = attention(scores, logit: 10)
    #expect(try predicate.judge(attention: weights, margin: 0.6, logit: 10, subset: [0, 1, 2]).isVerified)
    #expect(
      try predicate.judge(attention: weights, margin: 0.6 + 1e-6, logit: 10, subset: [0, 1, 2]).isRefuted)
    let moved = try predicate.shares(
      attention: weights, margin: 0.6, logit: 10, subset: [0, 1, 2], value: 0.999)
    #expect(predicate.judge(share: moved.risk, "risk").isRefuted)
    #expect(predicate.judge(share: moved.massOff, "mass").isVerified)
    let worse = try predicate.shares(attention: weights, margin: 0.7, logit: 10, subset: [0, 1, 2])
    #expect(moved.greatest(worse).massOff == worse.massOff && moved.greatest(worse).risk == moved.risk)
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
