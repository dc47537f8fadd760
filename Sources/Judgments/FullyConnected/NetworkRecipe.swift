import Evidence
import Sim
import Theory

/// How a fully connected network is made: its problem, its layers and its training.
struct NetworkRecipe: Hashable, Sendable {
  /// How long it is trained, and on how many samples it is evaluated.
  enum Schedule: Hashable, Sendable {
    /// F10's: until the risk lies on the line.
    case toTheLine
    /// A network of each kind, for claims that hold whatever training reached.
    case short
    /// A reader's own number of steps.
    case own(steps: Int)
  }

  let problem: SmallProblem
  /// The widths of the hidden layers; the first is m.
  let hidden: [Int]
  var activation = Activation.relu
  var hasBias = true
  var optimizer = Optimizer.adam
  let schedule: Schedule

  /// The first-layer width m.
  var width: Int { hidden[0] }

  /// Whether F2's bound is positive: m < Td.
  var isNarrow: Bool { width < problem.inputDimension }

  /// The recipe in words, for example `T=8 d=4 q=2, width 16` or `T=8 d=4 q=2, gelu 16-64-64, no biases, gradient descent`.
  var name: String {
    switch schedule {
    case .toTheLine: return "\(problem.name), width \(width)"
    case .own(let steps): return "\(problem.name), width \(width), \(steps) steps"
    case .short:
      let widths = hidden.map(String.init).joined(separator: "-")
      let steps = optimizer == .adam ? "Adam" : "gradient descent"
      return "\(problem.name), \(activation.rawValue) \(widths), \(hasBias ? "" : "no ")biases, \(steps)"
    }
  }

  /// Whose random numbers its networks draw.
  var streamName: String { "trained network: \(name)" }

  /// The training at an effort.
  ///
  /// - Throws: `TheoryError` if the problem or the shape is out of range.
  func training(_ effort: Effort) throws -> NetworkTraining {
    try NetworkTraining(
      problem: problem.problem(), hidden: hidden, steps: steps(effort), batch: batch,
      initialStepSize: initialStepSize, hasBias: hasBias, activation: activation, optimizer: optimizer)
  }

  /// The number of training steps.
  func steps(_ effort: Effort) -> Int {
    switch schedule {
    case .toTheLine:
      // A first layer just wide enough, or nearly so, is the slowest to learn.
      let isClose = isNarrow && 2 * width > problem.inputDimension || width == problem.inputDimension
      return effort.pick(
        quick: 600, standard: isClose ? 12_000 : 8000, thorough: isClose ? 32_000 : 16_000)
    case .short: return effort.pick(quick: 200, standard: 3000, thorough: 12_000)
    case .own(let steps): return steps
    }
  }

  /// The number of fresh samples on which the trained network is evaluated.
  func samples(_ effort: Effort) -> Int {
    effort.pick(quick: 100_000, standard: schedule == .short ? 100_000 : 200_000, thorough: 400_000)
  }

  /// What the training takes on one core: 6 operations a weight and example, at about 10^10 a second, and memory for
  /// the certificate's Td x Td matrices.
  func cost(_ effort: Effort) -> Cost {
    var weights = 0.0
    var inputs = Double(problem.inputDimension + problem.tokens)
    for width in hidden + [problem.dimension] {
      weights += inputs * Double(width)
      inputs = Double(width)
    }
    let length = Double(problem.inputDimension)
    let examples = Double(steps(effort)) * Double(batch)
    let lossesOfCertificate = Double(samples(effort)) * length * length
    let seconds = (6 * weights * examples + 2 * lossesOfCertificate) / 3.3e10
    return Cost(
      seconds: seconds,
      bytes: 64 * weights + 32 * length * length + 8 * Double(batch) * (length + weights / inputs),
      shared: [.init(streamName, seconds: seconds)])
  }

  private var batch: Int { schedule == .short ? 128 : 256 }

  /// The first step size: gradient descent takes far larger steps than Adam.
  ///
  /// The loss has the second derivative E[h h^T] in the last layer's weights, h the 16 saturated neurons of tanh and
  /// a 1 at worst, so steps up to 2/17 are stable there. ReLU and GELU were seen to bear 0.3.
  private var initialStepSize: Double {
    switch (optimizer, activation) {
    case (.adam, _): schedule == .short ? 5e-3 : 4e-3
    case (_, .tanh): 0.1
    default: 0.2
    }
  }
}

extension NetworkRecipe {
  /// F10's problem, T=8 d=4 q=2.
  static let mainProblem = SmallProblem(8, 4, 2)

  /// F10's networks: ReLU hidden layers (m, 256), m below, at (32) and above Td.
  static let onTheLine = [4, 8, 16, 24, 32, 48, 64].map { onTheLine(width: $0) }

  /// F10's network of a first-layer width.
  static func onTheLine(width: Int) -> NetworkRecipe {
    NetworkRecipe(problem: mainProblem, hidden: [width, 256], schedule: .toTheLine)
  }

  /// The number of F10's networks of a width; a quick run takes the least and the greatest, which train fastest.
  func repetitionsOnTheLine(_ effort: Effort) -> Int {
    effort.pick(quick: width == 4 || width == 64 ? 1 : 0, standard: 5, thorough: 20)
  }

  /// Networks of every kind that F2 and F3 speak of.
  ///
  /// ReLU, GELU and tanh, one to four hidden layers, with and without biases, trained by Adam and by gradient descent,
  /// first widths from 1 to past Td, and four problems: the main one, q = 1, q above T/2, and a longer sequence. Not the
  /// full product: each value meets several of each other kind.
  static let variety: [NetworkRecipe] = {
    let single = SmallProblem(6, 3, 1)
    let dense = SmallProblem(7, 2, 5)
    let long = SmallProblem(16, 2, 3)
    return [
      kind(mainProblem, .relu, [1], hasBias: true, .adam),
      kind(mainProblem, .relu, [8], hasBias: true, .adam),
      kind(mainProblem, .relu, [16, 64], hasBias: false, .adam),
      kind(mainProblem, .relu, [24, 64, 64], hasBias: true, .gradientDescent),
      kind(mainProblem, .relu, [48, 64, 64, 64], hasBias: true, .adam),
      kind(mainProblem, .relu, [16, 64, 64, 64], hasBias: false, .gradientDescent),
      kind(mainProblem, .gelu, [4, 64], hasBias: true, .adam),
      kind(mainProblem, .gelu, [16], hasBias: false, .gradientDescent),
      kind(mainProblem, .gelu, [24, 64, 64], hasBias: false, .adam),
      kind(mainProblem, .tanh, [1, 16], hasBias: true, .gradientDescent),
      kind(mainProblem, .gelu, [16, 64, 64, 64], hasBias: true, .gradientDescent),
      kind(mainProblem, .tanh, [16, 64], hasBias: true, .adam),
      kind(mainProblem, .tanh, [8, 64, 64], hasBias: false, .adam),
      kind(mainProblem, .tanh, [40, 64, 64, 64], hasBias: true, .adam),
      kind(single, .relu, [9], hasBias: true, .gradientDescent),
      kind(single, .relu, [20, 64], hasBias: false, .adam),
      kind(single, .gelu, [12, 64], hasBias: true, .adam),
      kind(single, .tanh, [3, 64, 64], hasBias: true, .adam),
      kind(single, .gelu, [6, 64, 64, 64], hasBias: false, .gradientDescent),
      kind(dense, .relu, [7, 64], hasBias: true, .adam),
      kind(dense, .gelu, [1, 64, 64], hasBias: true, .adam),
      kind(dense, .gelu, [16, 64], hasBias: true, .adam),
      kind(dense, .tanh, [10], hasBias: false, .gradientDescent),
      kind(dense, .tanh, [2, 16, 16, 16], hasBias: true, .gradientDescent),
      kind(long, .relu, [20, 64], hasBias: true, .adam),
      kind(long, .gelu, [10, 64], hasBias: true, .gradientDescent),
      kind(long, .tanh, [30, 64], hasBias: true, .adam),
    ]
  }()

  /// The number of networks of a kind; a quick run takes one of each activation.
  func repetitionsInVariety(_ effort: Effort) -> Int {
    let isQuick =
      problem == Self.mainProblem && [[1], [1, 16]].contains(hidden) || hidden == [6, 64, 64, 64]
    return effort.pick(quick: isQuick ? 1 : 0, standard: 1, thorough: 3)
  }

  private static func kind(
    _ problem: SmallProblem, _ activation: Activation, _ hidden: [Int], hasBias: Bool,
    _ optimizer: Optimizer
  ) -> NetworkRecipe {
    NetworkRecipe(
      problem: problem, hidden: hidden, activation: activation, hasBias: hasBias, optimizer: optimizer,
      schedule: .short)
  }
}

extension NetworkRecipe {
  /// F10's kind of network at a reader's own parameters; without `--steps` it is trained for 8000.
  ///
  /// - Throws: `TheoryError` if the width is missing.
  static func own(_ own: OwnParameters) throws -> NetworkRecipe {
    guard let width = own.width else { throw TheoryError(value: "no width", rule: "a first-layer width") }
    return NetworkRecipe(
      problem: SmallProblem(own.problem), hidden: [width, 256], schedule: .own(steps: own.steps ?? 8000))
  }
}
