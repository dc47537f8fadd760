import Theory

extension Command {
  static let noise = Command(
    name: "noise", summary: "stochastic gradient descent to first order in its noise (D12)",
    discussion: """
      Means and standard deviations over networks of an attention layer trained from zero by stochastic gradient descent
      on half the squared error, B fresh examples in a step of size eta, to first order in the covariance of the noise:
      alpha = tr(V)/d, the logit C, the mass on the subset and the risk; quietRisk is the risk without noise. All examples of
      a step see the same frame. The excess is risk / quietRisk - 1; late, and with one-hot positions, it tends to
      eta (d + q - 1)/(2 q B) at small steps and large batches; that is the limit. At every step and batch it tends to the
      late excess (D17), which is given with one-hot positions alone. The mean-square step limit is the step from which on
      the late mean square is infinite; with frames it is 2 q/(1 + (d + 1)/B), V's alone, and the true one may be less.
      The law is given where it is claimed: for steps up to a fifth of the edge of stability, the lesser of 2/lambda,
      lambda the largest curvature of half the risk at the end of training, and 2 q/(1 + (d + 1)/B); and while the excess
      is at most 1/8, at the times asked for and, with one-hot positions, late. Otherwise the command is refused with the
      range.
      JSON: {limit, meanSquareStepLimit, [lateExcess,] states: [{steps, t, alpha, alphaDeviation, logit, logitDeviation,
      massOnSubset, massDeviation, risk, riskDeviation, quietRisk, excess}]}.
      """,
    options: Option.problem + [
      .positions,
      Option(
        "--learning-rate", "eta", "the step size",
        allowed: "a decimal number > 0, up to a fifth of the edge of stability"),
      Option("--batch", "B", "the number of examples in a step", allowed: "an integer from 1 to 1048576"),
      Option(
        "--steps", "k1,k2,...", "the numbers of steps at which to print the state",
        allowed: "at most 10000 rising integers from 0 to 10000000, separated by commas"),
    ]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let system = try FlowSystem(
      problem: problem, positions: arguments.flowPositions(tokens: problem.tokens))
    let stepSize = try arguments.real(
      "--learning-rate", in: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude)
    let batch = try arguments.integer("--batch", in: 1...1_048_576)
    let steps = try arguments.risingIntegers("--steps", in: 0...10_000_000, atMost: 10_000)
    var descent = try NoisyDescent(system, stepSize: stepSize, batch: batch)
    let limit = try D12GradientNoise.excess(problem: problem, stepSize: stepSize, batch: batch)
    guard system.positions == .oneHot else {
      return Noise(
        limit: limit, meanSquareStepLimit: try NoiseRange(system, batch: batch).meanSquareEdge,
        lateExcess: nil, states: try descent.claimedStates(after: steps).map(Noise.State.init))
    }
    try NoiseRange.check(excess: limit)
    let late = try LateNoise(problem, batch: batch)
    return Noise(
      limit: limit, meanSquareStepLimit: late.stepLimit, lateExcess: try late.excess(stepSize: stepSize),
      states: try descent.claimedStates(after: steps).map(Noise.State.init))
  }
}

/// The law of stochastic gradient descent, a state for each number of steps.
private struct Noise: Answer {
  struct State: Encodable {
    let steps: Int
    let t: Double
    let alpha: Double
    let alphaDeviation: Double
    let logit: Double
    let logitDeviation: Double
    let massOnSubset: Double
    let massDeviation: Double
    let risk: Double
    let riskDeviation: Double
    let quietRisk: Double
    let excess: Double

    init(_ state: NoisyDescentState) {
      (steps, t) = (state.steps, state.quiet.time)
      (alpha, alphaDeviation) = (state.alpha.mean, state.alpha.variance.squareRoot())
      (logit, logitDeviation) = (state.logit.mean, state.logit.variance.squareRoot())
      (massOnSubset, massDeviation) = (state.massOnSubset.mean, state.massOnSubset.variance.squareRoot())
      (risk, riskDeviation) = (state.risk.mean, state.risk.variance.squareRoot())
      (quietRisk, excess) = (state.quiet.risk, state.excess)
    }
  }

  let limit: Double
  let meanSquareStepLimit: Double
  /// With one-hot positions.
  let lateExcess: Double?
  let states: [State]

  var text: String {
    table(
      [["steps", "t", "alpha", "+-", "logit", "+-", "mass on the subset", "+-", "risk", "+-", "excess risk"]]
        + states.map { state in
          ["\(state.steps)", "\(state.t)", "\(state.alpha)", "\(state.alphaDeviation)", "\(state.logit)"]
            + ["\(state.logitDeviation)", "\(state.massOnSubset)", "\(state.massDeviation)"]
            + ["\(state.risk)", "\(state.riskDeviation)", "\(state.excess)"]
        })
      + "late, and with one-hot positions, the excess tends to \(limit) at small steps and large batches\n"
      + (lateExcess.map { "and to \($0) at this step and batch\n" } ?? "")
      + "from the step \(meanSquareStepLimit) on there is no mean square\n"
  }
}
