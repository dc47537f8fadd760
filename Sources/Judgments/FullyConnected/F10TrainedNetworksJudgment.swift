import Evidence
import Theory

extension ClaimJudgment {
  /// F10: the trained risk, excess plus certificate, against LB(m) and the stated multiple of it.
  ///
  /// The control is the same network before training.
  public static let f10TrainedNetworks = ClaimJudgment(
    claim: .f10TrainedNetworks,
    experiments: RiskOnTheLine.all,
    controls: RiskOnTheLine.all.map { trained in
      var untrained = trained
      untrained.state = .beforeTraining
      return .otherWorld(of: trained, "the network before training", untrained)
    },
    own: .takes(required: [.width], optional: [.steps]) { own in
      [RiskOnTheLine(recipe: try .own(own))]
    },
    figures: { try [TrainedNetworksFigure.draw($0)] })
}

/// A network's risk, estimated as excess plus certificate, beside the line LB(m).
struct RiskOnTheLine: Experiment {
  /// Which of a recipe's networks.
  enum State: Sendable { case trained, beforeTraining }

  let recipe: NetworkRecipe
  var state = State.trained

  static let all = NetworkRecipe.onTheLine.map { RiskOnTheLine(recipe: $0) }

  struct Row: EvidenceRow {
    let width: Int
    let steps: Int
    let risk: Double
    let standardError: Double
    let certificate: Double
    let bound: Double
    let allowedRisk: Double
    let margins: F10TrainedNetworksPredicate.Margins

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.width },
      Column(count: "steps") { $0.steps },
      Column("trained risk") { $0.risk },
      Column("standard error") { $0.standardError },
      Column("certificate") { $0.certificate },
      Column("LB(m)") { $0.bound },
      Column("allowed risk") { $0.allowedRisk },
    ]
  }

  var claim: Claim { .f10TrainedNetworks }
  var name: String { recipe.name + (state == .trained ? "" : ", before training") }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func repetitions(_ effort: Effort) -> Int {
    let count = recipe.repetitionsOnTheLine(effort)
    return state == .trained ? count : min(1, count)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let result = try await network.result()
    let sums =
      state == .trained
      ? result.sums : try network.evaluate(result.initial, firstLayer: result.initial)
    let margins = margins(settings.effort)
    let predicate = try F10TrainedNetworksPredicate(problem: recipe.problem.problem(), margins: margins)
    return Row(
      width: recipe.width, steps: recipe.steps(settings.effort), risk: sums.risk,
      standardError: sums.riskStandardError, certificate: sums.certificate.value,
      bound: try F2RiskLowerBound.value(problem: recipe.problem.problem(), width: recipe.width),
      allowedRisk: try predicate.allowedRisk(width: recipe.width), margins: margins)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F10TrainedNetworksPredicate(problem: recipe.problem.problem(), margins: row.margins)
    return [
      Check(
        "on the line",
        try predicate.judge(width: row.width, risk: row.risk, standardError: row.standardError))
    ]
  }

  /// A quick run's 600 steps reach 1.01 LB at m = 4 and 12 % of d/q at m = 64.
  private func margins(_ effort: Effort) -> F10TrainedNetworksPredicate.Margins {
    if recipe.schedule != .toTheLine { return .fullTraining }
    return effort.pick(
      quick: .init(narrow: 0.05, wide: 0.12, sufficient: 0.25), standard: .fullTraining,
      thorough: .longTraining)
  }
}
