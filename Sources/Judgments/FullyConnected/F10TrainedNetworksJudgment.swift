import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F10: the trained risk against LB(m) and the allowance of its width.
  ///
  /// Thresholds were set on base seeds 101 to 103.
  public static let f10TrainedNetworks = ClaimJudgment(
    claim: .f10TrainedNetworks,
    experiments: RiskOnTheLine.all,
    controls: RiskOnTheLine.nearMisses + [
      .otherWorld(
        of: RiskOnTheLine(recipe: .onTheLine(width: 64)), "the network before training",
        RiskOnTheLine(recipe: .onTheLine(width: 64), state: .beforeTraining))
    ],
    own: .takes(required: [.width], optional: [.steps]) { own in
      [RiskOnTheLine(recipe: try .own(own))]
    },
    figures: { try [TrainedNetworksFigure.draw($0)] })
}

/// A network's risk, estimated with the control variate, beside the line LB(m).
struct RiskOnTheLine: Experiment {
  /// Which of a recipe's networks.
  enum State: String, Sendable {
    case trained = ""
    case beforeTraining = ", before training"
    case withoutNeuron = ", the first neuron deleted"
  }

  let recipe: NetworkRecipe
  var state = State.trained
  /// The width held against it is its own plus this.
  var widthOffset = 0

  static let all = NetworkRecipe.onTheLine.map { RiskOnTheLine(recipe: $0) }

  /// One neuron fewer and one more in the statement, at every width below Td; one neuron fewer in the network at Td.
  static let nearMisses: [Control] =
    all.filter(\.recipe.isNarrow).flatMap { trained -> [Control] in
      [
        .nearMiss(
          of: trained, "LB(m - 1) for LB(m)", check: "not below LB(m)",
          RiskOnTheLine(recipe: trained.recipe, widthOffset: -1)),
        .nearMiss(
          of: trained, "LB(m + 1) for LB(m)", check: "near LB(m)",
          RiskOnTheLine(recipe: trained.recipe, widthOffset: 1)),
      ]
    } + [
      .nearMiss(
        of: RiskOnTheLine(recipe: .onTheLine(width: 32)), "one of Td neurons deleted", check: "near LB(m)",
        RiskOnTheLine(recipe: .onTheLine(width: 32), state: .withoutNeuron))
    ]

  struct Row: EvidenceRow {
    let width: Int
    let steps: Int
    let risk: Double
    let standardError: Double
    let certificate: Double
    /// LB of the width held against it.
    let bound: Double
    let allowance: Double
    let allowedRisk: Double

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.width },
      Column(count: "steps") { $0.steps },
      Column("trained risk") { $0.risk },
      Column("standard error") { $0.standardError },
      // F2, the risk being measured: ten standard errors are its slack.
      Column("certificate") { $0.certificate }.atMost { [$0.risk + 10 * $0.standardError] },
      Column("LB(m)") { $0.bound }.atMost { [$0.certificate] },
      Column("risk / LB(m)") { $0.bound > 0 ? $0.risk / $0.bound : nil },
      Column("allowed risk") { $0.allowedRisk }
        .near(within: 1e-9) { $0.bound > 0 ? [(1 + $0.allowance) * $0.bound] : [] },
    ]
  }

  var claim: Claim { .f10TrainedNetworks }
  var name: String {
    recipe.name + state.rawValue
      + (widthOffset == 0 ? "" : ", held against width \(recipe.width + widthOffset)")
  }
  var independentNetworks: Bool { state == .trained }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  /// A quick run's networks are too far from the line to tell m from m + 1.
  func repetitions(_ effort: Effort) -> Int {
    let count = recipe.repetitionsOnTheLine(effort)
    if state == .trained, widthOffset == 0 { return count }
    return effort == .quick && widthOffset > 0 ? 0 : min(1, count)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let sums = try sums(network, await network.result())
    let allowance = allowance(settings.effort)
    let predicate = try predicate(allowance)
    return Row(
      width: recipe.width, steps: recipe.steps(settings.effort), risk: sums.controlledRisk,
      standardError: sums.controlledStandardError, certificate: sums.enumeratedCertificate,
      bound: predicate.bound, allowance: allowance, allowedRisk: predicate.allowedRisk)
  }

  /// Violations are detected beyond five standard errors and 2.33 more.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = try predicate(row.allowance)
    let near = (predicate.allowedRisk - predicate.bound + 2.33 * row.standardError)
    var checks = [
      Check(
        "near LB(m)", predicate.judge(near: row.risk, standardError: row.standardError),
        detects: predicate.bound > 0
          ? .init(near / predicate.bound, "above LB(m)")
          : .init(near / predicate.problem.trivialRisk, "of d/q"))
    ]
    if predicate.bound > 0 {
      checks.append(
        Check(
          "not below LB(m)", predicate.judge(notBelow: row.risk, standardError: row.standardError),
          detects: .init(7.33 * row.standardError / predicate.bound, "below LB(m)"), margin: .distance))
    }
    return checks
  }

  private func predicate(_ allowance: Double) throws -> F10TrainedNetworksPredicate {
    try F10TrainedNetworksPredicate(
      problem: recipe.problem.problem(), width: recipe.width + widthOffset, allowance: allowance)
  }

  private func sums(_ network: TrainedNetwork, _ result: TrainedNetwork.Result) throws -> CertificateSums {
    switch state {
    case .trained: return result.sums
    case .beforeTraining: return try network.evaluate(result.initial, firstLayer: result.initial)
    case .withoutNeuron:
      let maimed = try result.trained.withoutFirstNeuron()
      return try network.evaluate(maimed, firstLayer: maimed)
    }
  }

  /// What is allowed at the network's own width; a quick run's 600 steps reach 1.01 LB at m = 4 and 12 % of d/q at m = 64;
  /// a reader's own network is held to what a default run allows at its share of Td.
  private func allowance(_ effort: Effort) -> Double {
    guard recipe.schedule == .toTheLine,
      let standard = F10TrainedNetworksPredicate.allowances[recipe.width]
    else {
      return F10TrainedNetworksPredicate.allowance(
        width: recipe.width, inputDimension: recipe.problem.inputDimension)
    }
    return effort.pick(
      quick: recipe.isNarrow ? 0.05 : 0.25, standard: standard,
      thorough: recipe.isNarrow ? min(0.02, standard) : standard)
  }
}

extension FullyConnectedNetwork where Scalar == Float {
  /// The network with the weights of its first neuron set to 0.
  fileprivate func withoutFirstNeuron() throws -> FullyConnectedNetwork<Float> {
    var numbers = parameters
    for index in 0..<shape.layers[0].inputs { numbers[shape.layers[0].weights + index] = 0 }
    return try FullyConnectedNetwork(shape, parameters: numbers)
  }
}
