import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F7: the witness of every trained network fed to it, exact witnesses for drawn first layers, and the constant attained.
  ///
  public static let f7WorstCase = ClaimJudgment(
    claim: .f7WorstCase,
    experiments: TrainedWitness.all + DrawnWitnesses.all + AttainedConstant.all,
    controls: TrainedWitness.controls + DrawnWitnesses.nearMisses + AttainedConstant.nearMisses,
    own: .takes(required: [.width], optional: [.steps]) { own in
      let recipe = try NetworkRecipe.own(own)
      if !recipe.isNarrow {
        throw TheoryError(
          value: "width = \(recipe.width)", rule: "width < Td = \(own.problem.inputDimension)")
      }
      return [TrainedWitness(recipe: recipe)]
    })
}

/// The larger error of a network at (X, y) and (-X, y), X in the kernel of a trained network's first layer.
struct TrainedWitness: Experiment {
  /// The network that is evaluated.
  enum Network: Sendable {
    /// The one whose first layer the witness is for.
    case same
    /// The same with a skip connection that passes on a share of the target.
    case skipping(Double)
    /// F6's of Td neurons.
    case handMade
  }

  static let error = "error at the witness"
  static let length = "length of the target"

  let recipe: NetworkRecipe
  var fedTo = Network.same

  static let all: [any Experiment] = NetworkRecipe.onTheLine.filter(\.isNarrow).map {
    TrainedWitness(recipe: $0)
  }

  /// Every width with the skip connection, and the narrowest network's witness fed to one that loses nothing.
  static let controls: [Control] =
    NetworkRecipe.onTheLine.filter(\.isNarrow).map { recipe in
      .nearMiss(
        of: TrainedWitness(recipe: recipe), "a skip connection passes on 10 % of the target", check: error,
        TrainedWitness(recipe: recipe, fedTo: .skipping(0.1)))
    } + [
      .otherWorld(
        of: TrainedWitness(recipe: .onTheLine(width: 4)), "a network made by hand that loses nothing, m = Td",
        check: error, TrainedWitness(recipe: .onTheLine(width: 4), fedTo: .handMade))
    ]

  struct Row: EvidenceRow {
    let rank: Int
    let constant: Double
    let targetNorm: Double
    let error: Double
    let asymmetry: Double

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.rank },
      Column("1/(2q-1)") { $0.constant },
      Column("length of the target") { $0.targetNorm },
      Column("larger error") { $0.error },
      Column("difference of the outputs") { $0.asymmetry },
    ]
  }

  var claim: Claim { .f7WorstCase }

  var name: String {
    switch fedTo {
    case .same: recipe.name
    case .skipping(let share): "\(recipe.name), with \(share) of the target by a skip connection"
    case .handMade: "\(recipe.name), its witness fed to the network made by hand"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    let count = recipe.schedule == .toTheLine ? recipe.repetitionsOnTheLine(effort) : 1
    switch fedTo {
    case .same: return count
    case .skipping: return min(1, count)
    case .handMade: return 1
    }
  }

  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let problem = try recipe.problem.problem()
    let result = try await TrainedNetwork(
      recipe: recipe, repetition: trial.repetition, settings: settings
    ).result()
    let witness = try F7WorstCase.witness(result.sums.certificate)
    let (trained, rank) = (result.trained.widened, result.sums.certificate.rank)
    switch fedTo {
    case .same: return try Row(witness, problem, trained, rank: rank)
    case .skipping(let share): return try Row(witness, problem, trained, rank: rank, skipped: share)
    case .handMade:
      let layers = try F6HandMadeNetwork(problem: problem, threshold: 8).layers()
      return try Row(witness, problem, FullyConnectedNetwork(layers), rank: problem.inputDimension)
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: recipe.problem.problem())
    // Below the larger error as it is, that is what the network would have to gain.
    let room = row.error / row.targetNorm - 1 + predicate.largestAsymmetry / row.targetNorm
    return [
      Check(
        Self.error,
        predicate.judge(error: row.error, asymmetry: row.asymmetry, targetNorm: row.targetNorm),
        detects: Check.Detectable(max(0, room), "of the target passed on")),
      Check(
        Self.length, predicate.judge(targetNorm: row.targetNorm),
        detects: Check.Detectable(max(0, row.targetNorm / row.constant - 1), "of the constant")),
    ]
  }
}

extension TrainedWitness.Row {
  /// Evaluates a network at both inputs of a witness.
  fileprivate init(
    _ witness: F7WorstCase.Witness, _ problem: Problem, _ network: FullyConnectedNetwork<Double>, rank: Int,
    skipped: Double = 0
  ) throws {
    var indicator = [Double](repeating: 0, count: problem.tokens)
    for token in witness.subset { indicator[token] = 1 }
    let outputs = try network.outputs(
      witness.tokens + indicator + witness.tokens.map { -$0 } + indicator)
    let (larger, difference) = try witness.errors(
      problem, at: Array(outputs[..<problem.dimension]), atOpposite: Array(outputs[problem.dimension...]),
      skipped: skipped)
    self.rank = rank
    constant = F7WorstCase.constant(problem)
    targetNorm = witness.targetNorm
    error = larger
    asymmetry = difference
  }
}
