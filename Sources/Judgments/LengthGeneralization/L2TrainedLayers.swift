import Evidence
import Sim
import Theory

/// L2 on layers trained by SGD on samples, many seeds together: D7's layers with frames drawn anew, and layers of the
/// same problem on narrower frames that are trained until their risk is near the limit.
///
/// Their mean risk at (T', q') is held against the flow's at the time t = step size * steps, corrected by the noise of
/// training, and without that correction against the limit as the flow is.
enum L2TrainedLayers {
  /// Layers with the test (T', q').
  private struct Test: Sendable {
    let training: L2PooledLayers.Training
    let tokens: Int
    let sparsity: Int

    init(_ training: L2PooledLayers.Training, _ tokens: Int, _ sparsity: Int) {
      (self.training, self.tokens, self.sparsity) = (training, tokens, sparsity)
    }

    var name: String { "\(training.name), T'=\(tokens) q'=\(sparsity), mean over layers" }
  }

  /// What a test is held against.
  private enum World: String {
    case law
    case linear = "law linear in T' - T"
    case withoutDensity = "law of q' = q"
    case quiet = "no noise predicted"
  }

  /// Shorter, equal and longer at the trained sparsity, and at equal density.
  private static let tests =
    [(4, 2), (8, 2), (16, 2), (16, 4), (32, 8)].map { Test(.tracked, $0.0, $0.1) }
    + [(3, 2), (4, 2), (6, 2), (8, 2), (10, 2), (12, 2), (16, 2), (24, 2), (32, 2)].map {
      Test(.late(.frames), $0.0, $0.1)
    }
    + [(4, 1), (16, 4), (24, 6), (32, 8)].map { Test(.late(.frames), $0.0, $0.1) }

  /// Wrong laws for the layers above, and the law for layers on fixed positions.
  private static let wrong: [(test: Test, world: World)] = [
    (Test(.tracked, 16, 2), .linear), (Test(.late(.frames), 16, 2), .linear),
    (Test(.tracked, 32, 8), .withoutDensity), (Test(.late(.frames), 16, 4), .withoutDensity),
    (Test(.tracked, 8, 2), .quiet), (Test(.tracked, 32, 8), .quiet),
    (Test(.late(.oneHot), 16, 2), .law), (Test(.late(.oneHot), 32, 2), .law),
    (Test(.late(.gaussian), 16, 2), .law), (Test(.late(.gaussian), 32, 2), .law),
  ]

  static let cases = tests.map { ClaimJudgment.Case($0.name) }

  static let controlCases = wrong.map { test, world in
    // The few layers of a quick run do not resolve the noise.
    ClaimJudgment.Case(world == .law ? test.name : "\(test.name), \(world.rawValue)") {
      $0.pick(quick: world == .quiet ? 0 : 1, standard: 1, thorough: 1)
    }
  }

  /// Judges the layers at the test with the given index.
  static func outcome(test index: Int, _ run: Settings) async throws -> Outcome {
    try await outcome(tests[index], .law, run)
  }

  /// Judges the control with the given index.
  static func controlOutcome(_ index: Int, _ run: Settings) async throws -> Outcome {
    try await outcome(wrong[index].test, wrong[index].world, run)
  }

  private static func outcome(_ test: Test, _ world: World, _ run: Settings) async throws -> Outcome {
    let layers = L2PooledLayers(
      training: test.training, testTokens: test.tokens, testSparsity: test.sparsity, run: run)
    let seen = try await layers.seen()
    let problem = try L2PooledLayers.Training.problem.problem()
    let flow = try GradientFlow(problem: problem, positions: test.training.positions)
    let time = test.training.time(run.effort)
    let state = try flow.states(at: [time])[0]
    let law = try QuadraticLaw(flow.system, testTokens: test.tokens, testSparsity: test.sparsity)
    let factor = try factor(world, law)
    let flowRisk = try L1Transfer.risk(
      problem, alpha: state.alpha, logit: state.logit, testTokens: test.tokens, testSparsity: test.sparsity)
    let (noise, trainedNoise) = try await (
      noise(test, law.test, draws: layers.draws, run),
      noise(test, problem, draws: AttentionExperiment.draws, run)
    )
    let count = seen.risks.count
    let own = L2TrainedLayersPredicate(
      flowRisk: factor * flowRisk, excess: world == .quiet ? 0 : noise.excess,
      trainedExcess: trainedNoise.excess, deviation: noise.deviation, layers: count)
    let trained = L2TrainedLayersPredicate(
      flowRisk: state.risk, excess: trainedNoise.excess, trainedExcess: trainedNoise.excess,
      deviation: trainedNoise.deviation, layers: count)
    var verdicts = [
      own.judge(meanRisk: seen.mean),
      try L2QuadraticLawPredicate(
        law, limit: factor * law.limit,
        delay: D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
      ).judge(state, risk: seen.mean / (1 + own.excess)),
    ]
    let ratio = seen.mean / seen.meanAtTrained
    if test.tokens * problem.sparsity == test.sparsity * problem.tokens {
      let density = Double(problem.tokensOutside) / Double(law.test.tokensOutside)
      verdicts.append(own.judge(ratio: ratio, density: density, trained: trained))
    }
    // 2 kappa N t: L2's quadratic in T' is the limit of this times the risk.
    let scale = 2 * flow.system.kappa * Double(problem.tokensOutside) * time
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("test length", Double(test.tokens)),
        Outcome.Value("test sparsity", Double(test.sparsity)),
        Outcome.Value("last t", time),
        Outcome.Value("t R' there", time * seen.mean),
        Outcome.Value("predicted limit", factor * law.limit),
        Outcome.Value("t R' over t R there", ratio),
        Outcome.Value("layers", Double(count)),
        Outcome.Value("mean R' / flow's", seen.mean / flowRisk),
        Outcome.Value("predicted with noise", factor * (1 + own.excess)),
        Outcome.Value("allowed", own.allowed),
        Outcome.Value("2 kappa N t R'", scale * seen.mean),
        Outcome.Value("least", scale * (seen.risks.min() ?? .nan)),
        Outcome.Value("greatest", scale * (seen.risks.max() ?? .nan)),
      ])
  }

  /// How far the law held against lies above L2's.
  private static func factor(_ world: World, _ law: QuadraticLaw) throws -> Double {
    switch world {
    case .law, .quiet: 1
    case .linear: law.linearLimit / law.limit
    case .withoutDensity:
      try QuadraticLaw(
        law.system, testTokens: law.test.tokens, testSparsity: law.system.problem.sparsity
      ).limit / law.limit
    }
  }

  /// The share that the noise of training adds to the mean risk at a test, and the standard deviation over layers of the
  /// measured risk as a share of it, by D12's law; none on fixed positions.
  private static func noise(_ test: Test, _ problem: Problem, draws: Int, _ run: Settings) async throws -> (
    excess: Double, deviation: Double
  ) {
    guard let descent = try await test.training.noisyDescent(run.effort) else { return (0, 0) }
    let quiet = try descent.state().quiet
    let risk = try L1Transfer.risk(
      descent.system.problem, alpha: quiet.alpha, logit: quiet.logit, testTokens: problem.tokens,
      testSparsity: problem.sparsity)
    let seen = try descent.risk(test: problem)
    return (seen.mean / risk - 1, seen.standardDeviation(draws: draws) / risk)
  }
}
