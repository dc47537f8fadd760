import Evidence
import Theory

extension ClaimJudgment {
  private static let d3Times = (0...80).map { Elementary.expm1(0.35 * Double($0)) }

  /// D3: the energy balance over three spans of time, and monotony from zero up to t = 10^12.
  ///
  /// The controls start at alpha < 0 or above alpha_c(C), where P falls at first.
  public static let d3Energy = ClaimJudgment(
    claim: .d3Energy,
    cases: FlowCase.all.map { Case($0.name) },
    judge: { trial, _ in
      let flow = try FlowCase.all[trial.caseIndex].flow()
      let predicate = D3EnergyPredicate()
      let balances = try [(0.0, 1.0), (1, 1e3), (1e3, 1e9)].map {
        try D3Energy.balance(flow, from: $0.0, to: $0.1)
      }
      let states = try flow.states(at: d3Times)
      return Outcome(
        verdict: .all([predicate.judge(monotone: states)] + balances.map(predicate.judge)),
        values: [
          Outcome.Value("loss of R/2 to t = 10^9", balances.reduce(0) { $0 + $1.loss }),
          Outcome.Value(
            "largest relative imbalance",
            balances.map { abs($0.loss - $0.dissipated) / abs($0.loss) }.max() ?? .nan),
          Outcome.Value("P at the end", states[states.count - 1].massOnSubset),
        ])
    },
    controlCases: d3Controls.map { Case("\($0.0.name), \($0.1 < 0 ? "alpha < 0" : "alpha > alpha_c(C)")") },
    judgeControl: { trial, _ in
      let (item, factor) = d3Controls[trial.caseIndex]
      let critical = try D3Energy.criticalAlpha(item.problem.problem(), logit: 2)
      let flow = try item.flow(alpha: factor * critical, logit: 2)
      let states = try flow.states(at: d3Times)
      return Outcome(
        verdict: D3EnergyPredicate().judge(monotone: states),
        values: [
          Outcome.Value("P at the start", flow.start.massOnSubset),
          Outcome.Value("least P", states.map(\.massOnSubset).min() ?? .nan),
        ])
    })

  /// Starts at C = 2 with alpha this multiple of alpha_c.
  private static let d3Controls: [(FlowCase, Double)] = [
    (FlowCase(8, 4, 2), -0.5), (FlowCase(8, 4, 2), 1.5),
    (FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), -0.5),
    (FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), 1.5),
  ]
}
