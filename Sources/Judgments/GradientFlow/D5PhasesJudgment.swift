import Evidence
import Theory

extension ClaimJudgment {
  /// Both position laws, T from 200 to 10^6, d/q from 0.004 to 2.
  private static let d5Flows = [
    FlowCase(200, 1, 2), FlowCase(1000, 5, 3), FlowCase(1000, 1, 1), FlowCase(2000, 2, 500),
    FlowCase(10_000, 5, 3), FlowCase(10_000, 20, 10), FlowCase(100_000, 5, 3), FlowCase(1_000_000, 5, 3),
    FlowCase(1_000_000, 16, 100), FlowCase(1000, 5, 3, .orthonormalFrame(width: 4000)),
    FlowCase(10_000, 5, 3, .orthonormalFrame(width: 20_000)),
  ]
  /// d = T/10.
  private static let d5Controls = [FlowCase(1000, 100, 1), FlowCase(10_000, 1000, 3)]

  /// D5: times and heights of the three phases, measured on the integrated flow.
  public static let d5Phases = ClaimJudgment(
    claim: .d5Phases,
    cases: d5Flows.map { Case($0.name) },
    judge: { trial, _ in try phases(d5Flows[trial.caseIndex]) },
    controlCases: d5Controls.map { Case("\($0.name), outside d << T") },
    judgeControl: { trial, _ in try phases(d5Controls[trial.caseIndex]) })

  private static func phases(_ item: FlowCase) throws -> Outcome {
    let flow = try item.flow()
    let predicate = try D5PhasesPredicate(flow.system)
    let phases = predicate.phases
    let seen = try PhaseObservation(flow)
    let leading = phases.slowTime(logit: phases.halfLogit)
    return Outcome(
      verdict: predicate.judge(seen),
      values: [
        Outcome.Value("alpha at t = T", seen.alphaAtT),
        Outcome.Value("peak", seen.peak.alpha),
        Outcome.Value("peak of the curve", phases.peakAlpha),
        Outcome.Value("time at the curve's peak", seen.peakLogitTime),
        Outcome.Value(
          "predicted time there",
          phases.slowTime(logit: phases.peakLogit) + phases.delay(logit: phases.peakLogit)),
        Outcome.Value("half time", seen.half.time),
        Outcome.Value("half time / leading formula", seen.half.time / leading),
        Outcome.Value(
          "half time / formula with delay", seen.half.time / (leading + phases.delay(logit: phases.halfLogit))
        ),
        Outcome.Value("alpha there / (2N/T)", seen.half.alpha / phases.halfAlpha),
        Outcome.Value(
          "2 kappa t R, t = 1000 half times", 2 * phases.system.kappa * seen.late.time * seen.late.risk),
      ])
  }
}
