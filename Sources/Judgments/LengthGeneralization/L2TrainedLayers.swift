import Evidence
import Sim
import Theory

/// L2 on layers trained by SGD on samples: D7's layers with frames drawn anew, at the last time they are looked at.
///
/// They are judged as the flow is, at the time t = step size * steps. D12's excess risk, of relative size eta (d+q-1)/(2qB)
/// for one-hot positions and a few per cent for frames, is within the allowance at such an early t.
enum L2TrainedLayers {
  /// T' and q' of the tests: shorter, equal, longer, and longer at equal density.
  private static let tests = [(4, 2), (8, 2), (16, 2), (16, 4), (32, 8)]

  private static var setting: AttentionExperiment.Setting {
    AttentionExperiment.settings[AttentionExperiment.resampled]
  }

  static let cases = tests.map { tokens, sparsity in
    ClaimJudgment.Case("\(setting.name), T'=\(tokens) q'=\(sparsity)") {
      $0.pick(quick: 1, standard: 5, thorough: 20)
    }
  }

  /// Judges one layer at the test with the given index.
  static func outcome(test index: Int, _ trial: Trial, _ run: Settings) async throws -> Outcome {
    let experiment = AttentionExperiment(
      settingIndex: AttentionExperiment.resampled, repetition: trial.repetition, run: run)
    let training = try await experiment.training()
    guard let last = training.checkpoints.last, let time = setting.times.last else {
      return Outcome(verdict: .undecided(reason: "the layer was not trained"), values: [])
    }
    let problem = try setting.problem()
    let law = try QuadraticLaw(
      FlowSystem(problem: problem, positions: setting.positionLaw), testTokens: tests[index].0,
      testSparsity: tests[index].1)
    let halfTime = try GradientFlow(problem: problem, positions: setting.positionLaw).halfTime()
    let delay = try D4SharpRatePredicate(law.system, halfTime: halfTime).delay
    let state = FlowState(
      time: time, weights: try AlignedWeights(problem: problem, alpha: last.alpha, logit: last.logit))
    let risk = try LengthTransfer.evaluate(
      training.weights, trained: experiment.attentionSettings, test: law.test, address: experiment.address,
      draws: 256
    ).risk
    return Outcome(
      verdict: try L2QuadraticLawPredicate(law, delay: delay).judge(state, risk: risk),
      values: [
        Outcome.Value("test length", Double(law.test.tokens)),
        Outcome.Value("test sparsity", Double(law.test.sparsity)),
        Outcome.Value("last t", time),
        Outcome.Value("t R' there", time * risk),
        Outcome.Value("predicted limit", law.limit),
        Outcome.Value("ratio to the limit at the first t", time * risk / law.limit),
        Outcome.Value("predicted there", 1 + (try law.slowDeviation(time: time))),
        Outcome.Value("t R' over t R there", risk / last.evaluation.risk),
      ])
  }
}
