import Evidence
import Sim
import Theory

/// L2 on layers trained by SGD on samples, many together: D7's layers with frames drawn anew, and layers of
/// the same problem on narrower frames that are trained until their risk is near the limit.
///
/// Their mean risk at (T', q'), with alpha as a control variate (`TestedNoise`), is held against the flow's
/// at the time t = step size * steps, corrected by the noise of training, and without that correction against
/// the limit as the flow is. One trial pools all layers of a recipe; its tests are of the same layers.
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
  /// What the flow's risk, the limit and the ratio are multiplied by; 1 but in a control.
  var factor = 1.0
  /// Whether the noise of training is predicted; not in a control.
  var hasNoise = true

  /// D7's layers: shorter, equal and longer tests at the trained sparsity, and at equal density.
  static let wide = PooledLayers(
    recipe: .wideFrames, tests: [(4, 2), (8, 2), (16, 2), (16, 4), (32, 8)].map(Test.init))
  /// The same of layers trained until their risk is near the limit, at more lengths.
  static let late = PooledLayers(
    recipe: .lateFrames,
    tests: [3, 4, 6, 8, 10, 12, 16, 24, 32].map { Test($0, 2) }
      + [(4, 1), (16, 4), (24, 6), (32, 8)].map(Test.init))
  /// Both.
  static let all = [wide, late]

  static func meanCheck(_ test: Test) -> String { "mean risk, \(test.name)" }
  static func ratioCheck(_ test: Test) -> String { "ratio at equal density, \(test.name)" }
  static func limitCheck(_ test: Test) -> String { "t R', \(test.name)" }

  /// Whether q'/T' = q/T.
  func isEqualDensity(_ test: Test) -> Bool {
    test.tokens * recipe.problem.sparsity == test.sparsity * recipe.problem.tokens
  }

  struct Row: EvidenceRow {
    /// What the layers show at one test.
    struct Tested: Codable, Hashable, Sendable {
      let test: Test
      let mean: Double
      let least: Double
      let greatest: Double
      /// The mean with alpha as a control variate.
      let controlledMean: Double
      /// The flow's risk there, and the limit of t R', times what a control multiplies them by.
      let flowRisk: Double
      let limit: Double
      let noise: TestedNoise
    }

    let layers: Int
    /// The flow at the end of training.
    let state: FlowState
    /// The delay tau of D4.
    let delay: Double
    let trainedMean: Double
    let trainedControlledMean: Double
    let trainedNoise: TestedNoise
    /// `2 kappa N t`: the risk times it tends to `(T' - T)^2/q + N'` at q' = q.
    let scale: Double
    let tested: [Tested]

    static let columns: [Column<Row>] = [
      Column(count: "layers") { $0.layers }, Column("last t") { $0.state.time },
      Column(series: "test length") { $0.tested.map { Double($0.test.tokens) } },
      Column(series: "test sparsity") { $0.tested.map { Double($0.test.sparsity) } },
      Column(series: "t R'") { row in row.tested.map { row.state.time * $0.mean } },
      Column(series: "predicted limit") { $0.tested.map(\.limit) },
      Column(series: "mean R' / flow's") { $0.tested.map { $0.mean / $0.flowRisk } }
        .atLeast { $0.tested.map { $0.least / $0.flowRisk } }
        .atMost { $0.tested.map { $0.greatest / $0.flowRisk } },
      Column(series: "the same, less alpha's noise") { $0.tested.map { $0.controlledMean / $0.flowRisk } },
      Column(series: "predicted with noise") { $0.tested.map { 1 + $0.noise.excess } },
      Column(series: "R' / R") { row in row.tested.map { $0.mean / row.trainedMean } },
    ]
  }

  var claim: Claim { .l2QuadraticLaw }

  var name: String {
    var text = "\(recipe.name), means over layers"
    if tests.count == 1 { text += " at \(tests[0].name)" }
    if factor != 1 { text += ", predictions times \(factor)" }
    return hasNoise ? text : text + ", no noise predicted"
  }

  /// The few layers of a quick run resolve neither the noise nor a near miss.
  func repetitions(_ effort: Effort) -> Int {
    let isResolved = hasNoise && factor == 1
    return effort.pick(quick: isResolved ? 1 : 0, standard: 1, thorough: 1)
  }

  func cost(_ effort: Effort) -> Cost {
    let (one, count) = (recipe.cost(effort), Double(recipe.networks.at(effort)))
    let width = Double(recipe.positionDimension)
    let tokens = tests.reduce(0) { $0 + Double($1.tokens * draws($1.tokens)) }
    let all = tests.reduce(0) { $0 + Double(draws($1.tokens)) }
    return Cost(
      seconds: count * (one.seconds + width * (2e-8 * tokens + 1e-9 * width * all)),
      bytes: one.bytes + 8 * count * width * width,
      shared: one.shared.map { $0.over(recipe.networks.at(effort)) })
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layers = TrainedLayer.all(recipe, settings)
    let flow = try recipe.flow()
    let time = recipe.lastTime(settings.effort)
    let state = try flow.states(at: [time])[0]
    let trainedNoise = try await noise(
      Test(recipe.problem.tokens, recipe.problem.sparsity), draws: recipe.evaluationDraws, settings)
    var (trained, controlled) = (0.0, 0.0)
    for layer in layers {
      let last = try await layer.last()
      trained += last.evaluation.risk / Double(layers.count)
      controlled +=
        trainedNoise.controlled(risk: last.evaluation.risk, alpha: last.alpha) / Double(layers.count)
    }
    var tested: [Row.Tested] = []
    for test in tests {
      tested.append(try await measure(test, layers, flow.system, state, settings))
    }
    return Row(
      layers: layers.count, state: state,
      delay: try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay,
      trainedMean: trained, trainedControlledMean: controlled, trainedNoise: trainedNoise,
      scale: try recipe.heightScale(settings.effort), tested: tested)
  }

  func judge(_ row: Row) throws -> [Check] {
    let trained = predicate(row, flowRisk: row.state.risk, row.trainedNoise)
    return try row.tested.flatMap { tested -> [Check] in
      let own = predicate(row, flowRisk: tested.flowRisk, tested.noise)
      let quadratic = try quadraticLaw(tested.test)
      let limit = L2QuadraticLawPredicate(
        quadratic, limit: tested.limit, delay: row.delay, stepSize: recipe.stepSize)
      var checks = [
        Check(
          Self.meanCheck(tested.test), own.judge(meanRisk: tested.controlledMean),
          detects: .init(own.detects, "of the risk"))
      ]
      let allowed = try limit.allowed(row.state)
      // Layers trained less long are not near the limit at long tests; the flow's risk they are held against.
      if allowed <= L2QuadraticLawPredicate.largestAllowed {
        checks.append(
          Check(
            Self.limitCheck(tested.test),
            try limit.judge(row.state, risk: tested.controlledMean / (1 + tested.noise.excess)),
            detects: .init(2 * allowed, "of the limit")))
      }
      if isEqualDensity(tested.test) {
        let density = Double(recipe.problem.tokens) / Double(tested.test.tokens)
        checks.append(
          Check(
            Self.ratioCheck(tested.test),
            own.judge(
              ratio: tested.controlledMean / row.trainedControlledMean, density: factor * density,
              trained: trained),
            detects: .init(own.detects(trained: trained), "of the ratio")))
      }
      return checks
    }
  }

  private func predicate(_ row: Row, flowRisk: Double, _ noise: TestedNoise) -> L2TrainedLayersPredicate {
    L2TrainedLayersPredicate(
      flowRisk: flowRisk, excess: hasNoise ? noise.excess : 0,
      trainedExcess: hasNoise ? row.trainedNoise.excess : 0, deviation: noise.deviation, layers: row.layers)
  }

  /// The number of draws of frames and subsets on which a risk is averaged: more at a short length, where the
  /// subset counts for more and a draw costs less; and on fixed positions, where the risk depends on the
  /// subset.
  private func draws(_ tokens: Int) -> Int {
    recipe.positions == .oneHot ? 256 : max(64, 2048 / tokens)
  }

  private func quadraticLaw(_ test: Test) throws -> QuadraticLaw {
    try QuadraticLaw(recipe.system(), testTokens: test.tokens, testSparsity: test.sparsity)
  }

  private func measure(
    _ test: Test, _ layers: [TrainedLayer], _ system: FlowSystem, _ state: FlowState, _ settings: Settings
  ) async throws -> Row.Tested {
    let draws = draws(test.tokens)
    let noise = try await noise(test, draws: draws, settings)
    var risks: [Double] = []
    var controlled = 0.0
    for layer in layers {
      let tested = TestedLayer(layer: layer, tokens: test.tokens, sparsity: test.sparsity, draws: draws)
      let risk = try await tested.evaluation().risk
      risks.append(risk)
      controlled += noise.controlled(risk: risk, alpha: try await layer.last().alpha)
    }
    let quadratic = try quadraticLaw(test)
    let flowRisk = try L1Transfer.risk(
      system.problem, alpha: state.alpha, logit: state.logit, testTokens: test.tokens,
      testSparsity: test.sparsity)
    return Row.Tested(
      test: test, mean: risks.reduce(0, +) / Double(risks.count), least: risks.min() ?? .nan,
      greatest: risks.max() ?? .nan, controlledMean: controlled / Double(risks.count),
      flowRisk: factor * flowRisk, limit: factor * quadratic.limit, noise: noise)
  }

  /// The noise at a test by D12's law; none on fixed positions, which L2 is not claimed for.
  private func noise(_ test: Test, draws: Int, _ settings: Settings) async throws -> TestedNoise {
    guard !recipe.isFixed else { return .none }
    let descent = try await NoiseLaw(recipe: recipe).descent(settings.effort)
    return try TestedNoise(
      descent,
      test: L1Transfer.problem(
        recipe.problem.problem(), testTokens: test.tokens, testSparsity: test.sparsity), draws: draws)
  }
}

extension AttentionRecipe {
  /// `2 kappa N t`: the risk times it tends to `(T' - T)^2/q + N'` by L2, which is N at the trained length.
  func heightScale(_ effort: Effort) throws -> Double {
    let system = try system()
    return 2 * system.kappa * Double(system.problem.tokensOutside) * lastTime(effort)
  }
}
