import Evidence
import Sim
import Theory

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
    /// The length from which the number falls in inverse proportion to T', as a draw costs more; nil if it
    /// does not.
    var longest: Int?

    init(_ count: Int, at longest: Int? = nil) { (self.count, self.longest) = (count, longest) }

    func at(_ tokens: Int) -> Int { longest.map { count * $0 / tokens } ?? count }
  }

  var recipe: AttentionRecipe
  /// The lengths T'.
  var testTokens: [Int]
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
    let few = (layers ?? recipe.networks).few
    func other(_ recipe: AttentionRecipe, _ tokens: Int, factor: Double = 1) -> LengthTest {
      LengthTest(
        recipe: recipe, testTokens: [tokens], formula: formula, band: band, draws: draws, layers: few,
        factor: factor)
    }
    let off = band > 0.1 ? 1.4 : 1.2
    return testTokens.map { tokens in
      .nearMiss(
        of: self, "the formula times \(off)", check: Self.riskCheck(tokens),
        other(recipe, tokens, factor: off))
    } + [
      .nearMiss(
        of: self, "a layer after one step", check: LearnedTask.name,
        other(recipe.untrained, recipe.problem.tokens))
    ]
  }

  struct Row: EvidenceRow {
    /// What the layer shows at one length.
    struct Tested: Codable, Hashable, Sendable {
      let tokens: Int
      let risk: Double
      let formula: Double
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
      Column("alpha") { $0.alpha }, Column("logit") { $0.logit },
      Column("cosine") { $0.cosine }.within(0.9...1),
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

  /// Each repetition is a layer of its own.
  var independentNetworks: Bool { true }

  static func riskCheck(_ tokens: Int) -> String { "risk, T'=\(tokens)" }

  func repetitions(_ effort: Effort) -> Int { (layers ?? recipe.networks).at(effort) }

  func cost(_ effort: Effort) -> Cost {
    let one = recipe.cost(effort)
    let width = Double(recipe.positionDimension)
    let tested = testTokens.map { tokens in
      Double(draws.at(tokens)) * width * (width * 1e-9 + Double(tokens) * 2e-8)
        * (recipe.positions == .orthonormalFrame ? 1 + Double(tokens) / 10 : 1)
    }
    return Cost(
      seconds: one.seconds + 0.25 * tested.reduce(0, +),
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
      let evaluation = try await TestedLayer(
        layer: layer, tokens: tokens, sparsity: trained.sparsity, draws: draws.at(tokens)
      ).evaluation()
      tested.append(
        Row.Tested(
          tokens: tokens, risk: evaluation.risk,
          formula: factor
            * (try expected(tokens: tokens, alpha: last.alpha, logit: logit, trial, settings))))
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
    guard row.scale > 0, row.scale.isFinite else {
      throw TheoryError(value: "scale = \(row.scale)", rule: "scale > 0")
    }
    let learned = try row.tested.filter { try isLearned($0.tokens, scale: row.scale, problem) }
    return [LearnedTask.check(row.trainedRisk, trivial: problem.trivialRisk)]
      + row.tested.map {
        Check(
          Self.riskCheck($0.tokens),
          predicate.judge(risk: $0.risk, formula: $0.formula, testTokens: $0.tokens),
          detects: .init(2 * band, "of the risk"))
      }
      + learned.map { LearnedTask.check($0.risk, trivial: problem.trivialRisk, at: $0.tokens) }
  }

  /// Whether L2 predicts at most a tenth of the trivial risk at a length; on frames, where L2 holds.
  private func isLearned(_ tokens: Int, scale: Double, _ problem: Problem) throws -> Bool {
    guard recipe.positions == .orthonormalFrame, formula == .orthonormal, tokens > problem.tokens else {
      return false
    }
    let system = try recipe.system()
    let time = scale / (2 * system.kappa * Double(problem.tokensOutside))
    let law = try QuadraticLaw(system, testTokens: tokens, testSparsity: problem.sparsity)
    return law.limit <= LearnedTask.predictedShare * problem.trivialRisk * time
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
