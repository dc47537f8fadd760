import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let a1Cases = [(2, 2, 1), (3, 4, 2), (4, 3, 2), (6, 2, 3), (12, 1, 5), (7, 2, 6)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  /// A1: random rational V and s, enumerated over all sign patterns of the tokens, and attention layers with drawn
  /// weights on Gaussian tokens, against the formula.
  ///
  /// In the control the second token repeats the first, or the formula is that of tokens with variance 1.2.
  public static let a1RiskGivenAttention = ClaimJudgment(
    claim: .a1RiskGivenAttention,
    cases: a1Cases.map { Case($0.name) { $0.pick(quick: 1, standard: 3, thorough: 20) } }
      + DrawnLayer.all.map { Case($0.name) { $0.pick(quick: 1, standard: 3, thorough: 20) } },
    judge: { trial, run in
      if trial.caseIndex < a1Cases.count { return try enumeratedRisk(trial, run, tokens: .independent) }
      let layer = DrawnLayer.all[trial.caseIndex - a1Cases.count]
      return try layer.outcome(address: trial.address(run, claim: .a1RiskGivenAttention))
    },
    controlCases: a1Cases.map { Case("\($0.name), second token repeats the first") }
      + DrawnLayer.all.map { Case("\($0.name), formula for variance 1.2") },
    judgeControl: { trial, run in
      if trial.caseIndex < a1Cases.count { return try enumeratedRisk(trial, run, tokens: .firstTwoEqual) }
      let layer = DrawnLayer.all[trial.caseIndex - a1Cases.count]
      return try layer.outcome(
        address: trial.address(run, claim: .a1RiskGivenAttention), tokenVariance: 1.2)
    })

  private static func enumeratedRisk(_ trial: Trial, _ settings: Settings, tokens: SignTokens) throws
    -> Outcome
  {
    let problem = try a1Cases[trial.caseIndex].problem()
    var stream = RandomStream(try trial.address(settings, claim: .a1RiskGivenAttention), step: 0)
    let isControl = tokens == .firstTwoEqual
    let value = try isControl ? negativeDiagonal(problem, &stream) : anyValue(problem, &stream)
    // Positive weights that sum to 1.
    let weights = (0..<problem.tokens).map { _ in Int128(stream.integer(below: 9)) + 1 }
    let total = weights.reduce(0, +)
    let attention = try weights.map { try Rational(numerator: $0, denominator: total) }
    let subset =
      isControl
      ? Array(problem.tokensOutside..<problem.tokens)
      : stream.subset(size: problem.sparsity, of: problem.tokens)
    let formula = try A1RiskGivenAttention.exactRisk(
      problem: problem, value: value, attention: attention, subset: subset)
    let enumerated = try tokens.risk(problem: problem, value: value, attention: attention, subset: subset)
    return Outcome(
      verdict: A1RiskPredicate().judge(enumerated: enumerated, formula: formula),
      values: [
        Outcome.Value("sign patterns", Double(1 << problem.inputDimension)),
        Outcome.Value("risk, enumerated", enumerated.double),
        Outcome.Value("risk, formula", formula.double),
      ])
  }

  /// V with entries from -4/3 to 4/3.
  private static func anyValue(_ problem: Problem, _ stream: inout RandomStream) throws -> RationalMatrix {
    let d = problem.dimension
    return try RationalMatrix(
      rows: d, columns: d,
      elements: (0..<(d * d)).map { _ in
        try Rational(numerator: Int128(stream.integer(below: 9)) - 4, denominator: 3)
      })
  }

  /// A diagonal V with entries from -4/3 to -1/3.
  ///
  /// If token 2 repeats token 1 the risk grows by `2 tr(C_1^T C_2)`, `C_i = s_i V - 1_{i in y} I/q`. With y the last q
  /// tokens at most C_2 has its second part, so for such V the growth is positive whatever is drawn.
  private static func negativeDiagonal(_ problem: Problem, _ stream: inout RandomStream) throws
    -> RationalMatrix
  {
    var value = try RationalMatrix(rows: problem.dimension, columns: problem.dimension)
    for place in 0..<problem.dimension {
      value[place, place] = try Rational(
        numerator: -1 - Int128(stream.integer(below: 4)), denominator: 3)
    }
    return value
  }
}
