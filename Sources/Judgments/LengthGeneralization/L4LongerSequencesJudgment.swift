import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let l4Problem = SmallProblem(tokens: 8, dimension: 3, sparsity: 2)
  private static let l4TestTokens = [4, 8, 16, 32, 64, 128]
  private static let l4Width = 128

  /// L4: layers trained at T = 8 on random frames in R^128, tested at T' = 4 to 128 against L1 at their own (alpha, C).
  ///
  /// The control trains fixed one-hot positions.
  public static let l4LongerSequences = ClaimJudgment(
    claim: .l4LongerSequences,
    cases: [
      Case("\(l4Problem.name), frame:\(l4Width)") { $0.pick(quick: 2, standard: 10, thorough: 50) }
    ],
    judge: { try longerSequences($0, $1, positions: .orthonormalFrame, tests: l4TestTokens) },
    controlCases: [Case("\(l4Problem.name), fixed one-hot positions")],
    judgeControl: { try longerSequences($0, $1, positions: .oneHot, tests: [16, 32, 64, 128]) })

  private static func longerSequences(
    _ trial: Trial, _ settings: Settings, positions: Positions, tests: [Int]
  ) throws -> Outcome {
    let problem = try l4Problem.problem()
    let layer = try AttentionSettings(
      problem: problem, positions: positions,
      positionDimension: positions == .oneHot ? problem.tokens : l4Width, batch: 64, stepSize: 0.5)
    let address = try trial.address(settings, claim: .l4LongerSequences, purpose: .initialization)
    let training = try AttentionTraining.run(
      layer, address: address, checkpoints: [4000], evaluationDraws: 1)
    let end = training.checkpoints[0]
    var verdicts: [Verdict] = []
    var ratios: [Outcome.Value] = []
    for tokens in tests {
      let test = try L1Transfer.problem(problem, testTokens: tokens, testSparsity: problem.sparsity)
      let risk = try LengthTransfer.evaluate(
        training.weights, trained: layer, test: test, address: address,
        draws: settings.effort.pick(quick: 20, standard: 50, thorough: 200)
      ).risk
      let formula = try AlignedWeights(problem: test, alpha: end.alpha, logit: end.logit).risk
      verdicts.append(L4GeneralizationPredicate().judge(risk: risk, formula: formula, testTokens: tokens))
      ratios.append(Outcome.Value("risk / formula at T' = \(tokens)", risk / formula))
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [Outcome.Value("alpha", end.alpha), Outcome.Value("C", end.logit)] + ratios)
  }
}
