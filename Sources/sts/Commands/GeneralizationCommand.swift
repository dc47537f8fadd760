import Theory

extension Command {
  static let generalization = Command(
    name: "generalization", summary: "the limit of t R at another length and sparsity (L2)",
    discussion: """
      The gradient flow trained at (T, q) and tested at (T', q') with positions drawn anew:
        t R(t) -> N/(2 kappa) [(rho - 1)^2/q' + rho^2/N'],  N = T - q, N' = T' - q', rho = N' q/(q' N)
      with kappa = 1/(T - 1) for one-hot positions, 1/d_e for orthonormal frames. The limit does not depend on d.
      JSON: {limit}.
      """,
    options: Option.problem + [.positions, .testTokens, .testSparsity]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let test = try Problem(
      tokens: arguments.integer("--test-tokens", in: 2...Int.max), dimension: problem.dimension,
      sparsity: arguments.integer("--test-sparsity", in: 1...Int.max))
    let positions = try arguments.flowPositions(tokens: max(problem.tokens, test.tokens))
    let law = try QuadraticLaw(
      FlowSystem(problem: problem, positions: positions), testTokens: test.tokens, testSparsity: test.sparsity
    )
    return Limit(limit: try finite(law.limit, "the limit"))
  }
}

/// The limit of time times risk.
private struct Limit: Answer {
  let limit: Double

  var text: String { lines([("limit of t R", "\(limit)")]) }
}
