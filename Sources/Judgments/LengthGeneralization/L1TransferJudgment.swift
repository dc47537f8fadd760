import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L1: layers with V = alpha I and W = C I, at given weights and at those of trained layers, tested on
  /// fresh tokens at other lengths and sparsities.
  ///
  /// The near misses hold the same layers against the formula at another C or alpha, and take a layer after
  /// one step, which has learned nothing. The other world is the same aligned layer with fixed one-hot
  /// positions, the rows beyond T zero.
  public static let l1Transfer = ClaimJudgment(
    claim: .l1Transfer,
    experiments: AlignedTransfer.all + [EnclosedFormula(formula: .transfer)],
    controls: AlignedTransfer.controls + EnclosedFormula.nearMisses(.transfer),
    own: .takes(required: [.testTokens, .logit], optional: [.testSparsity]) { own in
      guard let tokens = own.testTokens, let logit = own.logit, logit != 0 else {
        throw TheoryError(
          value: "logit = \(own.logit ?? 0), test tokens = \(own.testTokens ?? 0)",
          rule: "both are given, and the logit is not 0, that of untrained weights")
      }
      _ = try L1Transfer.problem(
        own.problem, testTokens: tokens, testSparsity: own.testSparsity ?? own.problem.sparsity)
      return [
        AlignedTransfer(
          trained: SmallProblem(own.problem),
          weights: .given(alpha: try AlignedWeights.bestAlpha(own.problem, logit: logit), logit: logit),
          testTokens: tokens, testSparsity: own.testSparsity ?? own.problem.sparsity)
      ]
    })
}

/// A layer aligned at (T, d, q) and tested at (T', q').
struct AlignedTransfer: Experiment {
  /// Where alpha and C come from.
  enum Weights: Hashable, Sendable {
    case given(alpha: Double, logit: Double)
    /// A layer trained on samples, projected on V = alpha I and W = C I.
    case trained(AttentionRecipe)
  }

  let trained: SmallProblem
  let weights: Weights
  let testTokens: Int
  let testSparsity: Int
  var positions = Positions.orthonormalFrame
  /// What is added to the formula's C and alpha; 0 but in a control.
  var logitOff = 0.0
  var alphaOff = 0.0
  /// The number of draws in place of the usual one, for a calibration.
  var ownDraws: Int?

  private static let main = [tested(10, 3), tested(20, 3), thriceAsLong, tested(40, 6)]

  private static let thriceAsLong = tested(60, 3)

  /// Given weights tested at T' and q'.
  private static func tested(
    _ tokens: Int, _ sparsity: Int, _ positions: Positions = .orthonormalFrame
  ) -> AlignedTransfer {
    AlignedTransfer(
      trained: SmallProblem(20, 5, 3), weights: .given(alpha: 1.05, logit: 4), testTokens: tokens,
      testSparsity: sparsity, positions: positions)
  }

  /// Those of D7's layers on frames.
  private static let learned = [(4, 2), (16, 2), (64, 2), (32, 8)].map {
    AlignedTransfer(
      trained: AttentionRecipe.wideFrames.problem, weights: .trained(.wideFrames), testTokens: $0.0,
      testSparsity: $0.1)
  }

  /// Shorter, equal and longer tests; weights early, late, and far from trained ones; q' below and above q;
  /// and weights that training reached.
  static let all =
    main + [
      AlignedTransfer(
        trained: SmallProblem(8, 3, 2), weights: .given(alpha: 1.7, logit: 1), testTokens: 32,
        testSparsity: 1),
      AlignedTransfer(
        trained: SmallProblem(8, 1, 1), weights: .given(alpha: -0.5, logit: -1), testTokens: 12,
        testSparsity: 7),
    ] + learned

  static let controls: [Control] =
    (main + learned).flatMap { transfer -> [Control] in
      // In shorter tests C matters less, and to trained layers hardly; alpha does.
      let isShort = transfer.testTokens < transfer.trained.tokens
      var (loss, risk) = (transfer, transfer)
      if isShort && transfer.isTrained {
        loss.alphaOff = -0.01
      } else {
        loss.logitOff = isShort ? 0.2 : 0.1
      }
      risk.logitOff = 1e-6
      return [
        .nearMiss(of: transfer, "the formula at \(loss.offName)", check: "mean loss", loss),
        .nearMiss(of: transfer, "the formula at \(risk.offName)", check: "risk given attention", risk),
      ]
    }
    + learned.map { transfer in
      let zero = AlignedTransfer(
        trained: transfer.trained, weights: .trained(AttentionRecipe.wideFrames.untrained),
        testTokens: transfer.testTokens, testSparsity: transfer.testSparsity)
      return .nearMiss(of: transfer, "a layer after one step", check: LearnedTask.name, zero)
    }
    + [
      .otherWorld(
        of: thriceAsLong, "fixed one-hot positions, the rows beyond T zero", tested(60, 3, .oneHot))
    ]

  struct Row: EvidenceRow {
    let alpha: Double
    let logit: Double
    let samples: Int
    var meanLoss: Measured
    let riskGivenAttention: Double
    let formula: Double

    static let conditions: Set = ["alpha", "logit"]
    static let columns: [Column<Row>] = [
      Column("alpha") { $0.alpha }, Column("C") { $0.logit },
      Column(count: "samples") { $0.samples },
      Column("mean loss") { $0.meanLoss.estimate },
      Column("interval from") { $0.meanLoss.lower }.atMost { [$0.formula] },
      Column("interval to") { $0.meanLoss.upper }.atLeast { [$0.formula] },
      Column("risk given attention") { $0.riskGivenAttention },
      Column("formula") { $0.formula },
    ]
  }

  var claim: Claim { .l1Transfer }

  var name: String {
    "\(trained.name), \(weightsName), T'=\(testTokens) q'=\(testSparsity)"
      + (positions == .oneHot ? ", fixed one-hot positions" : "")
      + (offName.isEmpty ? "" : ", formula at \(offName)")
  }

  private var offName: String {
    (alphaOff == 0 ? "" : "alpha - \(NumberText.short(-alphaOff))")
      + (logitOff == 0 ? "" : "C + \(NumberText.short(logitOff))")
  }

  private var isTrained: Bool { if case .trained = weights { true } else { false } }

  private var weightsName: String {
    switch weights {
    case .given(let alpha, let logit): "alpha \(alpha), C \(logit)"
    case .trained(let recipe) where recipe.isUntrained: "weights after one step"
    case .trained: "weights of a trained layer"
    }
  }

  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 20) }

  func cost(_ effort: Effort) -> Cost {
    let tokens = Double(max(trained.tokens, testTokens))
    let seconds = Double(draws) * tokens * tokens * tokens * 6e-10
    guard case .trained(let recipe) = weights else {
      return Cost(seconds: seconds, bytes: 64 * tokens * tokens)
    }
    let training = recipe.cost(effort)
    return Cost(seconds: seconds + training.seconds, bytes: 64 * tokens * tokens + training.bytes)
  }

  private var draws: Int { ownDraws ?? 4000 * 5 / trained.dimension }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let trained = try trained.problem()
    let (alpha, logit) = try await reached(trial, settings)
    let told = try told(alpha: alpha, logit: logit)
    let width = positions == .oneHot ? trained.tokens : max(trained.tokens, testTokens)
    let evaluation = try LengthTransfer.evaluate(
      AttentionWeights(
        alpha: alpha, logit: logit, dimension: trained.dimension, positionDimension: width),
      trained: AttentionSettings(
        problem: trained, positions: positions, positionDimension: width, batch: 1, stepSize: 0),
      test: told.problem, address: trial.address(settings), draws: max(100, draws), withLosses: true)
    return Row(
      alpha: alpha, logit: logit, samples: evaluation.draws,
      meanLoss: try measuredLoss(evaluation, formula: told.risk, dimension: trained.dimension),
      riskGivenAttention: evaluation.risk, formula: told.risk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = L1TransferPredicate(
      try told(alpha: row.alpha, logit: row.logit), resolution: 0.15)
    let formula = [
      Check(
        "mean loss", predicate.judge(measured: row.meanLoss), falseAlarm: row.meanLoss.falseAlarm,
        detects: .init(detectable(row.meanLoss, formula: row.formula), "of the risk")),
      Check(
        "risk given attention", predicate.judge(directRisk: row.riskGivenAttention),
        detects: .init(
          2 * A2AlignedPredicate(predicate.weights).allowed() / predicate.weights.risk, "of the risk")),
    ]
    guard case .trained = weights else { return formula }
    let own = try AlignedWeights(problem: trained.problem(), alpha: row.alpha, logit: row.logit)
    return [LearnedTask.check(own.risk, trivial: own.problem.trivialRisk)] + formula
  }

  /// The longer half-width and 2.33 standard errors, `R' sqrt(2/(n d))`, over R'.
  private func detectable(_ loss: Measured, formula: Double) -> Double {
    loss.reach / formula + 2.33 * (2 / Double(draws * trained.dimension)).squareRoot()
  }

  /// alpha and C: given, or what a layer's training reached.
  private func reached(_ trial: Trial, _ settings: Settings) async throws -> (Double, Double) {
    switch weights {
    case .given(let alpha, let logit): return (alpha, logit)
    case .trained(let recipe):
      let last = try await TrainedLayer(
        recipe: recipe, repetition: trial.repetition, settings: settings
      ).last()
      return (last.alpha, last.logit)
    }
  }

  /// The weights of the formula at the test's problem.
  private func told(alpha: Double, logit: Double) throws -> AlignedWeights {
    try aligned(alpha: alpha + alphaOff, logit: logit + logitOff)
  }

  /// Aligned weights at the test's problem.
  private func aligned(alpha: Double, logit: Double) throws -> AlignedWeights {
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
