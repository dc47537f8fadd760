import Evidence
import Sim
import Theory

/// The attention layers that D7, D12 and the claims on other lengths judge, trained by SGD on samples from V = W = 0.
///
/// A layer is trained once for each (base seed, effort, setting, repetition) and shared; its random numbers have D7's
/// address whichever claim asks first.
struct AttentionExperiment: Hashable, Sendable {
  /// One way to train.
  struct Setting: Sendable {
    let tokens: Int
    let dimension: Int
    let sparsity: Int
    let positions: Positions
    let positionDimension: Int
    let stepSize: Double
    /// The times t = step size * steps at which the layer is looked at.
    let times: [Double]

    /// For example `T=8 d=3 q=2, one-hot positions, batch 64, step 0.1`.
    var name: String {
      let law =
        positions == .oneHot
        ? "one-hot positions" : "\(positions.rawValue) positions in R^\(positionDimension)"
      return
        "T=\(tokens) d=\(dimension) q=\(sparsity), \(law), batch \(AttentionExperiment.batch), step \(stepSize)"
    }

    func problem() throws -> Problem {
      try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    }

    /// The law of the positions as the flow knows it.
    var positionLaw: PositionLaw {
      positions == .oneHot ? .oneHot : .orthonormalFrame(width: positionDimension)
    }

    /// The step counts of the times.
    var checkpoints: [Int] { times.map { Int(($0 / stepSize).rounded()) } }

    /// Times equally spaced in their logarithm, from half the first time to the last.
    var lineTimes: [Double] {
      guard let first = times.first, let last = times.last else { return [] }
      let (low, high) = (Elementary.log(first / 2), Elementary.log(last))
      return (0...60).map { Elementary.exp(low + (high - low) * Double($0) / 60) }
    }

    /// For example `T=8 d=3 q=2, one-hot`.
    var legend: String {
      get throws { "\(try problem()), \(positions == .oneHot ? "one-hot" : "frames")" }
    }
  }

  /// The number of examples in a step.
  static let batch = 64
  /// The number of draws of subset and positions on which a layer's mass and risk are averaged.
  static let draws = 200

  /// The settings trained: fixed one-hot positions at two problems, and frames drawn anew at every step.
  static let settings: [Setting] = [
    Setting(
      tokens: 8, dimension: 3, sparsity: 2, positions: .oneHot, positionDimension: 8, stepSize: 0.1,
      times: [10, 25, 50, 100, 400]),
    Setting(
      tokens: 20, dimension: 5, sparsity: 3, positions: .oneHot, positionDimension: 20, stepSize: 0.2,
      times: [50, 100, 150, 300, 1000]),
    Setting(
      tokens: 8, dimension: 3, sparsity: 2, positions: .orthonormalFrame, positionDimension: 128,
      stepSize: 0.5, times: [100, 250, 500, 2000, 8000]),
  ]

  /// The index of the setting whose positions are drawn anew, so that other lengths can be tested.
  static let resampled = 2

  /// Which of the settings.
  let settingIndex: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings

  /// The setting.
  var setting: Setting { Self.settings[settingIndex] }

  /// The cases of one setting each, with the number of seeds.
  static let cases = settings.map { setting in
    ClaimJudgment.Case(setting.name) {
      $0.pick(
        quick: 4, standard: setting.positions == .oneHot && setting.tokens == 8 ? 400 : 200, thorough: 800)
    }
  }

  /// The trained layer, computed once.
  func training() async throws -> AttentionTraining { try await Self.trainings.value(for: self) }

  private static let trainings = Memo<AttentionExperiment, AttentionTraining> { experiment in
    try AttentionTraining.run(
      experiment.attentionSettings, address: experiment.address, checkpoints: experiment.setting.checkpoints,
      evaluationDraws: draws)
  }

  /// The settings of the training.
  var attentionSettings: AttentionSettings {
    get throws {
      try AttentionSettings(
        problem: setting.problem(), positions: setting.positions,
        positionDimension: setting.positionDimension, batch: Self.batch, stepSize: setting.stepSize)
    }
  }

  /// The address of the training's random numbers.
  var address: StreamAddress {
    get throws {
      try StreamAddress(
        baseSeed: run.baseSeed, claim: Claim.d7SampleTracking.streamIndex, problem: UInt16(settingIndex),
        repetition: UInt32(repetition), purpose: .initialization)
    }
  }
}
