import Evidence
import Sim

extension VariantRisk {
  /// The network with tanh for ReLU.
  ///
  /// A ReLU neuron that dies in training leaves the risk of one neuron fewer, which is what a control of the risk claims: so
  /// ended 6 of 60 shared layers of 2 channels, trained at the seeds 301 to 360, and of tanh none of 200.
  fileprivate var tanh: VariantRisk {
    var variant = variant
    variant.activation = .tanh
    return VariantRisk(bound: bound, variant: variant)
  }
}

/// F15: networks with a first layer shared over the tokens.
extension VariantRisk {
  /// A network applied to each token and summed: c channels, then a hidden layer of 32.
  static func sharedLayer(_ problem: SmallProblem, channels: Int, _ steps: Int? = nil) -> VariantRisk {
    VariantRisk(
      bound: .sharedLayer,
      variant: NetworkVariant(
        problem: problem, hidden: [channels, 32], reading: .shared, ownSteps: steps))
  }

  static let sharedLayerCases: [any Experiment] = [
    sharedLayer(SmallProblem(8, 4, 2), channels: 1), sharedLayer(SmallProblem(8, 4, 2), channels: 2).tanh,
    sharedLayer(SmallProblem(8, 4, 2), channels: 3), sharedLayer(SmallProblem(20, 3, 3), channels: 2),
    sharedLayer(SmallProblem(20, 3, 3), channels: 12),
  ]

  static let sharedLayerControls: [Control] = [
    sharedLayer(SmallProblem(8, 4, 2), channels: 3)
      .nearMiss("one channel fewer counted", check: VariantRow.certificateCheck),
    sharedLayer(SmallProblem(8, 4, 2), channels: 2).tanh
      .nearMiss("one channel fewer counted", check: VariantRow.riskCheck),
  ]
}

/// F18: networks with a skip connection.
extension VariantRisk {
  /// A network with a skip connection, first width m and a second hidden layer of 64.
  static func skipConnection(_ problem: SmallProblem, _ width: Int, _ steps: Int? = nil) -> VariantRisk {
    VariantRisk(
      bound: .skipConnection,
      variant: NetworkVariant(problem: problem, hidden: [width, 64], skipsTokens: true, ownSteps: steps))
  }

  static let skipConnectionCases: [any Experiment] = [
    skipConnection(SmallProblem(8, 4, 2), 8), skipConnection(SmallProblem(8, 4, 2), 20),
    skipConnection(SmallProblem(7, 2, 5), 6), skipConnection(SmallProblem(6, 3, 1), 9),
  ]

  static let skipConnectionControls: [Control] = [
    skipConnection(SmallProblem(8, 4, 2), 8)
      .nearMiss("worth d - 1 neurons", check: VariantRow.certificateCheck),
    skipConnection(SmallProblem(6, 3, 1), 9).nearMiss("worth d - 1 neurons", check: VariantRow.riskCheck),
  ]
}

/// F20: networks on tokens that follow one another with correlation 0.5.
extension VariantRisk {
  /// A network on correlated tokens, first width m and a second hidden layer of 64.
  static func correlatedTokens(_ problem: SmallProblem, _ width: Int, _ steps: Int? = nil) -> VariantRisk {
    VariantRisk(
      bound: .correlatedTokens,
      variant: NetworkVariant(problem: problem, hidden: [width, 64], correlation: 0.5, ownSteps: steps))
  }

  static let correlatedTokensCases: [any Experiment] = [
    correlatedTokens(SmallProblem(8, 4, 2), 8), correlatedTokens(SmallProblem(8, 4, 2), 16),
    correlatedTokens(SmallProblem(7, 2, 5), 5), correlatedTokens(SmallProblem(12, 1, 1), 6),
  ]

  static let correlatedTokensControls: [Control] = {
    let wide = correlatedTokens(SmallProblem(8, 4, 2), 16)
    return [
      wide.nearMiss("one rank fewer counted", check: VariantRow.certificateCheck),
      correlatedTokens(SmallProblem(12, 1, 1), 6)
        .nearMiss("one rank fewer counted", check: VariantRow.riskCheck),
      .otherWorld(
        of: wide, "the bound of uncorrelated tokens",
        VariantRisk(bound: wide.bound, variant: wide.variant, told: .correlation(0))),
    ]
  }()
}

/// F21: networks that see the direction of their input only.
extension VariantRisk {
  /// A network on its input's direction, first width m and a second hidden layer of 64.
  static func normalizedInput(_ problem: SmallProblem, _ width: Int, _ steps: Int? = nil) -> VariantRisk {
    VariantRisk(
      bound: .normalizedInput,
      variant: NetworkVariant(
        problem: problem, hidden: [width, 64], reading: .normalized, ownSteps: steps))
  }

  static let normalizedInputCases: [any Experiment] = [
    normalizedInput(SmallProblem(3, 2, 1), 3).tanh, normalizedInput(SmallProblem(4, 2, 2), 4),
    normalizedInput(SmallProblem(8, 4, 2), 16),
  ]

  static let normalizedInputControls: [Control] = [
    normalizedInput(SmallProblem(4, 2, 2), 4)
      .nearMiss("one rank fewer counted", check: VariantRow.certificateCheck),
    normalizedInput(SmallProblem(3, 2, 1), 3).tanh
      .nearMiss("one rank fewer counted", check: VariantRow.riskCheck),
  ]
}
