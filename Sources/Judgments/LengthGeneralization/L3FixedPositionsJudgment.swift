import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L3: the layers that D7 trained on one-hot positions, and others trained late, tested at T' > T by
  /// enumeration of all subsets.
  ///
  /// The near misses hold the same layers against the closed form 0.5 % off, and against the whole limit,
  /// which no finite C reaches; a layer after one step has not learned. Layers trained with positions drawn
  /// anew follow L1 instead.
  public static let l3FixedPositions = ClaimJudgment(
    claim: .l3FixedPositions,
    experiments: FixedPositionTest.all + [EnclosedFormula(formula: .fixedPositions)],
    controls: FixedPositionTest.all.flatMap { $0.nearMisses }
      + EnclosedFormula.nearMisses(.fixedPositions) + [
        .otherWorld(
          of: FixedPositionTest.small, "positions drawn anew", check: FixedPositionTest.limitCheck(16),
          FixedPositionTest(recipe: .wideFrames, testTokens: [16, 32], layers: .init(1, 10, 50)))
      ],
    own: .takes(required: [.testTokens], optional: [.batch, .learningRate, .steps]) { own in
      let recipe = try AttentionRecipe.own(own, allowed: [.oneHot])
      guard let tokens = own.testTokens, tokens > own.problem.tokens else {
        throw TheoryError(
          value: "test tokens = \(own.testTokens ?? 0)", rule: "test tokens > \(own.problem.tokens)")
      }
      let test = try Problem(
        tokens: tokens, dimension: own.problem.dimension, sparsity: own.problem.sparsity)
      _ = try SubsetEnumeration(test)
      try NoiseRange(recipe.system(), batch: recipe.batch).check(recipe.stepSize)
      return [FixedPositionTest(recipe: recipe, testTokens: [tokens], layers: recipe.networks)]
    })
}

/// One trained layer tested at several lengths T' against the closed form at its own (alpha, C).
struct FixedPositionTest: Experiment {
  let recipe: AttentionRecipe
  /// The lengths T'.
  let testTokens: [Int]
  /// How many of the recipe's layers are tested.
  let layers: AttentionRecipe.Counts
  /// What the closed form is multiplied by; 1 but in a control.
  var factor = 1.0
  /// The share of the limit that the risk must exceed; another in a control.
  var limitShare = L3FixedPositionsPredicate.limitShare

  static func limitCheck(_ tokens: Int) -> String {
    "above \(L3FixedPositionsPredicate.limitShare) of the limit, T'=\(tokens)"
  }

  /// The closed form 0.5 % off and the whole limit at each length, and a layer after one step.
  var nearMisses: [Control] {
    return testTokens.flatMap { tokens -> [Control] in
      [
        .nearMiss(
          of: self, "the closed form times 1.005", check: "closed form, T'=\(tokens)",
          FixedPositionTest(recipe: recipe, testTokens: [tokens], layers: layers.few, factor: 1.005)),
        .nearMiss(
          of: self, "the whole limit", check: Self.limitCheck(tokens),
          FixedPositionTest(recipe: recipe, testTokens: [tokens], layers: layers.few, limitShare: 1)),
      ]
    }
      + [testTokens.min()].compactMap(\.self).map { shortest in
        .nearMiss(
          of: self, "a layer after one step", check: LearnedTask.name,
          FixedPositionTest(recipe: recipe.untrained, testTokens: [shortest], layers: layers.few))
      }
  }

  /// One token more, twice and more times as many; as many as can be enumerated fast.
  static let all = [
    small, FixedPositionTest(recipe: .longOneHot, testTokens: [21, 40], layers: .init(2, 20, 100)), late,
  ]

  /// D7's layers, which L4's figure shows.
  static let small = FixedPositionTest(
    recipe: .smallOneHot, testTokens: [9, 16, 32, 64], layers: .init(2, 20, 100))

  /// Layers trained late, which L2's figure shows.
  static let late = FixedPositionTest(
    recipe: .lateOneHot, testTokens: [9, 12, 16, 24, 32], layers: AttentionRecipe.lateOneHot.networks)

  struct Row: EvidenceRow {
    /// What the layer shows at one length.
    struct Tested: Codable, Hashable, Sendable {
      let tokens: Int
      let risk: Double
      let formula: Double
      /// The closed form's limit as C grows without end.
      let limit: Double
    }

    let alpha: Double
    let logit: Double
    /// The risk at the trained length.
    let trainedRisk: Double
    let trivialRisk: Double
    /// `2 kappa N t`, for L2's figure.
    let scale: Double
    let tested: [Tested]

    static let columns: [Column<Row>] = [
      Column("logit") { $0.logit }, Column("risk at T") { $0.trainedRisk },
      Column("trivial risk") { $0.trivialRisk },
      Column(series: "test length") { $0.tested.map { Double($0.tokens) } },
      Column(series: "risk") { $0.tested.map(\.risk) },
      Column(series: "risk / closed form") { $0.tested.map { $0.risk / $0.formula } },
      Column(series: "limit of the closed form") { $0.tested.map(\.limit) },
    ]
  }

  var claim: Claim { .l3FixedPositions }
  var name: String {
    "\(recipe.name), tested at T'=\(testTokens.map(String.init).joined(separator: ", "))"
      + (factor == 1 ? "" : ", closed form times \(factor)") + (recipe.isUntrained ? ", after one step" : "")
      + (limitShare == 1 ? ", the whole limit" : "")
  }
  /// Each repetition is a layer of its own.
  var independentNetworks: Bool { true }
  func repetitions(_ effort: Effort) -> Int { layers.at(effort) }

  func cost(_ effort: Effort) -> Cost {
    let one = recipe.cost(effort)
    let subsets = testTokens.map { tokens in
      (0..<recipe.problem.sparsity).reduce(Double(tokens)) { $0 * Double(tokens - $1) / Double($1 + 1) }
    }
    return Cost(
      seconds: one.seconds + subsets.reduce(0, +) * Double(recipe.problem.dimension) * 1e-8,
      bytes: one.bytes + 8 * (subsets.max() ?? 0), shared: one.shared)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layer = TrainedLayer(recipe: recipe, repetition: trial.repetition, settings: settings)
    let last = try await layer.last()
    let problem = try recipe.problem.problem()
    var tested: [Row.Tested] = []
    for tokens in testTokens {
      let fixed = try FixedPositions(problem: problem, testTokens: tokens)
      tested.append(
        Row.Tested(
          tokens: tokens, risk: try await risk(layer, tokens: tokens),
          formula: factor * (try fixed.risk(alpha: last.alpha, logit: last.logit)), limit: try fixed.limit()))
    }
    return Row(
      alpha: last.alpha, logit: last.logit, trainedRisk: last.evaluation.risk,
      trivialRisk: problem.trivialRisk, scale: try recipe.heightScale(settings.effort), tested: tested)
  }

  func judge(_ row: Row) throws -> [Check] {
    let share = try D12GradientNoise.excess(
      problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch)
    return [LearnedTask.check(row.trainedRisk, trivial: row.trivialRisk)]
      + row.tested.flatMap { tested in
        let predicate = L3FixedPositionsPredicate(formula: tested.formula, noise: share * row.trainedRisk)
        let floor = limitShare * tested.limit
        return [
          Check(
            "closed form, T'=\(tested.tokens)",
            predicate.judge(risk: tested.risk, testTokens: tested.tokens),
            detects: .init(predicate.detects, "of the risk")),
          Check(
            Self.limitCheck(tested.tokens),
            L3FixedPositionsPredicate.judge(
              risk: tested.risk, limit: tested.limit, share: limitShare, testTokens: tested.tokens),
            detects: .init(max(0, 1 - floor / tested.risk), "of the risk")),
        ]
      }
  }

  /// The risk at T', by enumeration on one-hot positions, over draws on others.
  private func risk(_ layer: TrainedLayer, tokens: Int) async throws -> Double {
    let sparsity = recipe.problem.sparsity
    guard recipe.positions == .oneHot else {
      return try await layer.evaluation(tokens: tokens, sparsity: sparsity, draws: 64).risk
    }
    let test = try L1Transfer.problem(
      recipe.problem.problem(), testTokens: tokens, testSparsity: sparsity)
    return try await LengthTransfer.exactOneHotRisk(layer.training().weights, test: test)
  }
}
