import Theory

extension Command {
  static let handMade = Command(
    name: "hand-made", summary: "the exact risk of a ReLU network made by hand (F6, F15)",
    discussion: """
      One hidden layer of T d neurons, h_ia = relu(x_ia + K (2 [i in y] - 1)), solves the task; for every K and any y
        R = (d T/q^2)(s(K)/2 - mu^2),   mu = E (g - K)_+,   s(K)/2 = E (g - K)_+^2,   g standard normal
      The neurons of a token treat it as every other, so the same network shared over tokens has 2 d^2 + 3 d parameters
      whatever T, and the same risk.
      JSON: {risk, trivialRisk, width (= T d), parameters (of all weights and biases), sharedParameters}.
      """,
    options: Option.problem + [
      Option("--clip", "K", "the threshold of the gates", allowed: "a decimal number from 1e-6 to 1e6")
    ]
  ) { arguments, _ in
    let network = try F6HandMadeNetwork(
      problem: arguments.problem(), threshold: arguments.real("--clip", in: 1e-6...1e6))
    return try HandMade(network)
  }
}

/// The risk of a network made by hand, and its size.
private struct HandMade: Answer {
  let risk: Double
  let trivialRisk: Double
  let width: Int
  let parameters: Int
  let sharedParameters: Int

  init(_ network: F6HandMadeNetwork) throws {
    let problem = network.problem
    let tooMany = UsageError(
      "the parameters of \(problem) do not fit; allowed: at most \(Int.max) parameters, d < 2^30")
    if problem.dimension >= 1 << 30 { throw tooMany }
    let (width, inputs) = (problem.inputDimension, problem.inputDimension + problem.tokens)
    // width (inputs + 1) of the hidden layer, d (width + 1) of the output.
    let (hidden, overflow) = width.multipliedReportingOverflow(by: inputs + 1)
    let (output, outputOverflow) = problem.dimension.multipliedReportingOverflow(by: width + 1)
    let (parameters, sumOverflow) = hidden.addingReportingOverflow(output)
    if overflow || outputOverflow || sumOverflow { throw tooMany }
    risk = try network.risk()
    trivialRisk = problem.trivialRisk
    self.width = width
    self.parameters = parameters
    sharedParameters = F15SharedLayer.parametersNeeded(problem)
  }

  var text: String {
    lines([
      ("exact risk", "\(risk)"), ("trivial risk d/q", "\(trivialRisk)"), ("hidden width", "\(width)"),
      ("parameters", "\(parameters)"), ("parameters if shared over tokens", "\(sharedParameters)"),
    ])
  }
}
