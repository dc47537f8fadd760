import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D7: layers trained on samples against the flow corrected by the noise law, one by one and in the mean.
  ///
  /// The controls hold the same layers against the law of a frame of four times the width, and their means and variances
  /// against the law of four times the batch.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    cases: AttentionExperiment.cases + meanCases { $0 },
    judge: { trial, run in
      trial.caseIndex < AttentionExperiment.settings.count
        ? try await tracking(trial, run, .asTrained) : try await mean(trial.caseIndex, run, .asTrained)
    },
    controlCases: AttentionExperiment.cases.map { Case("\($0.name), law of wider frames") }
      + meanCases { "\($0), law of four times the batch" },
    judgeControl: { trial, run in
      trial.caseIndex < AttentionExperiment.settings.count
        ? try await tracking(trial, run, .widerFrames)
        : try await mean(trial.caseIndex, run, .fourTimesTheBatch)
    },
    figures: { [try FlowAndSamples.figure($0), try AttentionMaps.figure()] })

  /// A run's outcomes of the means over the networks of a setting, a time each.
  static func d7Means(_ snapshot: LedgerSnapshot, setting: Int) -> [Outcome] {
    snapshot.trials(of: "D7", .claim).compactMap { trial in
      let item = trial.caseIndex - AttentionExperiment.settings.count
      return item >= 0 && d7MeanItems[item].setting == setting ? snapshot.outcomes[trial] : nil
    }
  }

  /// A setting and one of its times, for the means over networks.
  private static let d7MeanItems = AttentionExperiment.settings.indices.flatMap { setting in
    AttentionExperiment.settings[setting].times.indices.map { (setting: setting, time: $0) }
  }

  /// A quick run has too few networks for means.
  private static func meanCases(_ name: (String) -> String) -> [Case] {
    d7MeanItems.map { item in
      let setting = AttentionExperiment.settings[item.setting]
      return Case(name("\(setting.name), t = \(Int(setting.times[item.time])), means")) {
        $0.pick(quick: 0, standard: 1, thorough: 1)
      }
    }
  }

  private static let d7Predicate = D7SampleTrackingPredicate(draws: AttentionExperiment.draws)

  private static func tracking(_ trial: Trial, _ run: Settings, _ world: NoiseLaw.World) async throws
    -> Outcome
  {
    let experiment = AttentionExperiment(
      settingIndex: trial.caseIndex, repetition: trial.repetition, run: run)
    let seen = try await experiment.trainedStates()
    let law = try await NoiseLaw(settingIndex: trial.caseIndex, world: world).states()
    func farthest(
      _ seenValue: (TrainedState) -> Double, _ spread: (NoisyDescentState) -> NoisyDescentState.Spread
    )
      -> Double
    {
      zip(seen, law).map { state, law in
        abs(seenValue(state) - spread(law).mean) / spread(law).standardDeviation(draws: d7Predicate.draws)
      }.max() ?? .nan
    }
    return Outcome(
      verdict: d7Predicate.judge(seen, law: law),
      values: [
        Outcome.Value("farthest alpha / sigma", farthest(\.alpha, \.alpha)),
        Outcome.Value("farthest C / sigma", farthest(\.logit, \.logit)),
        Outcome.Value("farthest P / sigma", farthest(\.massOnSubset, \.massOnSubset)),
        Outcome.Value("farthest R / sigma", farthest(\.risk, \.risk)),
        Outcome.Value(
          "greatest off family / law",
          zip(seen, law).map { $0.offFamily / $1.offFamily.mean }.max() ?? .nan),
      ])
  }

  /// The means and variances over the networks of a setting at one time.
  private static func mean(_ caseIndex: Int, _ run: Settings, _ world: NoiseLaw.World) async throws -> Outcome
  {
    let item = d7MeanItems[caseIndex - AttentionExperiment.settings.count]
    let seen = try await AttentionExperiment.trainedStates(
      settingIndex: item.setting, timeIndex: item.time, run: run)
    let law = try await NoiseLaw(settingIndex: item.setting, world: world).states()[item.time]
    let (alpha, logit) = (SampleMean(seen.map(\.alpha)), SampleMean(seen.map(\.logit)))
    let mass = SampleMean(seen.map(\.massOnSubset))
    let risk = SampleMean(seen.map { $0.risk / law.quiet.risk - 1 })
    return Outcome(
      verdict: d7Predicate.judgeMean(seen, law: law),
      values: [
        Outcome.Value("t", law.quiet.time), Outcome.Value("networks", Double(seen.count)),
        Outcome.Value("P", mass.mean), Outcome.Value("P by law", law.massOnSubset.mean),
        Outcome.Value("deviation of P", mass.deviation),
        Outcome.Value("alpha", alpha.mean), Outcome.Value("alpha by law", law.alpha.mean),
        Outcome.Value("deviation of alpha", alpha.deviation),
        Outcome.Value("deviation of alpha by law", law.alpha.standardDeviation(draws: 1)),
        Outcome.Value("C", logit.mean), Outcome.Value("C by law", law.logit.mean),
        Outcome.Value("deviation of C", logit.deviation),
        Outcome.Value("deviation of C by law", law.logit.standardDeviation(draws: 1)),
        Outcome.Value("excess risk", risk.mean), Outcome.Value("excess risk by law", law.excess),
        Outcome.Value("deviation of risk", risk.deviation),
      ])
  }
}
