import Evidence
import Sim
import Theory

/// Trained networks of every kind that F2 and F3 speak of, judged by both.
///
/// The table covers ReLU, GELU and tanh, one to four hidden layers, with and without biases, trained by Adam and by
/// gradient descent, first widths from 1 to past Td, and four problems: the main one, q = 1, q above T/2, and a longer
/// sequence. Not the full product: each value meets several of each other kind. A network is trained once and shared by
/// the claims; its random numbers have F10's address.
struct NetworkVariety: Hashable, Sendable {
  /// One kind of network and how it is trained.
  struct Kind: Sendable {
    let problem: SmallProblem
    let activation: Activation
    /// The widths of the hidden layers; the first is m.
    let hidden: [Int]
    let hasBias: Bool
    let optimizer: NetworkTraining.Optimizer

    init(
      _ problem: SmallProblem, _ activation: Activation, _ hidden: [Int], hasBias: Bool,
      _ optimizer: NetworkTraining.Optimizer
    ) {
      self.problem = problem
      self.activation = activation
      self.hidden = hidden
      self.hasBias = hasBias
      self.optimizer = optimizer
    }

    /// The first step size: gradient descent takes far larger steps than Adam.
    ///
    /// The loss has the second derivative E[h h^T] in the last layer's weights, h the 16 saturated neurons of tanh and
    /// a 1 at worst, so steps up to 2/17 are stable there. ReLU and GELU were seen to bear 0.3.
    var initialStepSize: Double {
      switch (optimizer, activation) {
      case (.adam, _): 5e-3
      case (.gradientDescent, .tanh): 0.1
      case (.gradientDescent, _): 0.2
      }
    }

    /// The kind in words, for example `T=8 d=4 q=2, gelu 16-64-64, no biases, gradient descent`.
    var name: String {
      let widths = hidden.map(String.init).joined(separator: "-")
      let steps = optimizer == .adam ? "Adam" : "gradient descent"
      return "\(problem.name), \(activation.rawValue) \(widths), \(hasBias ? "" : "no ")biases, \(steps)"
    }

    /// Whether F2's bound is positive: m < Td.
    var isNarrow: Bool { hidden[0] < problem.tokens * problem.dimension }
  }

  private static let main = SmallProblem(tokens: 8, dimension: 4, sparsity: 2)
  private static let single = SmallProblem(tokens: 6, dimension: 3, sparsity: 1)
  private static let dense = SmallProblem(tokens: 7, dimension: 2, sparsity: 5)
  private static let long = SmallProblem(tokens: 16, dimension: 2, sparsity: 3)

  /// The kinds, in the order of the cases.
  static let kinds: [Kind] = [
    Kind(main, .relu, [1], hasBias: true, .adam),
    Kind(main, .relu, [8], hasBias: true, .adam),
    Kind(main, .relu, [16, 64], hasBias: false, .adam),
    Kind(main, .relu, [24, 64, 64], hasBias: true, .gradientDescent),
    Kind(main, .relu, [48, 64, 64, 64], hasBias: true, .adam),
    Kind(main, .relu, [16, 64, 64, 64], hasBias: false, .gradientDescent),
    Kind(main, .gelu, [4, 64], hasBias: true, .adam),
    Kind(main, .gelu, [16], hasBias: false, .gradientDescent),
    Kind(main, .gelu, [24, 64, 64], hasBias: false, .adam),
    Kind(main, .tanh, [1, 16], hasBias: true, .gradientDescent),
    Kind(main, .gelu, [16, 64, 64, 64], hasBias: true, .gradientDescent),
    Kind(main, .tanh, [16, 64], hasBias: true, .adam),
    Kind(main, .tanh, [8, 64, 64], hasBias: false, .adam),
    Kind(main, .tanh, [40, 64, 64, 64], hasBias: true, .adam),
    Kind(single, .relu, [9], hasBias: true, .gradientDescent),
    Kind(single, .relu, [20, 64], hasBias: false, .adam),
    Kind(single, .gelu, [12, 64], hasBias: true, .adam),
    Kind(single, .tanh, [3, 64, 64], hasBias: true, .adam),
    Kind(single, .gelu, [6, 64, 64, 64], hasBias: false, .gradientDescent),
    Kind(dense, .relu, [7, 64], hasBias: true, .adam),
    Kind(dense, .gelu, [1, 64, 64], hasBias: true, .adam),
    Kind(dense, .gelu, [16, 64], hasBias: true, .adam),
    Kind(dense, .tanh, [10], hasBias: false, .gradientDescent),
    Kind(dense, .tanh, [2, 16, 16, 16], hasBias: true, .gradientDescent),
    Kind(long, .relu, [20, 64], hasBias: true, .adam),
    Kind(long, .gelu, [10, 64], hasBias: true, .gradientDescent),
    Kind(long, .tanh, [30, 64], hasBias: true, .adam),
  ]

  /// One case for each kind; a quick run takes one of each activation.
  static let cases = kinds.enumerated().map { index, kind in
    ClaimJudgment.Case(kind.name) { $0.pick(quick: index % 9 == 0 ? 1 : 0, standard: 1, thorough: 3) }
  }

  /// Which of the kinds.
  let index: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings

  /// The trained network's sums over evaluation samples, under its own first layer's certificate, computed once.
  func sums() async throws -> CertificateSums { try await Self.results.value(for: self) }

  private static let results = Memo<NetworkVariety, CertificateSums> { try $0.train() }

  private func train() throws -> CertificateSums {
    let kind = Self.kinds[index]
    let problem = try kind.problem.problem()
    let steps = settings.effort.pick(quick: 200, standard: 3000, thorough: 12_000)
    let samples = settings.effort.pick(quick: 20_000, standard: 30_000, thorough: 100_000)
    // F10's own networks have the places from 0.
    let address = try StreamAddress(
      baseSeed: settings.baseSeed, claim: Claim.f10TrainedNetworks.streamIndex, problem: UInt16(1000 + index),
      repetition: UInt32(repetition), purpose: .initialization)
    let trained = try NetworkTraining(
      problem: problem, hidden: kind.hidden, steps: steps, batch: 128, initialStepSize: kind.initialStepSize,
      hasBias: kind.hasBias, activation: kind.activation, optimizer: kind.optimizer
    ).run(address: address)
    return try NetworkExperiment.sums(
      trained, firstLayer: trained, problem: problem, address: address, samples: samples)
  }
}
