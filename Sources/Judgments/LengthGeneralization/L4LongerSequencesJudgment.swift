import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L4: the layers that D7 trained with positions drawn anew, tested at T' = T/2 to 16 T, and layers
  /// trained on frames, Gaussian and sphere positions at a shorter length, tested at up to 64 T.
  ///
  /// The control takes layers trained with fixed positions: one-hot ones, whose rows beyond T are untrained (L3), and
  /// Gaussian ones; and layers on Gaussian positions drawn anew against the formula of orthonormal ones.
  public static let l4LongerSequences = ClaimJudgment(
    claim: .l4LongerSequences,
    cases: testLengths.map { factor in
      let setting = AttentionExperiment.settings[AttentionExperiment.resampled]
      return Case("\(setting.name), T'=\(testTokens(setting, factor))") { effort in
        AttentionExperiment.cases[AttentionExperiment.resampled].repetitions(effort)
      }
    }
      + LongestTests.cases,
    judge: { trial, run in
      if trial.caseIndex >= testLengths.count {
        return try await LongestTests.judge(
          LongestTests.tests[trial.caseIndex - testLengths.count], trial, run)
      }
      let experiment = AttentionExperiment(
        settingIndex: AttentionExperiment.resampled, repetition: trial.repetition, run: run)
      return try await generalization(experiment, factor: testLengths[trial.caseIndex])
    },
    controlCases: controlLengths.map { factor in
      let setting = AttentionExperiment.settings[fixed]
      return Case("\(setting.name), T'=\(testTokens(setting, factor))") {
        $0.pick(quick: 1, standard: 5, thorough: 20)
      }
    }
      + fixedGaussianLengths.map { tokens in
        Case("\(LateLayers.name(.gaussian)), T'=\(tokens)") { LateLayers.layers(.gaussian, $0) }
      }
      + LongestTests.controlCases,
    judgeControl: { trial, run in
      let longest = trial.caseIndex - controlLengths.count - fixedGaussianLengths.count
      if longest >= 0 {
        return try await LongestTests.judge(LongestTests.controlTests[longest], trial, run)
      }
      if trial.caseIndex >= controlLengths.count {
        return try await fixedGaussian(trial, run)
      }
      let experiment = AttentionExperiment(
        settingIndex: fixed, repetition: trial.repetition, run: run)
      return try await generalization(experiment, factor: controlLengths[trial.caseIndex])
    },
    figures: { [try LongerSequences.figure($0)] })

  /// T'/T of the tests.
  private static let testLengths = [0.5, 1, 2, 4, 8, 16]
  /// T'/T of the control's tests.
  private static let controlLengths = [2.0, 4, 16]
  /// T' of the control's tests on fixed Gaussian positions.
  private static let fixedGaussianLengths = [9, 12, 16, 24, 32]
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

  /// A layer trained late on Gaussian positions that never change, tested at T' with the same first T positions.
  private static func fixedGaussian(_ trial: Trial, _ run: Settings) async throws -> Outcome {
    let layer = LateLayers(kind: .gaussian, repetition: trial.repetition, run: run)
    let problem = try LateLayers.problem.problem()
    let tokens = fixedGaussianLengths[trial.caseIndex - controlLengths.count]
    let evaluation = try await layer.evaluation(
      testTokens: tokens, testSparsity: problem.sparsity, draws: 200)
    guard let last = try await layer.training().checkpoints.last else {
      return Outcome(verdict: .undecided(reason: "the layer was not trained"), values: [])
    }
    // Aligned weights with the trained mass on the subset: the logit at which A2 gives that mass.
    let mass = last.evaluation.massOnSubset
    let logit = Elementary.log(
      mass / (1 - mass) * Double(problem.tokensOutside) / Double(problem.sparsity))
    let formula = try L1Transfer.risk(
      problem, alpha: last.alpha, logit: logit, testTokens: tokens, testSparsity: problem.sparsity)
    return Outcome(
      verdict: L4GeneralizationPredicate().judge(
        risk: evaluation.risk, formula: formula, testTokens: tokens),
      values: [
        Outcome.Value("test length", Double(tokens)), Outcome.Value("alpha", last.alpha),
        Outcome.Value("logit", logit),
        Outcome.Value("risk", evaluation.risk), Outcome.Value("formula", formula),
        Outcome.Value("risk / formula", evaluation.risk / formula),
        Outcome.Value("risk at T", last.evaluation.risk),
        Outcome.Value("2 kappa N t R'", try layer.scale * evaluation.risk),
        Outcome.Value("2 kappa N t R at T", try layer.scale * last.evaluation.risk),
      ])
  }
}
