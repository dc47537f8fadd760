import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S2: at four lengths, an attention layer and a network with as many parameters, samples and step sizes tried.
  ///
  /// The control swaps the two predictions.
  public static let s2TrainedPairs = ClaimJudgment(
    claim: .s2TrainedPairs,
    cases: PairExperiment.lengths.map { length in
      Case("T=\(length) d=2 q=2") { $0.pick(quick: length == 8 ? 1 : 0, standard: 5, thorough: 10) }
    },
    judge: { try await pair($0, $1, isSwapped: false) },
    controlCases: PairExperiment.lengths.map { length in
      Case("T=\(length) d=2 q=2, predictions swapped") { $0 == .quick && length > 8 ? 0 : 1 }
    },
    judgeControl: { try await pair($0, $1, isSwapped: true) },
    figures: { [TrainedPairsFigure.draw($0)] })

  private static func pair(_ trial: Trial, _ run: Settings, isSwapped: Bool) async throws -> Outcome {
    let experiment = PairExperiment(
      lengthIndex: trial.caseIndex, repetition: trial.repetition, run: run)
    let seen = try await experiment.result()
    let problem = try experiment.problem()
    let bound = try F2RiskLowerBound.value(problem: problem, width: experiment.width)
    let flow = try GradientFlow(
      problem: problem, positions: .orthonormalFrame(width: seen.positionDimension)
    ).states(at: [seen.attentionStepSize * Double(experiment.steps)])[0].risk
    let predicate = S2TrainedPairsPredicate(
      attention: isSwapped ? bound : flow, network: isSwapped ? flow : bound,
      networkBand: S2TrainedPairsPredicate.networkBand(tokens: problem.tokens))
    let network = seen.network
    return Outcome(
      verdict: predicate.judge(
        attentionRisk: seen.attentionRisk, networkRisk: network.risk,
        standardError: network.riskStandardError),
      values: [
        Outcome.Value("T", Double(problem.tokens)), Outcome.Value("m", Double(experiment.width)),
        Outcome.Value("d_e", Double(seen.positionDimension)),
        Outcome.Value("parameters, attention", Double(seen.attentionParameters)),
        Outcome.Value("parameters, network", Double(seen.networkParameters)),
        Outcome.Value("samples", Double(PairExperiment.batch * experiment.steps)),
        Outcome.Value("step, attention", seen.attentionStepSize),
        Outcome.Value("risk, attention", seen.attentionRisk), Outcome.Value("flow", flow),
        Outcome.Value("attention / flow", seen.attentionRisk / flow),
        Outcome.Value("step, network", seen.networkStepSize),
        Outcome.Value("risk, network", network.risk), Outcome.Value("LB(m)", bound),
        Outcome.Value("network / LB(m)", network.risk / bound),
        Outcome.Value("certificate / LB(m)", network.certificate.value / bound),
        Outcome.Value(
          "share learned, network", (problem.trivialRisk - network.risk) / (problem.trivialRisk - bound)),
        Outcome.Value("trivial risk", problem.trivialRisk),
      ])
  }
}
