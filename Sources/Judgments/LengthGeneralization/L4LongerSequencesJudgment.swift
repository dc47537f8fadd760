import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L4: the layers that D7 trained with positions drawn anew, tested at T' = T/2 to 16 T, and layers
  /// trained on frames, Gaussian and sphere positions at a shorter length, tested at up to 64 T.
  ///
  /// The near misses hold the same layers against the formula 20 % off (40 % on Gaussian positions), and take a layer
  /// after one step, which has not learned. The other worlds, which the figures show, are layers trained with fixed
  /// positions, one-hot ones, whose rows beyond T are untrained (L3), and Gaussian ones; and layers on Gaussian positions
  /// drawn anew against the formula of orthonormal ones.
  public static let l4LongerSequences = ClaimJudgment(
    claim: .l4LongerSequences,
    experiments: LengthTest.all,
    controls: LengthTest.all.flatMap { $0.nearMisses } + [
      .nearMiss(
        of: LengthTest.late, "an eighth of the time", check: LearnedTask.name(at: 32), LengthTest.early),
      .otherWorld(of: LengthTest.tracked, "fixed one-hot positions", LengthTest.fixedOneHot),
      .otherWorld(of: LengthTest.tracked, "fixed Gaussian positions", LengthTest.fixedGaussian),
      .otherWorld(
        of: LengthTest.gaussian, "the formula of orthonormal positions",
        LengthTest.gaussianAsOrthonormal),
    ],
    own: .takes(
      required: [.positions, .testTokens], optional: [.batch, .learningRate, .steps]
    ) { own in
      guard let tokens = own.testTokens, let choice = own.positions else {
        throw TheoryError(value: "no test length or positions", rule: "both are given")
      }
      let recipe = try AttentionRecipe.own(own, allowed: [.orthonormalFrame, .gaussian, .sphere])
      if choice.law == .orthonormalFrame && choice.dimension < tokens {
        throw TheoryError(value: "dimension = \(choice.dimension)", rule: "frames: dimension >= \(tokens)")
      }
      _ = try L1Transfer.problem(own.problem, testTokens: tokens, testSparsity: own.problem.sparsity)
      let isFrame = choice.law == .orthonormalFrame
      if choice.law == .gaussian {
        _ = try GaussianPositionFlow(problem: own.problem, width: choice.dimension, largestLogit: 1)
      }
      return [
        LengthTest(
          recipe: recipe, testTokens: [tokens],
          formula: isFrame ? .orthonormal : choice.law == .gaussian ? .gaussian : .sampled,
          band: isFrame ? 0.1 : 0.15, draws: .init(isFrame ? 64 : 2000))
      ]
    },
    figures: { [try LongerSequences.figure($0)] })
}

/// One trained layer tested at several lengths T' against a formula at its own (alpha, C).
struct LengthTest: Experiment {
  /// What gives the risk that is held against.
  enum Formula: String, Hashable, Sendable {
    /// L1, exact for orthonormal positions.
    case orthonormal
    /// D8's expectation over Gaussian positions.
    case gaussian
    /// Exactly aligned weights on draws of positions of their own.
    case sampled
    /// L1 at the logit that gives the layer's mass on the subset, for positions on which W is in no family.
    case orthonormalByMass
  }

  /// The number of draws of positions and subset at a length.
  struct Draws: Hashable, Sendable {
    let count: Int
    /// The length from which the number falls in inverse proportion to T', as a draw costs more; nil if it does not.
    var longest: Int?

    init(_ count: Int, at longest: Int? = nil) { (self.count, self.longest) = (count, longest) }

    func at(_ tokens: Int) -> Int { longest.map { count * $0 / tokens } ?? count }
  }

  let recipe: AttentionRecipe
  /// The lengths T'.
  let testTokens: [Int]
  let formula: Formula
  /// The allowed relative distance from the formula.
  let band: Double
  let draws: Draws
  /// How many of the recipe's layers are tested; all of them if nil.
  var layers: AttentionRecipe.Counts?
  /// What the formula is multiplied by; 1 but in a control.
  var factor = 1.0
  /// The time of training from which a length counts as learned; the layer's own but in a control.
  var countedTime: Double?

  /// The formula off by twice the band and more at each length, and a layer after one step.
  var nearMisses: [Control] {
    let all = layers ?? recipe.networks
    let few = AttentionRecipe.Counts(
      min(all.quick, 1), min(all.standard, 4), min(all.thorough, 20))
    func other(_ recipe: AttentionRecipe, _ tokens: Int, factor: Double = 1) -> LengthTest {
      LengthTest(
        recipe: recipe, testTokens: [tokens], formula: formula, band: band, draws: draws, layers: few,
        factor: factor)
    }
    let off = band > 0.1 ? 1.4 : 1.2
    return testTokens.map { tokens in
      .nearMiss(
        of: self, "the formula times \(off)", check: "risk, T'=\(tokens)", other(recipe, tokens, factor: off))
    } + [
      .nearMiss(
        of: self, "a layer after one step", check: LearnedTask.name,
        other(recipe.untrained, recipe.problem.tokens))
    ]
  }

  /// D7's layers on frames.
  static let tracked = LengthTest(
    recipe: .wideFrames, testTokens: [4, 8, 16, 32, 64, 128], formula: .orthonormal, band: 0.1,
    draws: .init(64))

  /// Frames, which need d_e >= 64 T.
  static let frames = LengthTest(
    recipe: longest(
      SmallProblem(4, 3, 2), .orthonormalFrame, width: 256, step: 0.5, time: 10_000, .init(1, 5, 20)),
    testTokens: [4, 64, 256], formula: .orthonormal, band: 0.1, draws: .init(8, at: 256))

  /// Gaussian positions of a fixed width below 64 T.
  static let gaussian = LengthTest(
    recipe: longest(
      SmallProblem(8, 3, 2), .gaussian, width: 32, step: 1, time: 4000, .init(1, 10, 40)),
    testTokens: [8, 32, 128, 512], formula: .gaussian, band: 0.15, draws: .init(300, at: 512))

  /// Sphere positions, where no formula is known.
  static let sphere = LengthTest(
    recipe: longest(SmallProblem(8, 3, 2), .sphere, width: 32, step: 1, time: 4000, .init(1, 5, 20)),
    testTokens: [8, 512], formula: .sampled, band: 0.15, draws: .init(300, at: 512))

  /// L2's layers on narrower frames, trained until four times the length is learned.
  static let late = LengthTest(
    recipe: .lateFrames, testTokens: [8, 16, 32], formula: .orthonormal, band: 0.1, draws: .init(64))

  /// Layers trained an eighth as long, held to have learned as much.
  static let early = LengthTest(
    recipe: AttentionRecipe(
      problem: SmallProblem(8, 3, 2), positions: .orthonormalFrame, positionDimension: 32, stepSize: 0.5,
      schedule: .at([2000]), networks: .init(0, 4, 20)),
    testTokens: [32], formula: .orthonormal, band: 0.1, draws: .init(64), countedTime: 16_000)

  /// Sixteen times the length, learned.
  static let learned = LengthTest(
    recipe: longest(
      SmallProblem(4, 3, 2), .orthonormalFrame, width: 64, step: 0.75, time: 240_000, .init(0, 2, 8)),
    testTokens: [16, 64], formula: .orthonormal, band: 0.1, draws: .init(64))

  static let all = [tracked, frames, gaussian, sphere, late, learned]

  static let fixedOneHot = LengthTest(
    recipe: .smallOneHot, testTokens: [16, 32, 128], formula: .orthonormal, band: 0.1, draws: .init(64),
    layers: .init(1, 5, 20))

  static let fixedGaussian = LengthTest(
    recipe: .lateGaussian, testTokens: [9, 12, 16, 24, 32], formula: .orthonormalByMass, band: 0.1,
    draws: .init(200))

  static let gaussianAsOrthonormal = LengthTest(
    recipe: gaussian.recipe, testTokens: [128, 512], formula: .orthonormal, band: 0.15,
    draws: gaussian.draws, layers: .init(1, 5, 20))

  private static func longest(
    _ problem: SmallProblem, _ positions: Positions, width: Int, step: Double, time: Double,
    _ networks: AttentionRecipe.Counts
  ) -> AttentionRecipe {
    AttentionRecipe(
      problem: problem, positions: positions, positionDimension: width, stepSize: step,
      schedule: .at([time]), evaluationDraws: 64, networks: networks)
  }

  struct Row: EvidenceRow {
    /// What the layer shows at one length.
    struct Tested: Codable, Hashable, Sendable {
      let tokens: Int
      let risk: Double
      let formula: Double
      /// What L3 predicts for one-hot positions.
      let fixedFormula: Double?
    }

    let alpha: Double
    let logit: Double
    let cosine: Double
    /// The risk at the trained length.
    let trainedRisk: Double
    /// `2 kappa N t`, for L2's figure.
    let scale: Double
    let tested: [Tested]

    static let columns: [Column<Row>] = [
      Column("alpha") { $0.alpha }, Column("logit") { $0.logit }, Column("cosine") { $0.cosine },
      Column("risk at T") { $0.trainedRisk },
      Column(series: "test length") { $0.tested.map { Double($0.tokens) } },
      Column(series: "risk") { $0.tested.map(\.risk) },
      Column(series: "formula") { $0.tested.map(\.formula) },
      Column(series: "risk / formula") { $0.tested.map { $0.risk / $0.formula } },
    ]
  }

  var claim: Claim { .l4LongerSequences }

  var name: String {
    let isOwn = formula == .orthonormal && recipe.positions.isOrthonormal || formula == .gaussian
    let text = "\(recipe.name), tested at T'=\(testTokens.map(String.init).joined(separator: ", "))"
    return (isOwn || formula == .sampled ? text : text + ", formula of orthonormal positions")
      + (factor == 1 ? "" : ", formula times \(factor)") + (recipe.isUntrained ? ", after one step" : "")
      + (countedTime.map { ", counted as t = \(NumberText.short($0))" } ?? "")
  }

  func repetitions(_ effort: Effort) -> Int { (layers ?? recipe.networks).at(effort) }

  func cost(_ effort: Effort) -> Cost {
    let one = recipe.cost(effort)
    let width = Double(recipe.positionDimension)
    let tested = testTokens.map { tokens in
      Double(draws.at(tokens)) * width * (width * 1e-9 + Double(tokens) * 2e-8)
        * (recipe.positions == .orthonormalFrame ? 1 + Double(tokens) / 10 : 1)
    }
    return Cost(
      seconds: one.seconds + 2 * tested.reduce(0, +),
      bytes: one.bytes + 16 * width * Double(testTokens.max() ?? 0), shared: one.shared)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layer = TrainedLayer(recipe: recipe, repetition: trial.repetition, settings: settings)
    let last = try await layer.last()
    let trained = try recipe.problem.problem()
    let logit =
      formula == .orthonormalByMass
      ? Self.logit(mass: last.evaluation.massOnSubset, trained) : last.logit
    var tested: [Row.Tested] = []
    for tokens in testTokens {
      let evaluation = try await layer.evaluation(
        tokens: tokens, sparsity: trained.sparsity, draws: draws.at(tokens))
      let isOneHot = recipe.positions == .oneHot
      tested.append(
        Row.Tested(
          tokens: tokens, risk: evaluation.risk,
          formula: factor
            * (try expected(tokens: tokens, alpha: last.alpha, logit: logit, trial, settings)),
          fixedFormula: isOneHot
            ? try FixedPositions(problem: trained, testTokens: tokens).risk(
              alpha: last.alpha, logit: logit) : nil))
    }
    return Row(
      alpha: last.alpha, logit: logit, cosine: last.cosine, trainedRisk: last.evaluation.risk,
      scale: try recipe.heightScale(settings.effort)
        * (countedTime.map { $0 / recipe.lastTime(settings.effort) } ?? 1),
      tested: tested)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = L4GeneralizationPredicate(band: band)
    let problem = try recipe.problem.problem()
    return [LearnedTask.check(row.trainedRisk, trivial: problem.trivialRisk)]
      + row.tested.map {
        Check(
          "risk, T'=\($0.tokens)",
          predicate.judge(risk: $0.risk, formula: $0.formula, testTokens: $0.tokens),
          detects: .init(2 * band, "of the risk"))
      }
      + row.tested.filter { isLearned($0.tokens, scale: row.scale, problem) }.map {
        LearnedTask.check($0.risk, trivial: problem.trivialRisk, at: $0.tokens)
      }
  }

  /// Whether L2 predicts at most a tenth of the trivial risk at a length; on frames, where L2 holds.
  private func isLearned(_ tokens: Int, scale: Double, _ problem: Problem) -> Bool {
    guard recipe.positions == .orthonormalFrame, formula == .orthonormal, tokens > problem.tokens else {
      return false
    }
    let longer = Double(tokens - problem.tokens)
    let height = longer * longer / Double(problem.sparsity) + Double(tokens - problem.sparsity)
    return height <= LearnedTask.predictedShare * problem.trivialRisk * scale
  }

  /// The logit at which A2 gives a mass on the subset.
  private static func logit(mass: Double, _ problem: Problem) -> Double {
    Elementary.log(mass / (1 - mass) * Double(problem.tokensOutside) / Double(problem.sparsity))
  }

  /// The risk of exactly aligned weights: L1's formula, D8's expectation, or a sampled mean.
  private func expected(
    tokens: Int, alpha: Double, logit: Double, _ trial: Trial, _ settings: Settings
  ) throws -> Double {
    let trained = try recipe.problem.problem()
    let test = try L1Transfer.problem(trained, testTokens: tokens, testSparsity: trained.sparsity)
    switch formula {
    case .orthonormal, .orthonormalByMass:
      return try L1Transfer.risk(
        trained, alpha: alpha, logit: logit, testTokens: tokens, testSparsity: trained.sparsity)
    case .gaussian:
      return try GaussianPositionFlow.risk(
        test, width: recipe.positionDimension, alpha: alpha, logit: logit)
    case .sampled:
      return try LengthTransfer.evaluate(
        AttentionWeights(
          alpha: alpha, logit: logit, dimension: test.dimension,
          positionDimension: recipe.positionDimension),
        trained: recipe.attentionSettings(), test: test, address: trial.address(settings, part: tokens),
        draws: draws.at(tokens)
      ).risk
    }
  }
}
