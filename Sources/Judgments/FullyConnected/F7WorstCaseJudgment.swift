import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F7: the witness of every trained network fed to it, exact witnesses for drawn first layers, and the constant attained.
  ///
  /// The controls feed a witness to networks that lose nothing; 600 quick steps do not teach the trained one enough.
  public static let f7WorstCase = ClaimJudgment(
    claim: .f7WorstCase,
    experiments: TrainedWitness.all + DrawnWitnesses.all + AttainedConstant.all,
    controls: [
      .otherWorld(
        of: TrainedWitness.original, "a network made by hand that loses nothing, m = Td",
        TrainedWitness(recipe: .onTheLine(width: 4), fedTo: .handMade)),
      .otherWorld(
        of: TrainedWitness.original, "a trained network with m = 64 > Td",
        TrainedWitness(recipe: .onTheLine(width: 4), fedTo: .trained(.onTheLine(width: 64)))),
    ],
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
    /// F6's of Td neurons.
    case handMade
    /// Another trained one.
    case trained(NetworkRecipe)
  }

  let recipe: NetworkRecipe
  var fedTo = Network.same

  static let all: [any Experiment] = NetworkRecipe.onTheLine.filter(\.isNarrow).map {
    TrainedWitness(recipe: $0)
  }

  /// The narrowest network, which the controls stand beside.
  static let original = TrainedWitness(recipe: .onTheLine(width: 4))

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
    case .handMade: "\(recipe.name), its witness fed to the network made by hand"
    case .trained(let other): "\(recipe.name), its witness fed to width \(other.width)"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    switch fedTo {
    case .same: recipe.schedule == .toTheLine ? recipe.repetitionsOnTheLine(effort) : 1
    case .handMade: 1
    case .trained: effort.pick(quick: 0, standard: 1, thorough: 1)
    }
  }

  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let problem = try recipe.problem.problem()
    let result = try await TrainedNetwork(
      recipe: recipe, repetition: trial.repetition, settings: settings
    ).result()
    let witness = try F7WorstCase.witness(result.sums.certificate)
    switch fedTo {
    case .same:
      return try Row(witness, problem, result.trained.widened, rank: result.sums.certificate.rank)
    case .handMade:
      let layers = try F6HandMadeNetwork(problem: problem, threshold: 8).layers()
      return try Row(witness, problem, FullyConnectedNetwork(layers), rank: problem.inputDimension)
    case .trained(let other):
      let wide = try await TrainedNetwork(
        recipe: other, repetition: trial.repetition, settings: settings
      ).result()
      return try Row(witness, problem, wide.trained.widened, rank: wide.sums.certificate.rank)
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: recipe.problem.problem())
    return [Check("error at the witness", predicate.judge(error: row.error, asymmetry: row.asymmetry))]
  }
}

extension TrainedWitness.Row {
  /// Evaluates a network at both inputs of a witness.
  fileprivate init(
    _ witness: F7WorstCase.Witness, _ problem: Problem, _ network: FullyConnectedNetwork<Double>, rank: Int
  ) throws {
    var indicator = [Double](repeating: 0, count: problem.tokens)
    for token in witness.subset { indicator[token] = 1 }
    let outputs = try network.outputs(
      witness.tokens + indicator + witness.tokens.map { -$0 } + indicator)
    var errors = (0.0, 0.0)
    var difference = 0.0
    for coordinate in 0..<problem.dimension {
      var target = 0.0
      for token in witness.subset { target += witness.tokens[token * problem.dimension + coordinate] }
      target /= Double(problem.sparsity)
      let first = outputs[coordinate]
      let second = outputs[problem.dimension + coordinate]
      errors.0 += (first - target) * (first - target)
      errors.1 += (second + target) * (second + target)
      difference += (first - second) * (first - second)
    }
    self.rank = rank
    constant = F7WorstCase.constant(problem)
    targetNorm = witness.targetNorm
    error = max(errors.0, errors.1).squareRoot()
    asymmetry = difference.squareRoot()
  }
}

/// Exact witnesses of drawn first layers, of every height below Td: every vector of a basis of their kernel is one.
struct DrawnWitnesses: Experiment {
  /// How a first layer is drawn.
  enum Adversary: String, Sendable, CaseIterable {
    /// All entries -1, 0 or 1.
    case dense
    /// Two such entries in a row.
    case sparse
    /// Those of one token in a row.
    case block
  }

  let problem: SmallProblem
  let adversary: Adversary

  static let all: [any Experiment] = AttainedConstant.problems.flatMap { problem in
    Adversary.allCases.map { DrawnWitnesses(problem: problem, adversary: $0) }
  }

  struct Row: EvidenceRow {
    let constant: Double
    let witnesses: Int
    /// The least of their squared ratios `(|STS| / max |x_i|)^2`.
    let leastSquaredRatio: Rational

    static let columns: [Column<Row>] = [
      Column("1/(2q-1)") { $0.constant },
      Column("length of the target") { $0.leastSquaredRatio.double.squareRoot() },
      Column(count: "witnesses") { $0.witnesses },
    ]
  }

  var claim: Claim { .f7WorstCase }
  var grade: Claim.Grade { .exact }
  var name: String { "\(problem.name), \(adversary.rawValue) first layers" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 30) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    var ratios: [Rational] = []
    for height in 1..<problem.inputDimension {
      var stream = RandomStream(address, step: UInt32(height))
      let kernel = try draw(problem, height: height, &stream).kernelBasis()
      for row in 0..<kernel.rows {
        ratios.append(try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: kernel.row(row)))
      }
    }
    guard let least = ratios.min() else {
      throw TheoryError(value: "no witness", rule: "a first layer of rank below Td")
    }
    return Row(
      constant: F7WorstCase.constant(problem), witnesses: ratios.count, leastSquaredRatio: least)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: problem.problem())
    return [
      Check("length of the target", try predicate.judge(exactSquaredRatio: row.leastSquaredRatio))
    ]
  }

  private func draw(_ problem: Problem, height: Int, _ stream: inout RandomStream) throws -> RationalMatrix {
    let input = problem.inputDimension
    var weights = try RationalMatrix(rows: height, columns: input)
    for row in 0..<height {
      var places = Array(0..<input)
      switch adversary {
      case .dense: break
      case .sparse: places = stream.subset(size: 2, of: input)
      case .block:
        let token = Int(stream.integer(below: UInt32(problem.tokens)))
        places = Array((token * problem.dimension)..<((token + 1) * problem.dimension))
      }
      for place in places { weights[row, place] = Rational(Int(stream.integer(below: 3)) - 1) }
    }
    return weights
  }
}

/// The extremal kernel exactly, and the midpoint predictor on drawn inputs of the unit balls.
struct AttainedConstant: Experiment {
  let problem: SmallProblem

  /// Problems with Td <= 12, where exact kernels fit in 128 bits.
  static let problems = SmallProblem.all.filter { $0.inputDimension <= 12 }

  static let all: [any Experiment] = problems.map { AttainedConstant(problem: $0) }

  struct Row: EvidenceRow {
    let rank: Int
    let constant: Double
    let squaredRatio: Rational
    let midpointError: Double

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.rank },
      Column("1/(2q-1)") { $0.constant },
      Column("length of the target") { $0.squaredRatio.double.squareRoot() },
      Column("error of the midpoint") { $0.midpointError },
    ]
  }

  var claim: Claim { .f7WorstCase }
  var name: String { "\(problem.name), constant attained" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let kernel = try F7WorstCase.attainingWeights(problem).kernelBasis()
    var stream = RandomStream(try trial.address(settings), step: 0)
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: kernel.row(0).map(\.double))
    var greatest = try F7WorstCase.midpointError(problem: problem, tokens: witness.tokens)
    for _ in 0..<settings.effort.pick(quick: 200, standard: 2_000, thorough: 20_000) {
      greatest = max(
        greatest, try F7WorstCase.midpointError(problem: problem, tokens: drawUnitBalls(problem, &stream)))
    }
    return Row(
      rank: problem.inputDimension - kernel.rows, constant: F7WorstCase.constant(problem),
      squaredRatio: try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: kernel.row(0)),
      midpointError: greatest)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: problem.problem())
    return [
      Check("constant of the kernel", try predicate.judge(attainedSquaredRatio: row.squaredRatio)),
      Check("midpoint predictor", predicate.judge(midpointError: row.midpointError)),
    ]
  }

  /// Tokens in the unit ball: a uniform direction and a uniform length.
  private func drawUnitBalls(_ problem: Problem, _ stream: inout RandomStream) -> [Double] {
    var tokens = (0..<problem.inputDimension).map { _ in stream.normal() }
    for token in 0..<problem.tokens {
      let places = (token * problem.dimension)..<((token + 1) * problem.dimension)
      var square = 0.0
      for place in places { square += tokens[place] * tokens[place] }
      let length = stream.uniform() / square.squareRoot()
      for place in places { tokens[place] *= length }
    }
    return tokens
  }
}
