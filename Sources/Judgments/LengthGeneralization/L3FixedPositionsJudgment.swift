import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L3: the layers that D7 trained on one-hot positions, and others trained late, tested at T' > T by enumeration of all
  /// subsets.
  ///
  /// The control tests layers trained with positions drawn anew: they follow L1 instead.
  public static let l3FixedPositions = ClaimJudgment(
    claim: .l3FixedPositions,
    cases: fixedTests.map { test in
      Case("\(AttentionExperiment.settings[test.setting].name), T'=\(test.tokens)") {
        $0.pick(quick: 2, standard: 20, thorough: 100)
      }
    }
      + lateTests.map { tokens in
        Case("\(LateLayers.name(.oneHot)), T'=\(tokens)") { LateLayers.layers(.oneHot, $0) }
      },
    judge: { trial, run in
      if trial.caseIndex >= fixedTests.count {
        return try await lateOutcome(tokens: lateTests[trial.caseIndex - fixedTests.count], trial, run)
      }
      let test = fixedTests[trial.caseIndex]
      let experiment = AttentionExperiment(
        settingIndex: test.setting, repetition: trial.repetition, run: run)
      let problem = try longer(experiment.setting.problem(), tokens: test.tokens)
      let training = try await experiment.training()
      let risk = try LengthTransfer.exactOneHotRisk(training.weights, test: problem)
      return try fixedOutcome(training, experiment.setting.problem(), risk: risk, test: problem)
    },
    controlCases: resampledTests.map { tokens in
      Case("\(AttentionExperiment.settings[AttentionExperiment.resampled].name), T'=\(tokens)") {
        $0.pick(quick: 1, standard: 10, thorough: 50)
      }
    },
    judgeControl: { trial, run in
      let experiment = AttentionExperiment(
        settingIndex: AttentionExperiment.resampled, repetition: trial.repetition, run: run)
      let problem = try longer(experiment.setting.problem(), tokens: resampledTests[trial.caseIndex])
      let training = try await experiment.training()
      let evaluation = try LengthTransfer.evaluate(
        training.weights, trained: experiment.attentionSettings, test: problem, address: experiment.address,
        draws: 64)
      return try fixedOutcome(
        training, experiment.setting.problem(), risk: evaluation.risk, test: problem)
    })

  /// One token more, twice and more times as many; as many as can be enumerated fast.
  private static let fixedTests = [
    (setting: 0, tokens: 9), (setting: 0, tokens: 16), (setting: 0, tokens: 32), (setting: 0, tokens: 64),
    (setting: 1, tokens: 21), (setting: 1, tokens: 40),
  ]

  /// T' of the tests of the layers trained late.
  private static let lateTests = [9, 12, 16, 24, 32]

  /// T' of the control's tests.
  private static let resampledTests = [16, 32]

  private static func longer(_ problem: Problem, tokens: Int) throws -> Problem {
    try L1Transfer.problem(problem, testTokens: tokens, testSparsity: problem.sparsity)
  }

  private static func lateOutcome(tokens: Int, _ trial: Trial, _ run: Settings) async throws -> Outcome {
    let layer = LateLayers(kind: .oneHot, repetition: trial.repetition, run: run)
    let problem = try LateLayers.problem.problem()
    let test = try longer(problem, tokens: tokens)
    let training = try await layer.training()
    let risk = try LengthTransfer.exactOneHotRisk(training.weights, test: test)
    return try fixedOutcome(training, problem, risk: risk, test: test, scale: layer.scale)
  }

  /// Judges a layer; `scale` times its risks is put beside them for L2's figure.
  private static func fixedOutcome(
    _ training: AttentionTraining, _ trained: Problem, risk: Double, test: Problem, scale: Double? = nil
  ) throws -> Outcome {
    guard let last = training.checkpoints.last else {
      return Outcome(verdict: .undecided(reason: "the layer was not trained"), values: [])
    }
    let fixed = try FixedPositions(problem: trained, testTokens: test.tokens)
    let formula = try fixed.risk(alpha: last.alpha, logit: last.logit)
    var values = [
      Outcome.Value("test length", Double(test.tokens)),
      Outcome.Value("logit", last.logit),
      Outcome.Value("risk", risk),
      Outcome.Value("closed form", formula),
      Outcome.Value("risk / closed form", risk / formula),
      Outcome.Value("limit of the closed form", try fixed.limit()),
      Outcome.Value("trivial risk", test.trivialRisk),
    ]
    if let scale {
      values.append(Outcome.Value("2 kappa N t R'", scale * risk))
      values.append(Outcome.Value("2 kappa N t R at T", scale * last.evaluation.risk))
    }
    return Outcome(
      verdict: try L3FixedPositionsPredicate().judge(
        risk: risk, alpha: last.alpha, logit: last.logit, at: fixed),
      values: values)
  }
}
