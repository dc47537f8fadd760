import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L1: layers with V = alpha I and W = C I, tested on fresh tokens at other lengths and sparsities.
  ///
  /// The control is the same aligned layer with fixed one-hot positions, the rows beyond T zero.
  public static let l1Transfer = ClaimJudgment(
    claim: .l1Transfer,
    cases: transfers.map { Case($0.name) { $0.pick(quick: 1, standard: 3, thorough: 20) } },
    judge: { trial, run in
      try transferOutcome(
        transfers[trial.caseIndex], positions: .orthonormalFrame, trial.address(run, claim: .l1Transfer))
    },
    controlCases: longer.map { Case("\($0.name), fixed one-hot positions") },
    judgeControl: { trial, run in
      try transferOutcome(longer[trial.caseIndex], positions: .oneHot, trial.address(run, claim: .l1Transfer))
    })

  /// A layer aligned at (T, d, q) and where it is tested.
  private struct Transfer: Sendable {
    let tokens: Int
    let dimension: Int
    let sparsity: Int
    let alpha: Double
    let logit: Double
    let testTokens: Int
    let testSparsity: Int

    var name: String {
      "T=\(tokens) d=\(dimension) q=\(sparsity), alpha \(alpha), C \(logit), T'=\(testTokens) q'=\(testSparsity)"
    }
  }

  /// Shorter, equal and longer tests; weights early, late, and far from trained ones; q' below and above q.
  private static let transfers = [
    Transfer(
      tokens: 20, dimension: 5, sparsity: 3, alpha: 1.05, logit: 4, testTokens: 10, testSparsity: 3),
    Transfer(
      tokens: 20, dimension: 5, sparsity: 3, alpha: 1.05, logit: 4, testTokens: 20, testSparsity: 3),
    Transfer(
      tokens: 20, dimension: 5, sparsity: 3, alpha: 1.05, logit: 4, testTokens: 60, testSparsity: 3),
    Transfer(
      tokens: 20, dimension: 5, sparsity: 3, alpha: 1.05, logit: 4, testTokens: 40, testSparsity: 6),
    Transfer(tokens: 8, dimension: 3, sparsity: 2, alpha: 1.7, logit: 1, testTokens: 32, testSparsity: 1),
    Transfer(tokens: 8, dimension: 1, sparsity: 1, alpha: -0.5, logit: -1, testTokens: 12, testSparsity: 7),
  ]

  /// The tests of layers with a logit of 1 or more at a greater length.
  private static let longer = transfers.filter { $0.testTokens > $0.tokens && $0.logit >= 1 }

  private static func transferOutcome(
    _ transfer: Transfer, positions: Positions, _ address: StreamAddress
  ) throws -> Outcome {
    let trained = try Problem(
      tokens: transfer.tokens, dimension: transfer.dimension, sparsity: transfer.sparsity)
    let test = try L1Transfer.problem(
      trained, testTokens: transfer.testTokens, testSparsity: transfer.testSparsity)
    let width = positions == .oneHot ? trained.tokens : max(trained.tokens, test.tokens)
    let settings = try AttentionSettings(
      problem: trained, positions: positions, positionDimension: width, batch: 1, stepSize: 0)
    let evaluation = try LengthTransfer.evaluate(
      AttentionWeights(
        alpha: transfer.alpha, logit: transfer.logit, dimension: trained.dimension, positionDimension: width),
      trained: settings, test: test, address: address, draws: 4000 * 5 / trained.dimension,
      withLosses: true)
    let formula = try AlignedWeights(problem: test, alpha: transfer.alpha, logit: transfer.logit)
    let measured = try measuredLoss(evaluation, formula: formula.risk, dimension: trained.dimension)
    let predicate = L1TransferPredicate(resolution: 0.15)
    return Outcome(
      verdict: .all([
        predicate.judge(measured: measured, formula: formula.risk),
        predicate.judge(directRisk: evaluation.risk, weights: formula),
      ]),
      falseAlarm: measured.falseAlarm,
      values: [
        Outcome.Value("samples", Double(evaluation.draws)),
        Outcome.Value("mean loss", measured.estimate),
        Outcome.Value("interval from", measured.lower),
        Outcome.Value("interval to", measured.upper),
        Outcome.Value("risk given attention", evaluation.risk),
        Outcome.Value("formula", formula.risk),
      ])
  }

  /// The mean loss with its interval under the claim, given the formula's risk R'.
  ///
  /// If the claim holds, every loss is ||A^{1/2} g||^2 with A = (R'/d) I: mean R', variance 2 R'^2/d.
  private static func measuredLoss(
    _ evaluation: AttentionEvaluation, formula: Double, dimension: Int
  ) throws -> Measured {
    let samples = Double(evaluation.draws)
    let eigenvalue = formula / Double(dimension)
    return try evaluation.measuredLoss(
      mean: formula, varianceOfSum: 2 * samples * formula * eigenvalue,
      largestEigenvalue: eigenvalue, falseAlarm: Claim.l1Transfer.falseAlarmPerTrial)
  }
}
