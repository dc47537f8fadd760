import Evidence
import Theory

extension ClaimJudgment {
  /// D4: t R(t) and (delta/P)^2 t at times 10 to 10^6 times the delay tau, against their limits.
  ///
  /// The control holds the same flow against the limit of a frame one wider than T.
  public static let d4SharpRate = ClaimJudgment(
    claim: .d4SharpRate,
    cases: FlowCase.all.map { Case($0.name) },
    judge: { trial, _ in
      let flow = try FlowCase.all[trial.caseIndex].flow()
      return try sharpRate(flow, against: flow.system)
    },
    controlCases: d4Controls.map { Case("\($0.name), limit of another kappa") },
    judgeControl: { trial, _ in
      let flow = try d4Controls[trial.caseIndex].flow()
      let other = try FlowSystem(
        problem: flow.system.problem, positions: .orthonormalFrame(width: flow.system.problem.tokens + 1))
      return try sharpRate(flow, against: other)
    })

  private static let d4Controls = [
    FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
  ]

  private static func sharpRate(_ flow: GradientFlow, against system: FlowSystem) throws -> Outcome {
    let predicate = try D4SharpRatePredicate(system, halfTime: flow.halfTime())
    let times = [10, 1e2, 1e4, 1e6].map { $0 * predicate.delay }
    let states = try flow.states(at: times)
    let last = states[states.count - 1]
    return Outcome(
      verdict: .all(try states.map { try predicate.judge($0) }),
      values: [
        Outcome.Value("half time", try flow.halfTime()),
        Outcome.Value("last t", last.time),
        Outcome.Value("t R there", last.time * last.risk),
        Outcome.Value("limit 1/(2 kappa)", predicate.rate.riskLimit),
        Outcome.Value("allowed relative deviation", try predicate.allowed(time: last.time)),
      ])
  }
}
