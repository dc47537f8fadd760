import Theory

extension Command {
  static let risk = Command(
    name: "risk", summary: "the risk of an aligned attention layer (A2)",
    discussion: """
      The risk of one attention layer with V = alpha I and logits C on the subset, 0 off it. With N = T - q and
      the mass on the subset P = q/(q + N exp(-C)), delta = 1 - P:
        R = d [(alpha P - 1)^2/q + alpha^2 delta^2/N]
      JSON: {risk, massOnSubset}.
      """,
    options: Option.problem + [.alpha, .logit]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let (alpha, logit) = (try arguments.alpha(), try arguments.logit())
    return Risk(
      risk: try finite(A2.risk(problem, alpha: alpha, logit: logit), "the risk"),
      massOnSubset: try A2.mass(problem, logit: logit))
  }
}

/// The risk of an aligned layer and its mass on the subset.
private struct Risk: Answer {
  let risk: Double
  let massOnSubset: Double

  var text: String { lines([("risk", "\(risk)"), ("mass on the subset", "\(massOnSubset)")]) }
}
