import Sim
import Theory

extension Command {
  static let trainNetwork = Command(
    name: "train network", summary: "train a fully connected network, risk beside the bound (F2, F3)",
    discussion: """
      Trains a ReLU network on (vec X, indicator of y) with Adam, fresh examples at every step and a step size that
      falls from eta along half a cosine. Its risk is estimated by F3, the certificate of the first layer plus the
      mean squared excess over fresh samples, and printed beside LB(m), which no network with m neurons in its first
      layer can beat. Progress goes to standard error.
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
      problem: problem, hidden: hidden, steps: steps, batch: batch, initialStepSize: learningRate())
    _ = try trainingAddress()
    return training
  }

  /// The value of `--hidden`.
  private func laterWidths() throws(UsageError) -> [Int] {
    let text = try text("--hidden")
    if text == "none" { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }.filter { (1...TrainingLimits.width).contains($0) }
    guard widths.count == parts.count, widths.count <= 8 else { throw refusal("--hidden", text) }
    return widths
  }
}
