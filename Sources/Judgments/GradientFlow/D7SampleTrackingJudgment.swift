import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D7: layers trained on samples against the flow at five times.
  ///
  /// The control holds the same layers against the flow of another position law, a frame of four times the width.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    cases: AttentionExperiment.cases,
    judge: { trial, run in
      let experiment = AttentionExperiment(
        settingIndex: trial.caseIndex, repetition: trial.repetition, run: run)
      return try tracking(
        await experiment.training(), experiment.setting, law: experiment.setting.positionLaw)
    },
    controlCases: AttentionExperiment.cases.map { item in Case("\(item.name), flow of another law") },
    judgeControl: { trial, run in
      let experiment = AttentionExperiment(
        settingIndex: trial.caseIndex, repetition: trial.repetition, run: run)
      return try tracking(
        await experiment.training(), experiment.setting,
        law: .orthonormalFrame(width: 4 * experiment.setting.positionDimension))
    },
    figures: { [try FlowAndSamples.figure($0)] })

  private static func tracking(
    _ training: AttentionTraining, _ setting: AttentionExperiment.Setting, law: PositionLaw
  ) throws -> Outcome {
    let flow = try GradientFlow(problem: setting.problem(), positions: law)
      .states(at: setting.times, tolerance: 1e-10)
    let seen = zip(setting.times, training.checkpoints).map { time, checkpoint in
      D7TrackingPredicate.Observation(
        time: time, massOnSubset: checkpoint.evaluation.massOnSubset, alpha: checkpoint.alpha,
        logit: checkpoint.logit, cosine: checkpoint.cosine)
    }
    let bands = try D7TrackingPredicate.Bands(
      problem: setting.problem(), stepSize: setting.stepSize, batch: AttentionExperiment.batch)
    var values: [Outcome.Value] = []
    for (index, time) in setting.times.enumerated() {
      let checkpoint = training.checkpoints[index]
      let at = "at t = \(Int(time))"
      values += [
        Outcome.Value("P \(at)", checkpoint.evaluation.massOnSubset),
        Outcome.Value("P - flow \(at)", checkpoint.evaluation.massOnSubset - flow[index].massOnSubset),
        Outcome.Value("alpha - flow \(at)", checkpoint.alpha - flow[index].alpha),
        Outcome.Value("C - flow \(at)", checkpoint.logit - flow[index].logit),
        Outcome.Value("cosine \(at)", checkpoint.cosine),
        Outcome.Value("risk / flow \(at)", checkpoint.evaluation.risk / flow[index].risk),
      ]
    }
    return Outcome(verdict: D7TrackingPredicate(bands: bands).judge(seen, flow: flow), values: values)
  }
}
