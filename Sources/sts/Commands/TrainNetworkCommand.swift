import Sim
import Theory

extension Command {
  static let trainNetwork = Command(
    name: "train network", summary: "train a fully connected network, risk beside the bound (F2, F3)",
    discussion: """
      Trains a network on (vec X, indicator of y), fresh examples at every step and a step size that falls from eta
      along half a cosine; gradient descent bears far larger steps than Adam. The risk is estimated by F3, the
      certificate of the first layer plus the mean squared excess over fresh samples, and printed beside LB(m), which
      no network with m neurons in its first layer can beat. Progress goes to standard error.
      JSON: {risk, standardError, certificate, excess, rank, lowerBound, trivialRisk}.
      """,
    options: Option.problem + [
      Option(
        "--width", "m", "the width of the first hidden layer",
        allowed: "an integer from 1 to \(TrainingLimits.width)"),
      Option(
        "--hidden", "widths", "the widths of the hidden layers after the first",
        allowed: "none, or up to 8 integers from 1 to \(TrainingLimits.width), separated by commas",
        absence: .means("256")),
      Option(
        "--activation", "activation", "what follows every layer but the last",
        allowed: alternatives(Activation.allCases.map(\.rawValue)), absence: .means("relu")),
      Option(
        "--optimizer", "optimizer", "how a gradient becomes a step: Adam or stochastic gradient descent",
        allowed: alternatives(optimizers.map(\.name)), absence: .means("adam")),
      Option(flag: "--no-bias", "leave out the biases of all layers"),
    ] + Option.training(steps: 8000, batch: 256, learningRate: "2e-3")
  ) { arguments, context in
    let training = try arguments.networkTraining()
    let (problem, steps, address) = (training.problem, training.steps, try arguments.trainingAddress())
    let width = training.hidden[0]
    context.progress("\(problem), hidden \(training.hidden), \(steps) steps of \(training.batch) examples")
    let network = training.run(address: address, progressInterval: progressInterval(steps: steps)) {
      step, loss in
      context.progress("step \(step) of \(steps), squared error of the batch \(2 * loss)")
    }
    guard network.parameters.allSatisfy(\.isFinite) else {
      throw CommandFailure(message: "the training diverged; a smaller --learning-rate may converge")
    }
    context.progress("evaluating on fresh samples")
    let risk = try NetworkRisk(network, problem: problem, address: address)
    guard risk.risk.isFinite, risk.standardError.isFinite else {
      throw CommandFailure(message: "the network's outputs overflow; a smaller --learning-rate may converge")
    }
    return TrainedNetwork(
      risk: risk.risk, standardError: risk.standardError, certificate: risk.certificate, excess: risk.excess,
      rank: risk.rank, lowerBound: try F2RiskLowerBound.value(problem: problem, width: width),
      trivialRisk: problem.trivialRisk)
  }
}

/// The optimisers by their names on the command line.
private let optimizers: [(name: String, optimizer: NetworkTraining.Optimizer)] = [
  ("adam", .adam), ("sgd", .gradientDescent),
]

/// Names as a help text lists them, for example `relu, gelu or tanh`.
private func alternatives(_ names: [String]) -> String {
  "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
}

/// The risk of a trained network beside what the theory says.
private struct TrainedNetwork: Answer {
  let risk: Double
  let standardError: Double
  let certificate: Double
  let excess: Double
  let rank: Int
  let lowerBound: Double
  let trivialRisk: Double

  var text: String {
    lines([
      ("risk", "\(risk) +- \(standardError)"),
      ("lower bound LB(m)", "\(lowerBound)"),
      ("certificate of the first layer", "\(certificate), rank \(rank)"),
      ("excess over the certificate", "\(excess)"),
      ("trivial risk d/q", "\(trivialRisk)"),
    ])
  }
}

extension Arguments {
  /// The training that the options describe.
  fileprivate func networkTraining() throws -> NetworkTraining {
    let problem = try problem()
    let hidden = [try integer("--width", in: 1...TrainingLimits.width)] + (try laterWidths())
    let (steps, batch) = (try steps(), try batch())
    try TrainingLimits.check(problem.inputDimension, "tokens * dimension", atMost: TrainingLimits.inputs)
    let widths = [problem.inputDimension + problem.tokens] + hidden + [problem.dimension]
    try TrainingLimits.check(batch * widths.reduce(0, +), "batch * (inputs + widths)")
    let training = try NetworkTraining(
      problem: problem, hidden: hidden, steps: steps, batch: batch, initialStepSize: learningRate(),
      hasBias: !has("--no-bias"), activation: activation(), optimizer: optimizer())
    _ = try trainingAddress()
    return training
  }

  /// The value of `--activation`.
  private func activation() throws(UsageError) -> Activation {
    let text = try text("--activation")
    guard let activation = Activation(rawValue: text) else { throw refusal("--activation", text) }
    return activation
  }

  /// The value of `--optimizer`.
  private func optimizer() throws(UsageError) -> NetworkTraining.Optimizer {
    let text = try text("--optimizer")
    guard let named = optimizers.first(where: { $0.name == text }) else {
      throw refusal("--optimizer", text)
    }
    return named.optimizer
  }

  /// The value of `--hidden`.
  private func laterWidths() throws(UsageError) -> [Int] {
    let text = try text("--hidden")
    if text == "none" { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Self.decimalInteger($0) }.filter {
      (1...TrainingLimits.width).contains($0)
    }
    guard widths.count == parts.count, widths.count <= 8 else { throw refusal("--hidden", text) }
    return widths
  }
}
