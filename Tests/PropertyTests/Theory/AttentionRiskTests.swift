import Testing
import Theory

@Suite struct AttentionRiskTests {
  private func attention(_ logits: [Double]) -> [Double] {
    let weights = logits.map(Elementary.exp)
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @Test("enumerated signs give the formula exactly, correlated tokens do not")
  func enumeration() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let value = try RationalMatrix(
      rows: 2, columns: 2,
      elements: [
        Rational(numerator: 3, denominator: 2), Rational(numerator: -1, denominator: 3), Rational(1),
        Rational(numerator: 4, denominator: 5),
      ])
    let weights = try [1, 4, 2, 3].map { try Rational(numerator: $0, denominator: 10) }
    let predicate = A1RiskPredicate()
    for subset in Subsets(of: problem) {
      let formula = try A1RiskGivenAttention.exactRisk(
        problem: problem, value: value, attention: weights, subset: subset)
      let white = try SignTokens.independent.risk(
        problem: problem, value: value, attention: weights, subset: subset)
      let repeated = try SignTokens.firstTwoEqual.risk(
        problem: problem, value: value, attention: weights, subset: subset)
      #expect(predicate.judge(enumerated: white, formula: formula).isVerified)
      #expect(predicate.judge(enumerated: repeated, formula: formula).isRefuted)
      let uneven = try SignTokens.onePatternTwice.risk(
        problem: problem, value: value, attention: weights, subset: subset)
      #expect(predicate.judge(enumerated: uneven, formula: formula).isRefuted)
      let double = try A1RiskGivenAttention.risk(
        problem: problem, value: value.rounded(), attention: weights.map(\.double), subset: subset)
      #expect(abs(double - formula.double) <= 1e-15)
    }
  }

  @Test("measured risks decide by their interval")
  func measured() {
    let predicate = A1RiskPredicate(resolution: 0.1)
    func seen(_ low: Double, _ high: Double) -> Measured {
      Measured(estimate: 0.5 * (low + high), lower: low, upper: high, falseAlarm: 1e-9)
    }
    #expect(predicate.judge(measured: seen(0.98, 1.03), formula: 1).isVerified)
    #expect(predicate.judge(measured: seen(1.01, 1.03), formula: 1).isRefuted)
    #expect(predicate.judge(measured: seen(0.5, 1.5), formula: 1).word == "undecided")
    #expect(predicate.judge(measured: seen(.nan, 1.5), formula: 1).word == "undecided")
  }

  @Test(
    "the best alpha and the least risk verify, a part in 10^8 beside them does not, nor what is no number")
  func bestAlpha() throws {
    for (tokens, dimension, sparsity) in [(4, 1, 1), (8, 4, 2), (20, 5, 18)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      for logit in [-2.0, 0, 1, 5] {
        let predicate = try A2BestAlphaPredicate(problem, logit: logit)
        let best = try AlignedWeights.bestAlpha(problem, logit: logit)
        func risk(_ factor: Double) throws -> Double {
          try AlignedWeights(problem: problem, alpha: factor * best, logit: logit).risk
        }
        func verdict(_ error: Double) throws -> Verdict {
          predicate.judge(
            above: try risk(1.5 * (1 + error)), below: try risk(0.5 * (1 + error)), best: try risk(1 + error))
        }
        #expect(try verdict(0).isVerified)
        #expect(try verdict(1e-8).isRefuted && verdict(-1e-8).isRefuted)
        #expect(predicate.judge(leastRisk: try risk(1)).isVerified)
        #expect(predicate.judge(leastRisk: try risk(1) * (1 + 1e-8)).isRefuted)
        for bad in [Double.nan, .infinity] {
          #expect(predicate.judge(above: bad, below: 1, best: 0.5).word == "undecided")
          #expect(!predicate.judge(leastRisk: bad).isVerified)
        }
        let mass = A2AlignedPredicate(try AlignedWeights(problem: problem, alpha: 1, logit: logit))
        #expect(mass.judge(directMass: mass.weights.massOnSubset).isVerified)
        #expect(mass.judge(directMass: mass.weights.massOnSubset * (1 + 1e-12)).isRefuted)
        #expect(!mass.judge(directMass: .nan).isVerified)
      }
    }
  }

  @Test("wrong shapes and subsets are errors")
  func errors() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 1)
    let value = try Matrix(identity: 2)
    for (weights, subset) in [
      ([1.0, 0], [0]), ([1, 0, 0], [3]), ([1, 0, 0], [0, 1]), ([.nan, 0, 0], [0]),
    ] {
      #expect(throws: TheoryError.self) {
        try A1RiskGivenAttention.risk(problem: problem, value: value, attention: weights, subset: subset)
      }
    }
    #expect(throws: TheoryError.self) {
      try A1RiskGivenAttention.risk(
        problem: problem, value: Matrix(identity: 3), attention: [1, 0, 0], subset: [0])
    }
  }

  @Test("aligned weights match the attention itself, a shifted subset does not")
  func aligned() throws {
    for (tokens, dimension, sparsity) in [(4, 1, 1), (8, 4, 2), (20, 5, 3), (20, 5, 18)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      var value = try Matrix(identity: dimension)
      for alpha in [-0.5, 0, 1, 1.3] {
        for index in 0..<dimension { value[index, index] = alpha }
        for logit in [-3.0, 0, 2, 40] {
          let subset = Array(0..<sparsity)
          let shifted = Array(1...sparsity)
          let weights = attention((0..<tokens).map { $0 < sparsity ? logit : 0 })
          let predicate = A2AlignedPredicate(
            try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
          let risk = try A1RiskGivenAttention.risk(
            problem: problem, value: value, attention: weights, subset: subset)
          #expect(predicate.judge(directRisk: risk).isVerified)
          if alpha != 0 && logit != 0 {
            let other = try A1RiskGivenAttention.risk(
              problem: problem, value: value, attention: weights, subset: shifted)
            #expect(predicate.judge(directRisk: other).isRefuted)
          }
        }
      }
    }
  }
}
