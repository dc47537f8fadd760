import Evidence
import Sim
import Theory

/// L2 on layers trained by SGD on samples, many together: D7's layers with frames drawn anew, and layers of the same
/// problem on narrower frames that are trained until their risk is near the limit.
///
/// Their mean risk at (T', q') is held against the flow's at the time t = step size * steps, corrected by the noise of
/// training, and without that correction against the limit as the flow is. One trial pools all layers of a recipe; its
/// tests are of the same layers.
struct PooledLayers: Experiment {
  /// A length and a sparsity.
  struct Test: Hashable, Sendable, Codable {
    let tokens: Int
    let sparsity: Int

    init(_ tokens: Int, _ sparsity: Int) { (self.tokens, self.sparsity) = (tokens, sparsity) }

    var name: String { "T'=\(tokens) q'=\(sparsity)" }
  }

  /// How the layers are trained.
  let recipe: AttentionRecipe
  /// What they are tested at.
  let tests: [Test]
  /// The law held against; another in a control.
  var law = LengthLaw.quadratic
  /// Whether the noise of training is predicted; not in a control.
  var hasNoise = true

  /// Shorter, equal and longer at the trained sparsity, and at equal density.
  static let all = [
    PooledLayers(recipe: .wideFrames, tests: [(4, 2), (8, 2), (16, 2), (16, 4), (32, 8)].map(Test.init)),
    PooledLayers(
      recipe: .lateFrames,
      tests: [3, 4, 6, 8, 10, 12, 16, 24, 32].map { Test($0, 2) }
        + [(4, 1), (16, 4), (24, 6), (32, 8)].map(Test.init)),
  ]

  /// Wrong laws for the layers above, and the law for layers on fixed positions.
  static let controls: [Control] = {
    let (wide, late) = (all[0], all[1])
    func wrong(_ layers: PooledLayers, _ test: Test, _ law: LengthLaw) -> Control {
      .otherWorld(
        of: layers, law.rawValue, PooledLayers(recipe: layers.recipe, tests: [test], law: law))
    }
    func quiet(_ test: Test) -> Control {
      .otherWorld(
        of: wide, "no noise predicted", PooledLayers(recipe: wide.recipe, tests: [test], hasNoise: false))
    }
    func fixed(_ recipe: AttentionRecipe, _ test: Test) -> Control {
      .otherWorld(of: late, recipe.positionsName, PooledLayers(recipe: recipe, tests: [test]))
    }
    return [
      wrong(wide, Test(16, 2), .linear), wrong(late, Test(16, 2), .linear),
      wrong(wide, Test(32, 8), .withoutDensity), wrong(late, Test(16, 4), .withoutDensity),
      quiet(Test(8, 2)), quiet(Test(32, 8)),
      fixed(.lateOneHot, Test(16, 2)), fixed(.lateOneHot, Test(32, 2)),
      fixed(.lateGaussian, Test(16, 2)), fixed(.lateGaussian, Test(32, 2)),
    ]
  }()

  struct Row: EvidenceRow {
    /// What the layers show at one test.
    struct Tested: Codable, Hashable, Sendable {
      let test: Test
      let mean: Double
      let least: Double
      let greatest: Double
      /// The flow's risk there, and the limit of t R', of the law held against.
      let flowRisk: Double
      let limit: Double
      let noise: Noise
    }

    /// The share that the noise of training adds to the mean risk, and the deviation over layers as a share of it.
    struct Noise: Codable, Hashable, Sendable {
      let excess: Double
      let deviation: Double

      static let none = Noise(excess: 0, deviation: 0)
    }

    let layers: Int
    /// The flow at the end of training.
    let state: FlowState
    /// The delay tau of D4.
    let delay: Double
    let trainedMean: Double
    let trainedNoise: Noise
    /// `2 kappa N t`: the risk times it tends to `(T' - T)^2/q + N'` at q' = q.
    let scale: Double
    let tested: [Tested]

    static let columns: [Column<Row>] = [
      Column(count: "layers") { $0.layers }, Column("last t") { $0.state.time },
      Column(series: "test length") { $0.tested.map { Double($0.test.tokens) } },
      Column(series: "test sparsity") { $0.tested.map { Double($0.test.sparsity) } },
      Column(series: "t R'") { row in row.tested.map { row.state.time * $0.mean } },
      Column(series: "predicted limit") { $0.tested.map(\.limit) },
      Column(series: "mean R' / flow's") { $0.tested.map { $0.mean / $0.flowRisk } },
      Column(series: "predicted with noise") { $0.tested.map { 1 + $0.noise.excess } },
      Column(series: "R' / R") { row in row.tested.map { $0.mean / row.trainedMean } },
    ]
  }

  var claim: Claim { .l2QuadraticLaw }

  var name: String {
    var text = "\(recipe.name), means over layers"
    if tests.count == 1 { text += " at \(tests[0].name)" }
    if law != .quadratic { text += ", \(law.rawValue)" }
    return hasNoise ? text : text + ", no noise predicted"
  }

  /// The few layers of a quick run do not resolve the noise.
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: hasNoise ? 1 : 0, standard: 1, thorough: 1) }

  func cost(_ effort: Effort) -> Cost {
    let (one, count) = (recipe.cost(effort), Double(recipe.networks.at(effort)))
    let width = Double(recipe.positionDimension)
    let tokens = Double(tests.map(\.tokens).reduce(0, +))
    return Cost(
      seconds: count * (one.seconds + Double(draws) * width * (2e-8 * tokens + 1e-9 * width)),
      bytes: one.bytes + 8 * count * width * width,
      shared: one.shared.map { $0.over(recipe.networks.at(effort)) })
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layers = TrainedLayer.all(recipe, settings)
    let flow = try recipe.flow()
    let time = recipe.lastTime(settings.effort)
    let state = try flow.states(at: [time])[0]
    var trained = 0.0
    for layer in layers { trained += try await layer.last().evaluation.risk }
    var tested: [Row.Tested] = []
    for test in tests {
      tested.append(try await measure(test, layers, flow.system, state, settings))
    }
    return Row(
      layers: layers.count, state: state,
      delay: try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay,
      trainedMean: trained / Double(layers.count),
      trainedNoise: try await noise(
        Test(recipe.problem.tokens, recipe.problem.sparsity), draws: recipe.evaluationDraws, settings),
      scale: try recipe.heightScale(settings.effort), tested: tested)
  }

  func judge(_ row: Row) throws -> [Check] {
    let trained = predicate(row, flowRisk: row.state.risk, row.trainedNoise)
    let problem = try recipe.problem.problem()
    return try row.tested.flatMap { tested -> [Check] in
      let own = predicate(row, flowRisk: tested.flowRisk, tested.noise)
      let quadratic = try quadraticLaw(tested.test)
      let limit = L2QuadraticLawPredicate(quadratic, limit: tested.limit, delay: row.delay)
      var checks = [
        Check("mean risk, \(tested.test.name)", own.judge(meanRisk: tested.mean)),
        Check(
          "t R', \(tested.test.name)",
          try limit.judge(row.state, risk: tested.mean / (1 + tested.noise.excess))),
      ]
      if tested.test.tokens * problem.sparsity == tested.test.sparsity * problem.tokens {
        let density = Double(problem.tokensOutside) / Double(quadratic.test.tokensOutside)
        checks.append(
          Check(
            "ratio at equal density, \(tested.test.name)",
            own.judge(ratio: tested.mean / row.trainedMean, density: density, trained: trained)))
      }
      return checks
    }
  }

  private func predicate(_ row: Row, flowRisk: Double, _ noise: Row.Noise) -> L2TrainedLayersPredicate {
    L2TrainedLayersPredicate(
      flowRisk: flowRisk, excess: hasNoise ? noise.excess : 0, trainedExcess: row.trainedNoise.excess,
      deviation: noise.deviation, layers: row.layers)
  }

  /// The number of draws of frames and subsets on which a risk is averaged: few, as exactly aligned weights need but one;
  /// more on fixed positions, where the risk depends on the subset.
  private var draws: Int { recipe.positions == .oneHot ? 256 : 64 }

  private func quadraticLaw(_ test: Test) throws -> QuadraticLaw {
    try QuadraticLaw(recipe.system(), testTokens: test.tokens, testSparsity: test.sparsity)
  }

  private func measure(
    _ test: Test, _ layers: [TrainedLayer], _ system: FlowSystem, _ state: FlowState, _ settings: Settings
  ) async throws -> Row.Tested {
    var risks: [Double] = []
    for layer in layers {
      risks.append(
        try await layer.evaluation(tokens: test.tokens, sparsity: test.sparsity, draws: draws).risk)
    }
    let quadratic = try quadraticLaw(test)
    let factor = try law.factor(quadratic)
    let flowRisk = try L1Transfer.risk(
      system.problem, alpha: state.alpha, logit: state.logit, testTokens: test.tokens,
      testSparsity: test.sparsity)
    return Row.Tested(
      test: test, mean: risks.reduce(0, +) / Double(risks.count), least: risks.min() ?? .nan,
      greatest: risks.max() ?? .nan, flowRisk: factor * flowRisk, limit: factor * quadratic.limit,
      noise: try await noise(test, draws: draws, settings))
  }

  /// The noise at a test by D12's law; none on fixed positions, which L2 is not claimed for.
  private func noise(_ test: Test, draws: Int, _ settings: Settings) async throws -> Row.Noise {
    guard !recipe.isFixed else { return .none }
    let descent = try await NoiseLaw(recipe: recipe).descent(settings.effort)
    let quiet = try descent.state().quiet
    let problem = descent.system.problem
    let risk = try L1Transfer.risk(
      problem, alpha: quiet.alpha, logit: quiet.logit, testTokens: test.tokens, testSparsity: test.sparsity)
    let seen = try descent.risk(
      test: L1Transfer.problem(problem, testTokens: test.tokens, testSparsity: test.sparsity))
    return Row.Noise(
      excess: seen.mean / risk - 1, deviation: seen.standardDeviation(draws: draws) / risk)
  }
}

extension AttentionRecipe {
  /// `2 kappa N t`: the risk times it tends to `(T' - T)^2/q + N'` by L2, which is N at the trained length.
  func heightScale(_ effort: Effort) throws -> Double {
    let system = try system()
    return 2 * system.kappa * Double(system.problem.tokensOutside) * lastTime(effort)
  }
}
