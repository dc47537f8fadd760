import Theory

extension Command {
  static let width = Command(
    name: "width", summary: "the width of Gaussian positions that gives a margin (A4)",
    discussion: """
      The least position dimension d_e at which attention with the dual query has the margin gamma but for the stated
      probability, over positions iid N(0, I/d_e) and any subset of q tokens:
        (T - q) P(t_nu > (1 - gamma) sqrt(nu/q)) <= failure,  nu = d_e - q + 1,  t_nu Student's t
      JSON: {width, failureBound}; failureBound is the left side at that width.
      """,
    options: [
      .tokens, .sparsity,
      Option(
        "--margin", "gamma", "the margin 1 - max <e_i, e_y> over tokens outside the subset",
        allowed: "a decimal number from 0 to 0.999"),
      Option(
        "--failure", "p", "the probability of a smaller margin",
        allowed: "a decimal number from 1e-300 to 0.999"),
    ]
  ) { arguments, _ in
    let tokens = try arguments.integer("--tokens", in: 2...Int.max)
    let sparsity = try arguments.integer("--sparsity", in: 1...max(1, tokens - 1))
    let margin = try arguments.real("--margin", in: 0...0.999)
    let failure = try arguments.real("--failure", in: 1e-300...0.999)
    let width = try A4WidthForMargin.minimalWidth(
      tokens: tokens, sparsity: sparsity, margin: margin, failure: failure)
    let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
    return Width(width: width, failureBound: try law.failureBound(tokens: tokens, margin: margin))
  }
}

/// The width of the positions and what it guarantees.
private struct Width: Answer {
  let width: Int
  let failureBound: Double

  var text: String {
    lines([("position dimension d_e", "\(width)"), ("bound of the failure probability", "\(failureBound)")])
  }
}
