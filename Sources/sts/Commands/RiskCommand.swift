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
    let weights = try AlignedWeights(problem: problem, alpha: arguments.alpha(), logit: arguments.logit())
    return Risk(risk: try finite(weights.risk, "the risk"), massOnSubset: weights.massOnSubset)
  }
}

/// The risk of an aligned layer and its mass on the subset.
private struct Risk: Answer {
  let risk: Double
  let massOnSubset: Double

  var text: String { lines([("risk", "\(risk)"), ("mass on the subset", "\(massOnSubset)")]) }
}
