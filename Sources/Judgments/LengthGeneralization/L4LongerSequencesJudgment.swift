import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L4: the layers that D7 trained with positions drawn anew, tested at T' = T/2 to 16 T.
  ///
  /// The control takes layers trained with fixed one-hot positions: at T' > T their rows beyond T are untrained (L3).
  public static let l4LongerSequences = ClaimJudgment(
    claim: .l4LongerSequences,
    cases: testLengths.map { factor in
      let setting = AttentionExperiment.settings[AttentionExperiment.resampled]
      return Case("\(setting.name), T'=\(testTokens(setting, factor))") { effort in
        AttentionExperiment.cases[AttentionExperiment.resampled].repetitions(effort)
      }
    },
    judge: { trial, run in
      let experiment = AttentionExperiment(
        settingIndex: AttentionExperiment.resampled, repetition: trial.repetition, run: run)
      return try await generalization(experiment, factor: testLengths[trial.caseIndex])
    },
    controlCases: controlLengths.map { factor in
      let setting = AttentionExperiment.settings[fixed]
      return Case("\(setting.name), T'=\(testTokens(setting, factor))") {
        $0.pick(quick: 1, standard: 5, thorough: 20)
      }
    },
    judgeControl: { trial, run in
      let experiment = AttentionExperiment(
        settingIndex: fixed, repetition: trial.repetition, run: run)
      return try await generalization(experiment, factor: controlLengths[trial.caseIndex])
    },
    figures: { [try LongerSequences.figure($0)] })

  /// T'/T of the tests.
  private static let testLengths = [0.5, 1, 2, 4, 8, 16]
  /// T'/T of the control's tests.
  private static let controlLengths = [2.0, 4, 16]
  /// The setting with fixed one-hot positions.
  private static let fixed = 0

  private static func testTokens(_ setting: AttentionExperiment.Setting, _ factor: Double) -> Int {
    Int(factor * Double(setting.tokens))
  }

  private static func generalization(
    _ experiment: AttentionExperiment, factor: Double
  ) async throws -> Outcome {
    let training = try await experiment.training()
    let trained = try experiment.setting.problem()
    let tokens = testTokens(experiment.setting, factor)
    let test = try L1Transfer.problem(trained, testTokens: tokens, testSparsity: trained.sparsity)
    let evaluation = try LengthTransfer.evaluate(
      training.weights, trained: experiment.attentionSettings, test: test, address: experiment.address,
      draws: 64)
    guard let last = training.checkpoints.last else {
      return Outcome(verdict: .undecided(reason: "the layer was not trained"), values: [])
    }
    let formula = try L1Transfer.risk(
      trained, alpha: last.alpha, logit: last.logit, testTokens: tokens, testSparsity: trained.sparsity)
    var values = [
      Outcome.Value("test length", Double(tokens)),
      Outcome.Value("alpha", last.alpha),
      Outcome.Value("logit", last.logit),
      Outcome.Value("risk", evaluation.risk),
      Outcome.Value("formula", formula),
      Outcome.Value("risk / formula", evaluation.risk / formula),
    ]
    if experiment.settingIndex == fixed {
      let predicted = try FixedPositions(problem: trained, testTokens: tokens)
        .risk(alpha: last.alpha, logit: last.logit)
      values.append(Outcome.Value("risk predicted for fixed positions", predicted))
    }
    return Outcome(
      verdict: L4GeneralizationPredicate().judge(
        risk: evaluation.risk, formula: formula, testTokens: tokens),
      values: values)
  }
}
