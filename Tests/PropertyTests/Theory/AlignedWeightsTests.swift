import Testing
import Theory

@Suite struct AlignedWeightsTests {
  struct Golden: Sendable, CustomStringConvertible {
    let problem: (Int, Int, Int)
    let alpha: Double
    let logit: Double
    let risk: Double
    let mass: Double
    var description: String { "\(problem) alpha=\(alpha) C=\(logit)" }
  }

  /// From the golden file: 15 digits of an independent program.
  static let golden = [
    Golden(problem: (20, 5, 3), alpha: 0, logit: 0, risk: 1.66666666666667, mass: 0.15),
    Golden(problem: (20, 5, 3), alpha: 1, logit: 0, risk: 1.41666666666667, mass: 0.15),
    Golden(problem: (20, 5, 3), alpha: 1, logit: 5, risk: 0.00265212262113745, mass: 0.963222526775482),
    Golden(problem: (20, 5, 3), alpha: 1.05, logit: 7.5, risk: 0.00364100720046469, mass: 0.996875647409143),
    Golden(problem: (20, 5, 3), alpha: 1, logit: 40, risk: 1.13638791086563e-33, mass: 1),
    Golden(problem: (8, 4, 2), alpha: 0.9, logit: 2, risk: 0.304068138751215, mass: 0.711234594227594),
    Golden(problem: (1000, 16, 1), alpha: 1, logit: 12, risk: 0.000596077518954899, mass: 0.993899377893219),
  ]

  @Test("risk and mass equal the golden values", arguments: golden)
  func matchesGolden(_ row: Golden) throws {
    let problem = try Problem(tokens: row.problem.0, dimension: row.problem.1, sparsity: row.problem.2)
    let weights = try AlignedWeights(problem: problem, alpha: row.alpha, logit: row.logit)
    #expect(abs(weights.risk - row.risk) <= 2e-14 * row.risk)
    #expect(abs(weights.massOnSubset - row.mass) <= 2e-15)
  }

  @Test("masses sum to 1 and mirror each other when subset and rest change places")
  func masses() throws {
    let problem = try Problem(tokens: 9, dimension: 2, sparsity: 4)
    let mirrored = try Problem(tokens: 9, dimension: 2, sparsity: 5)
    for logit in [-700.0, -40, -2, -0.1, 0, 0.1, 2, 40, 700] {
      let weights = try AlignedWeights(problem: problem, alpha: 1, logit: logit)
      let other = try AlignedWeights(problem: mirrored, alpha: 1, logit: -logit)
      #expect(abs(weights.massOnSubset + weights.massOffSubset - 1) <= 4e-16)
      #expect(weights.massOffSubset == other.massOnSubset)
    }
  }

  @Test("the risk at C = 700 underflows to 0, and a million tokens keep their digits")
  func extremes() throws {
    let problem = try Problem(tokens: 1_000_000, dimension: 5, sparsity: 3)
    #expect(try AlignedWeights(problem: problem, alpha: 1, logit: 700).risk == 0)
    // d delta^2 (1/q + 1/N) with delta = N e^-40/(q + N e^-40), 20 digits by mpmath.
    let far = try AlignedWeights(problem: problem, alpha: 1, logit: 40).risk
    #expect(abs(far / 3.342_307_357_937_296e-24 - 1) <= 1e-14)
  }

  @Test("the best alpha is a minimum and leaves the best risk")
  func bestAlpha() throws {
    for (tokens, dimension, sparsity) in [(4, 1, 1), (20, 5, 3), (20, 5, 18), (1_000_000, 7, 50)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      for logit in [-30.0, -2, 0, 1, 5, 12] {
        let alpha = try AlignedWeights.bestAlpha(problem, logit: logit)
        let best = try AlignedWeights.bestRisk(problem, logit: logit)
        let risk = try AlignedWeights(problem: problem, alpha: alpha, logit: logit).risk
        #expect(abs(risk - best) <= 1e-12 * best, "\(problem) C = \(logit)")
        for factor in [0.99, 1.01] {
          let other = try AlignedWeights(problem: problem, alpha: factor * alpha, logit: logit).risk
          #expect(other >= best * (1 - 1e-12))
        }
      }
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 4, dimension: 1, sparsity: 1)
    #expect(throws: TheoryError.self) { try AlignedWeights(problem: problem, alpha: .nan, logit: 0) }
    #expect(throws: TheoryError.self) { try AlignedWeights(problem: problem, alpha: 1e200, logit: 0) }
    #expect(throws: TheoryError.self) { try AlignedWeights(problem: problem, alpha: 1, logit: .infinity) }
    #expect(throws: TheoryError.self) { try AlignedWeights.bestAlpha(problem, logit: -301) }
    #expect(throws: TheoryError.self) { try AlignedWeights.bestRisk(problem, logit: .nan) }
  }
}
