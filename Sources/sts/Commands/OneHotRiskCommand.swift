import Theory

extension Command {
  static let oneHotRisk = Command(
    name: "one-hot-risk", summary: "the risk of fixed one-hot positions at another length (L3)",
    discussion: """
      One-hot positions trained from zero at T and tested at T' >= T, where the positions beyond T were never
      trained. With n the number of the subset's positions up to T, hypergeometric, the logits are C (1 - n/T) on
      the subset and -C n/T off it up to T, and 0 beyond; the risk is the mean over n.
      JSON: {risk}.
      """,
    options: Option.problem + [.testTokens, .alpha, .logit]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let tokens = try arguments.integer("--test-tokens", in: 2...Int.max)
    guard tokens >= problem.tokens else {
      throw UsageError("--test-tokens", value: "\(tokens)", allowed: "an integer >= T = \(problem.tokens)")
    }
    let (alpha, logit) = (try arguments.alpha(), try arguments.logit())
    let test = try FixedPositions(problem: problem, testTokens: tokens)
    return OneHotRisk(risk: try finite(test.risk(alpha: alpha, logit: logit), "the risk"))
  }
}

/// The risk at the greater length.
private struct OneHotRisk: Answer {
  let risk: Double

  var text: String { lines([("risk", "\(risk)")]) }
}
