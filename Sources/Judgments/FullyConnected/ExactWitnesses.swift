import Evidence
import Sim
import Theory

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
  /// The multiple of 1/(2q-1) that is claimed, in hundredths.
  var claimed = 100

  /// At q = 1 every witness has a target of length 1, so a constant 1 % larger is false.
  static let nearMisses: [Control] = Adversary.allCases.map { adversary in
    let original = DrawnWitnesses(problem: SmallProblem(5, 2, 1), adversary: adversary)
    var world = original
    world.claimed = 101
    return .nearMiss(of: original, "a constant 1 % larger", check: TrainedWitness.length, world)
  }

  static let all: [any Experiment] = SmallProblem.exact.flatMap { problem in
    Adversary.allCases.map { DrawnWitnesses(problem: problem, adversary: $0) }
  }

  struct Row: EvidenceRow {
    let constant: Double
    let witnesses: Int
    /// The least of their squared ratios `(|STS| / max |x_i|)^2`.
    let leastSquaredRatio: Rational
    /// The first layer and the witness that have it.
    let least: FirstLayerWitness

    static let columns: [Column<Row>] = [
      Column("1/(2q-1)") { $0.constant },
      Column("length of the target") { $0.leastSquaredRatio.double.squareRoot() },
      Column(count: "witnesses") { $0.witnesses },
    ]
  }

  var claim: Claim { .f7WorstCase }
  var grade: Claim.Grade { .exact }
  var name: String {
    "\(problem.name), \(adversary.rawValue) first layers"
      + (claimed == 100 ? "" : ", constant \(claimed) %")
  }
  func repetitions(_ effort: Effort) -> Int {
    claimed != 100 ? 1 : effort.pick(quick: 1, standard: 3, thorough: 30)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    var found: [FirstLayerWitness] = []
    for height in 1..<problem.inputDimension {
      var stream = RandomStream(address, step: UInt32(height))
      let weights = try draw(problem, height: height, &stream)
      let kernel = try weights.kernelBasis()
      for row in 0..<kernel.rows {
        let witness = try F7WorstCase.exactWitness(problem: problem, kernelVector: kernel.row(row))
        found.append(FirstLayerWitness(weights: weights, witness: witness))
      }
    }
    guard let least = found.min(by: { $0.witness.squaredRatio < $1.witness.squaredRatio }) else {
      throw TheoryError(value: "no witness", rule: "a first layer of rank below Td")
    }
    return Row(
      constant: F7WorstCase.constant(problem), witnesses: found.count,
      leastSquaredRatio: least.witness.squaredRatio, least: least)
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    [Certificate("worst case", CertifiedWitness(try problem.problem(), row.least))]
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: problem.problem())
    return [
      Check(
        TrainedWitness.length,
        try predicate.judge(
          exactSquaredRatio: row.leastSquaredRatio,
          claimed: Rational(numerator: Int128(claimed), denominator: 100)),
        detects: Check.Detectable(
          max(0, row.leastSquaredRatio.double.squareRoot() / row.constant - 1), "of the constant"))
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
      for place in places { weights[row, place] = stream.smallInteger() }
    }
    return weights
  }
}

/// A first layer with an input that it does not see.
struct FirstLayerWitness: Codable, Hashable, Sendable {
  let weights: RationalMatrix
  let witness: F7WorstCase.ExactWitness
}

/// What another program checks again of F7: that the layer is 0 at the input, and how long the target is there.
private struct CertifiedWitness: Encodable {
  let problem: Problem
  let weights: [[Rational]]
  let input: [Rational]
  let subset: [Int]
  let squaredRatio: Rational

  init(_ problem: Problem, _ found: FirstLayerWitness) {
    self.problem = problem
    weights = (0..<found.weights.rows).map { found.weights.row($0) }
    (input, subset, squaredRatio) = (found.witness.input, found.witness.subset, found.witness.squaredRatio)
  }
}

/// The extremal kernel exactly, and the midpoint predictor on drawn inputs of the unit balls.
struct AttainedConstant: Experiment {
  static let kernel = "constant of the kernel"
  static let midpoint = "midpoint predictor"

  let problem: SmallProblem
  /// What is added to the kernel's first entry, 2q - 1.
  var added = 0
  /// How far the predictor is from the fibre's middle, as a share of its half length.
  var shift = 0.0

  static let all: [any Experiment] = SmallProblem.exact.map { AttainedConstant(problem: $0) }

  static let nearMisses: [Control] = [SmallProblem(5, 2, 1), SmallProblem(5, 2, 4)].flatMap { problem in
    let original = AttainedConstant(problem: problem)
    return [
      // At q = 1 the first entry alone is the target, so any kernel of the kind attains the constant.
      problem.sparsity == 1
        ? nil
        : Control.nearMiss(
          of: original, "2q for 2q-1 in the kernel", check: kernel,
          AttainedConstant(problem: problem, added: 1)),
      Control.nearMiss(
        of: original, "a midpoint moved by 1 % of the fibre's half length", check: midpoint,
        AttainedConstant(problem: problem, shift: 0.01)),
    ].compactMap { $0 }
  }

  struct Row: EvidenceRow {
    let rank: Int
    let constant: Double
    let squaredRatio: Rational
    let midpointError: Double
    /// The first layer with the vector that spans its kernel.
    let extremal: FirstLayerWitness

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.rank },
      Column("1/(2q-1)") { $0.constant },
      Column("length of the target") { $0.squaredRatio.double.squareRoot() },
      Column("error of the midpoint") { $0.midpointError },
    ]
  }

  var claim: Claim { .f7WorstCase }
  var name: String {
    "\(problem.name), constant attained" + (added == 0 ? "" : ", first entry 2q")
      + (shift == 0 ? "" : ", midpoint moved by \(shift)")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let weights = try F7WorstCase.attainingWeights(problem, firstEntry: 2 * problem.sparsity - 1 + added)
    let kernel = try weights.kernelBasis()
    let spanning = try F7WorstCase.exactWitness(problem: problem, kernelVector: kernel.row(0))
    let extremal = try F7WorstCase.attainingWeights(problem).kernelBasis().row(0).map(\.double)
    var stream = RandomStream(try trial.address(settings), step: 0)
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: extremal).tokens
    // Both ends of the extremal fibre: there the midpoint errs most.
    var greatest = 0.0
    for tokens in [witness, witness.map { -$0 }] {
      greatest = max(
        greatest, try F7WorstCase.midpointError(problem: problem, tokens: tokens, shift: shift))
    }
    for _ in 0..<settings.effort.pick(quick: 200, standard: 2_000, thorough: 20_000) {
      greatest = max(
        greatest,
        try F7WorstCase.midpointError(
          problem: problem, tokens: drawUnitBalls(problem, &stream), shift: shift))
    }
    return Row(
      rank: problem.inputDimension - kernel.rows, constant: F7WorstCase.constant(problem),
      squaredRatio: spanning.squaredRatio, midpointError: greatest,
      extremal: FirstLayerWitness(weights: weights, witness: spanning))
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    [Certificate("constant attained", CertifiedWitness(try problem.problem(), row.extremal))]
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F7WorstCasePredicate(problem: problem.problem())
    return [
      Check(
        Self.kernel, try predicate.judge(attainedSquaredRatio: row.squaredRatio),
        detects: Check.Detectable(0, "of the constant")),
      Check(
        Self.midpoint, predicate.judge(midpointError: row.midpointError),
        detects: Check.Detectable(1e-9, "of the constant")),
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
