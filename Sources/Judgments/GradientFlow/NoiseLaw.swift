import Evidence
import Theory

/// The noise law at the times at which D7's layers of a setting are looked at; computed once.
struct NoiseLaw: Hashable, Sendable {
  /// What the law is told of the training: the truth, or what a control pretends.
  enum World: Hashable, Sendable {
    case asTrained
    /// Frames of four times the width.
    case widerFrames
    /// Twice, or four times, the examples in a step.
    case twiceTheBatch, fourTimesTheBatch
    /// A frame of each example's own instead of one for a step.
    case ownFrames
  }

  /// Which of D7's settings.
  let settingIndex: Int
  /// What the law is told.
  var world = World.asTrained

  /// The law's states at the setting's times.
  func states() async throws -> [NoisyDescentState] { try await Self.results.value(for: self) }

  private static let results = Memo<NoiseLaw, [NoisyDescentState]> { law in
    let setting = AttentionExperiment.settings[law.settingIndex]
    var descent = try law.descent(setting)
    return try descent.states(after: setting.checkpoints)
  }

  private func descent(_ setting: AttentionExperiment.Setting) throws -> NoisyDescent {
    let positions =
      world == .widerFrames
      ? PositionLaw.orthonormalFrame(width: 4 * setting.positionDimension) : setting.positionLaw
    let factor = world == .twiceTheBatch ? 2 : world == .fourTimesTheBatch ? 4 : 1
    return try NoisyDescent(
      FlowSystem(problem: setting.problem(), positions: positions), stepSize: setting.stepSize,
      batch: factor * AttentionExperiment.batch, sharesFrame: world != .ownFrames)
  }
}

extension AttentionExperiment {
  /// What the trained layer shows at the setting's times.
  func trainedStates() async throws -> [TrainedState] {
    let kappa = try setting.positionLaw.kappa(setting.problem())
    return try await training().checkpoints.map { checkpoint in
      // The family's part of W has the squared norm C^2/kappa.
      let family = checkpoint.logit * checkpoint.logit / kappa
      let cosine = checkpoint.cosine * checkpoint.cosine
      return TrainedState(
        steps: checkpoint.steps, massOnSubset: checkpoint.evaluation.massOnSubset, alpha: checkpoint.alpha,
        logit: checkpoint.logit, offFamily: family * (1 - cosine) / cosine,
        risk: checkpoint.evaluation.risk)
    }
  }

  /// What all layers of the setting show at one of its times, this experiment's repetition left aside.
  static func trainedStates(settingIndex: Int, timeIndex: Int, run: Settings) async throws -> [TrainedState] {
    var states: [TrainedState] = []
    for repetition in 0..<cases[settingIndex].repetitions(run.effort) {
      let experiment = AttentionExperiment(settingIndex: settingIndex, repetition: repetition, run: run)
      states.append(try await experiment.trainedStates()[timeIndex])
    }
    return states
  }
}
