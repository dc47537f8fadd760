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
      --trajectory writes the network on its way, a row after every n steps and after the last: step, squaredError (of the
      step's examples), risk, standardError, certificate, excess, rank, and with --loss meanLoss, on fewer samples than
      at the end. For example: --every 10 --trajectory way.csv
      JSON: {risk, standardError, certificate, excess, rank, lowerBound, trivialRisk}.
      One of these makes it another training:
        --skip-connection  a trained linear map of X is added to the output (F18); lowerBound is LB(m + d)
        --shared           the network reads one token at a time and its outputs are summed (F15), with m channels in
                           its first layer; lowerBound is max(0, d - m)/q
        --loss             half the mean of another loss is minimised (F16); JSON gains {meanLoss, lossBound}
        --samples          n examples drawn once and taken in every step, in place of --batch, in double precision; the
                           first layer starts Gaussian and the step size stays (F14); JSON gains {trainingRisk,
                           sampleBound}: gradient descent is above it on average, Adam is outside the theorem
      """,
    options: Option.problem + [
      Option(
        "--width", "m", "the width of the first hidden layer",
        allowed: "an integer from 1 to \(TrainingLimits.width)"),
      Option(
        "--hidden", "widths", "the widths of the hidden layers after the first",
        allowed: "none, or up to 8 integers from 1 to \(TrainingLimits.width), separated by commas",
        absence: .means("256")),
      .activation("what follows every layer but the last"),
      .optimizer(usual: "adam"),
      Option(flag: "--no-bias", "leave out the biases of all layers"),
    ] + NetworkKind.options + Option.training(steps: 8000, batch: 256, learningRate: "2e-3") + [
      .save, .every, .trajectory("the network on its way"),
    ]
  ) { arguments, context in
    let request = try arguments.networkRequest()
    let (problem, address) = (request.problem, try arguments.trainingAddress())
    let interval = try arguments.lookInterval(steps: request.steps)
    let file = try arguments.trajectoryFile()
    try arguments.checkSave()
    context.progress(
      "\(problem), hidden \(request.hidden), \(request.steps) steps of \(request.examplesPerStep) examples")
    var rows: [NetworkRow] = []
    let (network, trainingRisk) = try request.train(address, interval: interval) { step, loss, network in
      context.progress("step \(step) of \(request.steps), squared error of the batch \(2 * loss)")
      guard network.parameters.allSatisfy(\.isFinite) else {
        throw CommandFailure(message: "the training diverged; a smaller --learning-rate may converge")
      }
      guard file != nil else { return }
      let share = NetworkRisk.usualSamples(network.shape, problem) / max(1, request.steps / interval)
      let risk = try NetworkRisk(
        network.widened, problem: problem, address: address, reading: request.reading, loss: request.loss,
        samples: max(1 << 10, share))
      rows.append(NetworkRow(step: step, squaredError: 2 * loss, measured: risk))
    }
    try file?.write(rows, NetworkRow.columns(request.loss), context)
    try arguments.save(SafetensorsWriter(network), context)
    context.progress("evaluating on fresh samples")
    let risk = try NetworkRisk(
      network.widened, problem: problem, address: address, reading: request.reading, loss: request.loss)
    guard risk.risk.isFinite, risk.standardError.isFinite, risk.meanLoss.isFinite else {
      throw CommandFailure(message: "the network's outputs overflow; a smaller --learning-rate may converge")
    }
    return TrainedNetwork(
      risk: risk.risk, standardError: risk.standardError, certificate: risk.certificate, excess: risk.excess,
      rank: risk.rank, lowerBound: try request.lowerBound, trivialRisk: problem.trivialRisk,
      meanLoss: request.loss == .squared ? nil : risk.meanLoss, lossBound: try request.lossBound,
      trainingRisk: trainingRisk, sampleBound: try request.sampleBound)
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
  let meanLoss: Double?
  let lossBound: Double?
  let trainingRisk: Double?
  let sampleBound: Double?

  var text: String {
    var rows = [
      ("risk", "\(risk) +- \(standardError)"),
      ("lower bound", "\(lowerBound)"),
      ("certificate of the first layer", "\(certificate), rank \(rank)"),
      ("excess over the certificate", "\(excess)"),
      ("trivial risk d/q", "\(trivialRisk)"),
    ]
    if let meanLoss, let lossBound { rows.append(("mean loss", "\(meanLoss), at least \(lossBound)")) }
    if let trainingRisk, let sampleBound {
      rows.append(("risk on the examples", "\(trainingRisk)"))
      rows.append(("mean bound of the examples", "\(sampleBound)"))
    }
    return lines(rows)
  }
}
