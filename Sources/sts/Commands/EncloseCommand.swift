import Theory

extension Command {
  static let enclose = Command(
    name: "enclose", summary: "the gradient flow from zero, enclosed by interval arithmetic (D15)",
    discussion: """
      The flow that `sts flow` computes, with a guarantee: at each time alpha, the logit C, the mass P on the subset and the
      risk R lie between the bounds printed. Every operation is rounded outwards; Taylor steps with their remainder lead
      from zero to a tube around the slow curve, which the flow does not leave, and in which time is known in closed form.
      Problems whose flow does not reach the tube within \(FlowEnclosure.stepLimit) steps before the times asked for are
      refused: mostly T of several hundred and more.
      JSON: {states: [{t, alphaLower, alphaUpper, logitLower, logitUpper, massLower, massUpper, riskLower, riskUpper}]},
      in the order of the times.
      """,
    options: Option.problem + [.positions, .times("at which to enclose the state")]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let positions = try arguments.flowPositions(tokens: problem.tokens)
    let times = try arguments.flowTimes()
    let enclosure = try FlowEnclosure(problem: problem, positions: positions)
    return EncloseAnswer(states: try enclosure.states(at: times).map(EncloseAnswer.State.init))
  }
}

/// The enclosed states of the flow, one for each time.
struct EncloseAnswer: Answer {
  struct State: Encodable {
    let t: Double
    let alphaLower: Double
    let alphaUpper: Double
    let logitLower: Double
    let logitUpper: Double
    let massLower: Double
    let massUpper: Double
    let riskLower: Double
    let riskUpper: Double

    init(_ state: EnclosedFlowState) {
      t = state.time
      (alphaLower, alphaUpper) = (state.alpha.lower, state.alpha.upper)
      (logitLower, logitUpper) = (state.logit.lower, state.logit.upper)
      (massLower, massUpper) = (state.massOnSubset.lower, state.massOnSubset.upper)
      (riskLower, riskUpper) = (state.risk.lower, state.risk.upper)
    }
  }

  let states: [State]

  var text: String {
    table(
      [["t", "", "alpha", "logit", "mass on the subset", "risk"]]
        + states.flatMap { state in
          [
            [
              "\(state.t)", "at least", "\(state.alphaLower)", "\(state.logitLower)", "\(state.massLower)",
              "\(state.riskLower)",
            ],
            [
              "\(state.t)", "at most", "\(state.alphaUpper)", "\(state.logitUpper)", "\(state.massUpper)",
              "\(state.riskUpper)",
            ],
          ]
        })
  }
}
