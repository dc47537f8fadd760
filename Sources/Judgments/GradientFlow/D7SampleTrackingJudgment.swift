import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private struct TrackingCase: Sendable {
    let positions: PositionLaw
    let times: [Double]
  }

  /// Before, at and after the flow's half time, which is 37 for one-hot positions and 86 for the frame.
  private static let d7Cases = [
    TrackingCase(positions: .oneHot, times: [10, 25, 50, 100, 200]),
    TrackingCase(positions: .orthonormalFrame(width: 16), times: [20, 50, 100, 200, 400]),
  ]
  private static let d7Problem = SmallProblem(tokens: 8, dimension: 3, sparsity: 2)
  private static let d7StepSize = 0.1

  /// D7: a layer trained by stochastic gradient descent against the flow at five times; T=8 d=3 q=2, batch 64, step 0.1.
  ///
  /// The control holds the same training against the flow of a frame of width 4 T.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    cases: d7Cases.map { item in
      Case("\(d7Problem.name), \(item.positions)") { $0.pick(quick: 5, standard: 100, thorough: 400) }
    },
    judge: { trial, settings in
      try tracking(trial, settings, against: d7Cases[trial.caseIndex].positions)
    },
    controlCases: d7Cases.map { Case("\(d7Problem.name), \($0.positions), flow of frame:32") },
    judgeControl: { try tracking($0, $1, against: .orthonormalFrame(width: 32)) })

  private static func tracking(_ trial: Trial, _ settings: Settings, against law: PositionLaw) throws
    -> Outcome
  {
    let item = d7Cases[trial.caseIndex]
    let problem = try d7Problem.problem()
    let isOneHot = item.positions == .oneHot
    let layer = try AttentionSettings(
      problem: problem, positions: isOneHot ? .oneHot : .orthonormalFrame,
      positionDimension: isOneHot ? problem.tokens : 16, batch: 64, stepSize: d7StepSize)
    let training = try AttentionTraining.run(
      layer, address: trial.address(settings, claim: .d7SampleTracking, purpose: .initialization),
      checkpoints: item.times.map { Int(($0 / d7StepSize).rounded()) }, evaluationDraws: 200)
    let flow = try GradientFlow(problem: problem, positions: law).states(at: item.times)
    let seen = zip(training.checkpoints, item.times).map { point, time in
      D7TrackingPredicate.Observation(
        time: time, massOnSubset: point.evaluation.massOnSubset, alpha: point.alpha, logit: point.logit,
        cosine: point.cosine)
    }
    func largest(_ distance: (D7TrackingPredicate.Observation, FlowState) -> Double) -> Double {
      zip(seen, flow).map { abs(distance($0, $1)) }.max() ?? .nan
    }
    return Outcome(
      verdict: D7TrackingPredicate().judge(seen, flow: flow),
      values: [
        Outcome.Value("largest |P - P_flow|", largest { $0.massOnSubset - $1.massOnSubset }),
        Outcome.Value("largest |alpha - alpha_flow|", largest { $0.alpha - $1.alpha }),
        Outcome.Value("largest |C - C_flow|", largest { $0.logit - $1.logit }),
        Outcome.Value("cosine at the end", seen[seen.count - 1].cosine),
        Outcome.Value(
          "R / R_flow at the end",
          training.checkpoints[seen.count - 1].evaluation.risk / flow[seen.count - 1].risk),
      ])
  }
}
