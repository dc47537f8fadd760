import Theory

extension Command {
  static let stepLimit = Command(
    name: "step-limit", summary: "the longest step with which descent can end at risk 0 (D14)",
    discussion: """
      Gradient descent of half the risk on the full matrices V and W can end at risk 0 only with steps up to
        limit = 2/max(1/q, lambda),
      1/q and lambda the largest curvatures in V and in W at the end of training; beyond it almost no start does.
        one-hot: lambda = d (q-1) ((T-q)^2 + q^2 (T-2)) / (q^2 T (T-1)(T-2));
        frames in R^D drawn anew, in the mean: lambda = d (q-1) / (q D (D-1));  0 if q = 1.
      Example: sts step-limit --tokens 4 --dimension 20 --sparsity 2 --positions one-hot has the limit 0.8, not 2q = 4.
      JSON: {valueCurvature, logitCurvature, stepLimit}.
      """,
    options: Option.problem + [.positions]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let positions = try arguments.flowPositions(tokens: problem.tokens)
    return StepLimitAnswer(StepLimit(try FlowSystem(problem: problem, positions: positions)))
  }
}

/// The step limit and the two curvatures that set it.
private struct StepLimitAnswer: Answer {
  let valueCurvature: Double
  let logitCurvature: Double
  let stepLimit: Double

  init(_ limit: StepLimit) {
    (valueCurvature, logitCurvature) = (limit.valueCurvature, limit.logitCurvature)
    stepLimit = limit.value
  }

  var text: String {
    lines([
      ("curvature in V", "\(valueCurvature)"), ("largest curvature in W", "\(logitCurvature)"),
      ("step limit", "\(stepLimit)"),
    ])
  }
}
