import Evidence
import Sim
import Theory

/// Layers trained at a short length with positions drawn anew and tested at up to 64 times that length.
///
/// A layer is trained once for each (base seed, setting, repetition) and shared by its test lengths.
struct LongestTests: Hashable, Sendable {
  /// One way to train.
  struct Setting: Sendable {
    let problem: SmallProblem
    let positions: Positions
    let width: Int
    let stepSize: Double
    let steps: Int
    /// T'/T of the tests.
    let factors: [Int]
    /// The number of draws of positions and subset at 64 T.
    let draws: Int
    /// The number of seeds at the default effort.
    let seeds: Int
    /// The allowed relative distance from the formula.
    let band: Double

    /// The number of draws at a length: more at a shorter one, in inverse proportion, as they cost less.
    func draws(factor: Int) -> Int { 64 * draws / factor }

    var name: String {
      "\(problem.name), \(positions.rawValue) positions in R^\(width), batch 64, step \(stepSize)"
    }
  }

  /// Frames, which need d_e >= 64 T; and Gaussian and sphere positions of a fixed width below 64 T.
  static let settings = [
    Setting(
      problem: SmallProblem(tokens: 4, dimension: 3, sparsity: 2), positions: .orthonormalFrame, width: 256,
      stepSize: 0.5, steps: 20_000, factors: [1, 16, 64], draws: 8, seeds: 5, band: 0.1),
    Setting(
      problem: SmallProblem(tokens: 8, dimension: 3, sparsity: 2), positions: .gaussian, width: 32,
      stepSize: 1, steps: 4000, factors: [1, 4, 16, 64], draws: 300, seeds: 10, band: 0.15),
    Setting(
      problem: SmallProblem(tokens: 8, dimension: 3, sparsity: 2), positions: .sphere, width: 32,
      stepSize: 1, steps: 4000, factors: [1, 64], draws: 300, seeds: 5, band: 0.15),
  ]

  /// The settings with each of their lengths.
  static let tests: [(setting: Int, factor: Int)] = settings.enumerated().flatMap { index, setting in
    setting.factors.map { (index, $0) }
  }

  /// The cases, one for each test.
  static let cases = tests.map { test in
    let seeds = settings[test.setting].seeds
    return ClaimJudgment.Case(name(test)) { $0.pick(quick: 1, standard: seeds, thorough: 4 * seeds) }
  }

  /// The tests of the control, Gaussian positions against the formula of orthonormal ones.
  static let controlTests = tests.filter { settings[$0.setting].positions == .gaussian && $0.factor >= 16 }

  /// The control's cases.
  static let controlCases = controlTests.map { test in
    ClaimJudgment.Case("\(name(test)), formula of orthonormal positions") {
      $0.pick(quick: 1, standard: 5, thorough: 20)
    }
  }

  /// Which of the settings.
  let settingIndex: Int
  /// Which repetition.
  let repetition: Int
  /// The base seed.
  let baseSeed: UInt64

  /// Judges a layer at one length by what aligned weights give on its positions; the control, on orthonormal ones.
  static func judge(_ test: (setting: Int, factor: Int), _ trial: Trial, _ run: Settings) async throws
    -> Outcome
  {
    let tests = LongestTests(settingIndex: test.setting, repetition: trial.repetition, baseSeed: run.baseSeed)
    return try await tests.outcome(factor: test.factor, asOrthonormal: trial.role == .control)
  }

  private static func name(_ test: (setting: Int, factor: Int)) -> String {
    let setting = settings[test.setting]
    return "\(setting.name), T'=\(test.factor * setting.problem.tokens)"
  }

  private var setting: Setting { Self.settings[settingIndex] }

  private static let trainings = Memo<LongestTests, AttentionTraining> { tests in
    try AttentionTraining.run(
      tests.attentionSettings, address: tests.address, checkpoints: [tests.setting.steps], evaluationDraws: 1)
  }

  private var attentionSettings: AttentionSettings {
    get throws {
      try AttentionSettings(
        problem: setting.problem.problem(), positions: setting.positions, positionDimension: setting.width,
        batch: 64, stepSize: setting.stepSize)
    }
  }

  private var address: StreamAddress {
    get throws {
      try StreamAddress(
        baseSeed: baseSeed, claim: Claim.l4LongerSequences.streamIndex, problem: UInt16(settingIndex),
        repetition: UInt32(repetition), purpose: .initialization)
    }
  }

  private func outcome(factor: Int, asOrthonormal: Bool) async throws -> Outcome {
    let training = try await Self.trainings.value(for: self)
    guard let last = training.checkpoints.last else {
      return Outcome(verdict: .undecided(reason: "the layer was not trained"), values: [])
    }
    let trained = try setting.problem.problem()
    let tokens = factor * trained.tokens
    let test = try L1Transfer.problem(trained, testTokens: tokens, testSparsity: trained.sparsity)
    let evaluation = try LengthTransfer.evaluate(
      training.weights, trained: attentionSettings, test: test, address: address,
      draws: setting.draws(factor: factor))
    let formula =
      try asOrthonormal
      ? L1Transfer.risk(
        trained, alpha: last.alpha, logit: last.logit, testTokens: tokens, testSparsity: trained.sparsity)
      : expected(test, alpha: last.alpha, logit: last.logit)
    return Outcome(
      verdict: L4GeneralizationPredicate(band: setting.band).judge(
        risk: evaluation.risk, formula: formula, testTokens: tokens),
      values: [
        Outcome.Value("alpha", last.alpha), Outcome.Value("logit", last.logit),
        Outcome.Value("cosine", last.cosine), Outcome.Value("risk", evaluation.risk),
        Outcome.Value("formula", formula), Outcome.Value("risk / formula", evaluation.risk / formula),
      ])
  }

  /// The risk of exactly aligned weights on the setting's positions: L1's formula, D8's expectation, or a sampled mean.
  private func expected(_ test: Problem, alpha: Double, logit: Double) throws -> Double {
    let trained = try setting.problem.problem()
    switch setting.positions {
    case .orthonormalFrame:
      return try L1Transfer.risk(
        trained, alpha: alpha, logit: logit, testTokens: test.tokens, testSparsity: test.sparsity)
    case .gaussian:
      return try GaussianPositionFlow.risk(test, width: setting.width, alpha: alpha, logit: logit)
    default:
      // No formula is known on the sphere: aligned weights on draws of their own, from another problem's streams.
      let own = try StreamAddress(
        baseSeed: baseSeed, claim: Claim.l4LongerSequences.streamIndex,
        problem: UInt16(Self.settings.count + settingIndex), repetition: UInt32(repetition), purpose: .check)
      let aligned = AttentionWeights(
        alpha: alpha, logit: logit, dimension: test.dimension, positionDimension: setting.width)
      return try LengthTransfer.evaluate(
        aligned, trained: attentionSettings, test: test, address: own,
        draws: setting.draws(factor: test.tokens / trained.tokens)
      ).risk
    }
  }
}
