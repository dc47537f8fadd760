import Theory

extension Command {
  static let halfTime = Command(
    name: "half-time", summary: "when the gradient flow attends with half its mass (D2)",
    discussion: """
      The time t at which the gradient flow from zero (see `sts flow --help`) has half of its attention on the
      subset, P = 1/2; 0 when q >= T/2.
      JSON: {halfTime}.
      """,
    options: Option.problem + [.positions]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let positions = try arguments.flowPositions(tokens: problem.tokens)
    return HalfTime(
      halfTime: try finite(GradientFlow(problem: problem, positions: positions).halfTime(), "the half time"))
  }
}

/// The time at which half of the attention is on the subset.
private struct HalfTime: Answer {
  let halfTime: Double

  var text: String { lines([("half time", "\(halfTime)")]) }
}
