import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D7: layers trained on samples against the flow at five times.
  ///
  /// The control holds the same layers against the flow of another position law, a frame of four times the width.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    cases: AttentionExperiment.cases
      + AttentionExperiment.settings.prefix(2).map { Case("\($0.name), mean over seeds") },
    judge: { trial, run in
      if trial.caseIndex >= AttentionExperiment.settings.count {
        return try await meanOverSeeds(
          settingIndex: trial.caseIndex - AttentionExperiment.settings.count, run: run)
      }
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
    figures: { [try FlowAndSamples.figure($0), try AttentionMaps.figure()] })

  /// The mean of risk / flow's risk at the last time, over the seeds of a setting.
  private static func meanOverSeeds(settingIndex: Int, run: Settings) async throws -> Outcome {
    let setting = AttentionExperiment.settings[settingIndex]
    let problem = try setting.problem()
    let flow = try GradientFlow(problem: problem, positions: setting.positionLaw).states(at: setting.times)
    guard let late = flow.last else { return Outcome(verdict: .undecided(reason: "no time"), values: []) }
    var ratios: [Double] = []
    for repetition in 0..<AttentionExperiment.cases[settingIndex].repetitions(run.effort) {
      let training = try await AttentionExperiment(
        settingIndex: settingIndex, repetition: repetition, run: run
      ).training()
      if let last = training.checkpoints.last { ratios.append(last.evaluation.risk / late.risk) }
    }
    let count = Double(ratios.count)
    let mean = ratios.reduce(0, +) / count
    let square = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (square / (count * (count - 1))).squareRoot()
    let excess = try D12GradientNoise.excess(
      problem: problem, stepSize: setting.stepSize, batch: AttentionExperiment.batch)
    let bands = try D7TrackingPredicate.Bands(
      problem: problem, stepSize: setting.stepSize, batch: AttentionExperiment.batch)
    return Outcome(
      verdict: D7TrackingPredicate(bands: bands).judge(
        meanRatio: mean, standardError: error, excess: excess),
      values: [
        Outcome.Value("seeds", count), Outcome.Value("mean of risk / flow", mean),
        Outcome.Value("standard error", error), Outcome.Value("predicted", 1 + excess),
      ])
  }

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
