import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S2: at three lengths, an attention layer and a network with as many parameters, samples and step sizes tried.
  ///
  /// The control swaps the two predictions.
  public static let s2TrainedPairs = ClaimJudgment(
    claim: .s2TrainedPairs,
    cases: pairCases,
    judge: { try await pair($0, $1, isSwapped: false) },
    controlCases: pairCases.map { Case("\($0.name), predictions swapped", repetitions: $0.repetitions) },
    judgeControl: { try await pair($0, $1, isSwapped: true) })

  private static let pairCases = PairExperiment.lengths.map { length in
    Case("T=\(length) d=4 q=2") { $0.pick(quick: length == 8 ? 1 : 0, standard: 1, thorough: 4) }
  }

  private static func pair(_ trial: Trial, _ run: Settings, isSwapped: Bool) async throws -> Outcome {
    let experiment = PairExperiment(
      lengthIndex: trial.caseIndex, repetition: trial.repetition, run: run)
    let seen = try await experiment.result()
    let problem = try experiment.problem()
    let bound = try F2RiskLowerBound.value(problem: problem, width: experiment.width)
    let flow = try GradientFlow(
      problem: problem, positions: .orthonormalFrame(width: seen.positionDimension)
    ).states(at: [seen.stepSize * Double(experiment.steps)])[0].risk
    let predicate = S2TrainedPairsPredicate(
      attention: isSwapped ? bound : flow, network: isSwapped ? flow : bound)
    return Outcome(
      verdict: predicate.judge(
        attentionRisk: seen.attentionRisk, networkRisk: seen.networkRisk, standardError: seen.standardError),
      values: [
        Outcome.Value("parameters, attention", Double(seen.attentionParameters)),
        Outcome.Value("parameters, network", Double(seen.networkParameters)),
        Outcome.Value("samples", Double(256 * experiment.steps)),
        Outcome.Value("d_e", Double(seen.positionDimension)),
        Outcome.Value("step, attention", seen.stepSize),
        Outcome.Value("risk, attention", seen.attentionRisk), Outcome.Value("flow", flow),
        Outcome.Value("step, network", seen.networkStepSize),
        Outcome.Value("risk, network", seen.networkRisk), Outcome.Value("LB(m)", bound),
        Outcome.Value("trivial risk", problem.trivialRisk),
      ])
  }
}
