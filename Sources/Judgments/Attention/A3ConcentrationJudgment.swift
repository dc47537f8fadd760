import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private struct PositionCase: Sendable {
    let problem: SmallProblem
    let positions: Positions
    let width: Int

    var name: String { "\(problem.name), \(positions.rawValue) positions in R^\(width)" }
  }

  private static let a3Cases = [
    ((20, 5, 3), Positions.gaussian, 64), ((20, 5, 3), .rademacher, 64), ((20, 5, 3), .sphere, 64),
    ((8, 3, 2), .orthonormalFrame, 16), ((100, 4, 5), .gaussian, 200), ((12, 2, 1), .gaussian, 4),
    ((12, 2, 9), .sphere, 24),
  ].map { size, positions, width in
    PositionCase(
      problem: SmallProblem(tokens: size.0, dimension: size.1, sparsity: size.2), positions: positions,
      width: width)
  }

  /// A3: mass, risk and sufficient logit for fresh draws of positions and subset.
  ///
  /// The control asks with the sum of the subset's positions, whose scores on the subset are unequal.
  public static let a3Concentration = ClaimJudgment(
    claim: .a3Concentration,
    cases: a3Cases.map { Case($0.name) { $0.pick(quick: 1, standard: 3, thorough: 30) } },
    judge: { try concentration($0, $1, query: .dual) },
    controlCases: a3Cases.prefix(3).map { Case("\($0.name), sum query") },
    judgeControl: { try concentration($0, $1, query: .sum) })

  private static func concentration(_ trial: Trial, _ settings: Settings, query: Query) throws -> Outcome {
    let item = a3Cases[trial.caseIndex]
    let problem = try item.problem.problem()
    let layer = try AttentionSettings(
      problem: problem, positions: item.positions, positionDimension: item.width, query: query, batch: 1,
      stepSize: 0)
    let address = try trial.address(settings, claim: .a3Concentration)
    let predicate = try A3ConcentrationPredicate(problem: problem)
    let eps = 0.01 * problem.trivialRisk
    var verdicts: [Verdict] = []
    var margins: [Double] = []
    for index in 0..<200 {
      let draw = try PositionDraw(layer, address: address, index: index)
      let margin = try A3Concentration.margin(
        problem: problem, scores: draw.innerProducts, subset: draw.subset)
      margins.append(margin)
      // Where the margin is not positive no logit suffices; the bound of the mass is judged at C = 3.
      let logit =
        margin > 0.01 ? try A3Concentration.sufficientLogit(problem: problem, margin: margin, risk: eps) : 3
      verdicts.append(
        try predicate.judge(
          attention: softmax(draw.innerProducts, logit: logit), margin: margin, logit: logit,
          subset: draw.subset, risk: margin > 0.01 ? eps : nil))
    }
    let positive = Double(margins.count { $0 > 0.01 })
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("draws", Double(verdicts.count)),
        Outcome.Value("draws with margin above 0.01", positive),
        Outcome.Value("least margin", margins.min() ?? .nan),
        Outcome.Value("draws refuted", Double(verdicts.count { $0.isRefuted })),
      ])
  }

  static func softmax(_ scores: [Double], logit: Double) -> [Double] {
    let top = scores.max() ?? 0
    var weights = scores.map { Elementary.exp(logit * ($0 - top)) }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    return weights
  }
}
