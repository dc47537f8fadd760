import Sim
import Theory

extension Command {
  static let trainNetwork = Command(
    name: "train network", summary: "train a fully connected network and compare it with F2's bound",
    discussion: """
      Trains a ReLU network on (vec X, indicator of y) with Adam, fresh examples at every step and a step size that
      falls along half a cosine. Its risk is estimated by F3, excess + cert(W), and printed beside LB(m), which no
      network with that first layer's width can beat. Progress goes to standard error.
      JSON: {risk, excess, certificate, lowerBound, trivialRisk, riskOverBound, steps}.
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
    try train(arguments, context)
  }
}

extension Arguments {
  /// The value of `--hidden`.
  fileprivate func laterWidths() throws(UsageError) -> [Int] {
    let text = try text("--hidden")
    if text == "none" { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }.filter { (1...TrainingLimits.width).contains($0) }
    guard widths.count == parts.count, widths.count <= 8 else { throw refusal("--hidden", text) }
    return widths
  }
}
