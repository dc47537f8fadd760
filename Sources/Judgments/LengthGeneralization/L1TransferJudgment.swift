import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private struct TransferCase: Sendable {
    let trained: SmallProblem
    let testTokens: Int
    let testSparsity: Int

    var name: String { "\(trained.name), tested at T=\(testTokens) q=\(testSparsity)" }
  }

  private static let l1Trained = SmallProblem(tokens: 10, dimension: 5, sparsity: 2)
  private static let l1Cases = [(5, 2), (10, 2), (20, 2), (20, 4), (40, 2), (40, 3)].map {
    TransferCase(trained: l1Trained, testTokens: $0.0, testSparsity: $0.1)
  }
  private static let l1FalseAlarm = 1e-9

  /// L1: squared errors of a layer with V = alpha I, W = C I on fresh frames in R^40, tokens and subsets.
  ///
  /// (alpha, C) is the flow's at t = 300. The control trains one-hot positions at T and leaves the rest of W zero.
  public static let l1Transfer = ClaimJudgment(
    claim: .l1Transfer,
    cases: l1Cases.map { Case($0.name) { $0.pick(quick: 1, standard: 2, thorough: 20) } },
    judge: { try transfer($0, $1, l1Cases[$0.caseIndex], positions: .orthonormalFrame) },
    controlCases: l1Cases.filter { $0.testTokens > 10 && $0.testSparsity == 2 }.map {
      Case("\($0.name), fixed one-hot positions")
    },
    judgeControl: { trial, settings in
      let items = l1Cases.filter { $0.testTokens > 10 && $0.testSparsity == 2 }
      return try transfer(trial, settings, items[trial.caseIndex], positions: .oneHot)
    })

  private static func transfer(
    _ trial: Trial, _ settings: Settings, _ item: TransferCase, positions: Positions
  ) throws -> Outcome {
    let problem = try item.trained.problem()
    let width = positions == .oneHot ? problem.tokens : 40
    let state = try GradientFlow(problem: problem, positions: .oneHot).states(at: [300])[0]
    let layer = try AttentionSettings(
      problem: problem, positions: positions, positionDimension: width, batch: 1, stepSize: 0)
    let weights = AttentionWeights(
      alpha: state.alpha, logit: state.logit, dimension: problem.dimension, positionDimension: width)
    let test = try L1Transfer.problem(problem, testTokens: item.testTokens, testSparsity: item.testSparsity)
    let draws = settings.effort.pick(quick: 1000, standard: 4000, thorough: 40_000)
    let seen = try LengthTransfer.evaluate(
      weights, trained: layer, test: test,
      address: trial.address(settings, claim: .l1Transfer, purpose: .evaluationTokens), draws: draws,
      withLosses: true)
    let formula = try L1Transfer.risk(
      problem, alpha: state.alpha, logit: state.logit, testTokens: item.testTokens,
      testSparsity: item.testSparsity)
    let measured = try meanLoss(seen, draws: draws)
    return Outcome(
      verdict: L1TransferPredicate(resolution: 0.4).judge(measured: measured, formula: formula),
      falseAlarm: measured.falseAlarm,
      values: [
        Outcome.Value("draws", Double(draws)),
        Outcome.Value("mean squared error", measured.estimate),
        Outcome.Value("lower end", measured.lower),
        Outcome.Value("upper end", measured.upper),
        Outcome.Value("formula", formula),
      ])
  }

  /// The risk by plain squared errors; their law given the attention, sums of squared Gaussians, gives the interval.
  private static func meanLoss(_ seen: AttentionEvaluation, draws: Int) throws -> Measured {
    guard let losses = seen.losses else {
      throw TheoryError(value: "no losses", rule: "the evaluation draws tokens")
    }
    let noise = try ChiSquareDeviation(
      variance: 2 * losses.covarianceSquareSum, largestEigenvalue: losses.largestCovarianceNorm
    ).measured(deviation: 0, falseAlarm: l1FalseAlarm)
    let count = Double(draws)
    return Measured(
      estimate: losses.sum / count, lower: (losses.sum + noise.lower) / count,
      upper: (losses.sum + noise.upper) / count, falseAlarm: l1FalseAlarm)
  }
}
