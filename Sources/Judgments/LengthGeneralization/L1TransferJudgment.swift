import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L1: layers with V = alpha I and W = C I, tested on fresh tokens at other lengths and sparsities.
  ///
  /// The control is the same aligned layer with fixed one-hot positions, the rows beyond T zero.
  public static let l1Transfer = ClaimJudgment(
    claim: .l1Transfer,
    experiments: AlignedTransfer.all,
    controls: AlignedTransfer.all.filter { $0.testTokens > $0.trained.tokens && $0.logit >= 1 }.map {
      transfer in
      var fixed = transfer
      fixed.positions = .oneHot
      return .otherWorld(of: transfer, "fixed one-hot positions, the rows beyond T zero", fixed)
    },
    own: .takes(required: [.testTokens, .logit], optional: [.testSparsity]) { own in
      guard let tokens = own.testTokens, let logit = own.logit else {
        throw TheoryError(value: "no test length or logit", rule: "both are given")
      }
      _ = try L1Transfer.problem(
        own.problem, testTokens: tokens, testSparsity: own.testSparsity ?? own.problem.sparsity)
      return [
        AlignedTransfer(
          trained: SmallProblem(own.problem), alpha: try AlignedWeights.bestAlpha(own.problem, logit: logit),
          logit: logit, testTokens: tokens, testSparsity: own.testSparsity ?? own.problem.sparsity)
      ]
    })
}

/// A layer aligned at (T, d, q) and tested at (T', q').
struct AlignedTransfer: Experiment {
  let trained: SmallProblem
  let alpha: Double
  let logit: Double
  let testTokens: Int
  let testSparsity: Int
  var positions = Positions.orthonormalFrame

  /// Shorter, equal and longer tests; weights early, late, and far from trained ones; q' below and above q.
  static let all: [AlignedTransfer] = {
    let main = SmallProblem(20, 5, 3)
    return [(10, 3), (20, 3), (60, 3), (40, 6)].map {
      AlignedTransfer(trained: main, alpha: 1.05, logit: 4, testTokens: $0.0, testSparsity: $0.1)
    } + [
      AlignedTransfer(trained: SmallProblem(8, 3, 2), alpha: 1.7, logit: 1, testTokens: 32, testSparsity: 1),
      AlignedTransfer(
        trained: SmallProblem(8, 1, 1), alpha: -0.5, logit: -1, testTokens: 12, testSparsity: 7),
    ]
  }()

  struct Row: EvidenceRow {
    let samples: Int
    let meanLoss: Measured
    let riskGivenAttention: Double
    let formula: Double

    static let columns: [Column<Row>] = [
      Column(count: "samples") { $0.samples },
      Column("mean loss") { $0.meanLoss.estimate },
      Column("interval from") { $0.meanLoss.lower },
      Column("interval to") { $0.meanLoss.upper },
      Column("risk given attention") { $0.riskGivenAttention },
      Column("formula") { $0.formula },
    ]
  }

  var claim: Claim { .l1Transfer }

  var name: String {
    "\(trained.name), alpha \(alpha), C \(logit), T'=\(testTokens) q'=\(testSparsity)"
      + (positions == .oneHot ? ", fixed one-hot positions" : "")
  }

  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 20) }

  func cost(_ effort: Effort) -> Cost {
    let tokens = Double(max(trained.tokens, testTokens))
    return Cost(seconds: Double(draws) * tokens * tokens * tokens * 3e-9, bytes: 64 * tokens * tokens)
  }

  private var draws: Int { 4000 * 5 / trained.dimension }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let trained = try trained.problem()
    let weights = try weights()
    let width = positions == .oneHot ? trained.tokens : max(trained.tokens, testTokens)
    let evaluation = try LengthTransfer.evaluate(
      AttentionWeights(
        alpha: alpha, logit: logit, dimension: trained.dimension, positionDimension: width),
      trained: AttentionSettings(
        problem: trained, positions: positions, positionDimension: width, batch: 1, stepSize: 0),
      test: weights.problem, address: trial.address(settings), draws: max(100, draws), withLosses: true)
    return Row(
      samples: evaluation.draws,
      meanLoss: try measuredLoss(evaluation, formula: weights.risk, dimension: trained.dimension),
      riskGivenAttention: evaluation.risk, formula: weights.risk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = L1TransferPredicate(resolution: 0.15)
    return [
      Check(
        "mean loss", predicate.judge(measured: row.meanLoss, formula: row.formula),
        falseAlarm: row.meanLoss.falseAlarm),
      Check(
        "risk given attention",
        predicate.judge(directRisk: row.riskGivenAttention, weights: try weights())),
    ]
  }

  /// The same weights at the test's problem.
  private func weights() throws -> AlignedWeights {
    let test = try L1Transfer.problem(
      trained.problem(), testTokens: testTokens, testSparsity: testSparsity)
    return try AlignedWeights(problem: test, alpha: alpha, logit: logit)
  }

  /// The mean loss with its interval under the claim, given the formula's risk R'.
  ///
  /// If the claim holds, every loss is ||A^{1/2} g||^2 with A = (R'/d) I: mean R', variance 2 R'^2/d.
  private func measuredLoss(
    _ evaluation: AttentionEvaluation, formula: Double, dimension: Int
  ) throws -> Measured {
    let samples = Double(evaluation.draws)
    let eigenvalue = formula / Double(dimension)
    return try evaluation.measuredLoss(
      mean: formula, varianceOfSum: 2 * samples * formula * eigenvalue, largestEigenvalue: eigenvalue,
      falseAlarm: claim.falseAlarmPerTrial)
  }
}
