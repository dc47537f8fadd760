import Evidence
import Theory

extension Command {
  static let flow = Command(
    name: "flow", summary: "the gradient flow of an attention layer from zero (D2)",
    discussion: """
      The population gradient flow of R/2 from V = 0, W = 0 stays aligned, V = alpha I and logits C on the subset:
        alpha' = P/q - alpha (P^2/q + delta^2/N)
        C' = d kappa alpha P delta [(1 - alpha P)/q + alpha delta/N]
      with N = T - q, P = q/(q + N exp(-C)), delta = 1 - P, and kappa = 1/(T - 1) for one-hot positions, 1/d_e for
      orthonormal frames drawn anew at every step.
      JSON: {states: [{t, alpha, logit, massOnSubset, risk}]}, in the order of the times.
      The rows of --trajectory have the same names; for example: --trajectory flow.csv
      """,
    options: Option.problem + [
      .positions, .times("at which to print the state"), .trajectory("the states"),
    ]
  ) { arguments, context in
    let problem = try arguments.problem()
    let positions = try arguments.flowPositions(tokens: problem.tokens)
    let flow = try GradientFlow(problem: problem, positions: positions)
    let times = try arguments.flowTimes()
    let file = try arguments.trajectoryFile()
    let states = try flow.states(at: times).map(FlowAnswer.State.init)
    try file?.write(states, FlowAnswer.State.columns, context)
    return FlowAnswer(states: states)
  }
}

/// The states of the flow, one for each time.
struct FlowAnswer: Answer {
  struct State: Encodable {
    let t: Double
    let alpha: Double
    let logit: Double
    let massOnSubset: Double
    let risk: Double

    init(_ state: FlowState) {
      t = state.time
      alpha = state.alpha
      logit = state.logit
      massOnSubset = state.massOnSubset
      risk = state.risk
    }

    /// The columns of a trajectory.
    static let columns: [Column<State>] = [
      Column("t") { $0.t }, Column("alpha") { $0.alpha }, Column("logit") { $0.logit },
      Column("massOnSubset") { $0.massOnSubset }, Column("risk") { $0.risk },
    ]
  }

  let states: [State]

  var text: String {
    table(
      [["t", "alpha", "logit", "mass on the subset", "risk"]]
        + states.map { ["\($0.t)", "\($0.alpha)", "\($0.logit)", "\($0.massOnSubset)", "\($0.risk)"] })
  }
}
