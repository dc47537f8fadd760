import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F17: noisy and quantised first layers of every width, their bits counted, and matched noise on the bound.
  public static let f17WidthAndBits = ClaimJudgment(
    claim: .f17WidthAndBits,
    experiments: NoisyFirstLayer.all + QuantisedFirstLayer.all + MatchedNoise.all,
    controls: MatchedNoise.controls + [EncodingOfSubset.otherWorld],
    own: .takes(required: [.width], optional: []) { own in
      guard let width = own.width, width <= own.problem.inputDimension, own.problem.inputDimension <= 512
      else {
        throw TheoryError(
          value: "width \(own.width ?? 0), Td = \(own.problem.inputDimension)", rule: "width <= Td <= 512")
      }
      let problem = SmallProblem(own.problem)
      return [MatchedNoise(problem: problem, width: width), NoisyFirstLayer(problem: problem, width: width)]
    })
}

/// A way of counting that is wrong by a little: the near misses of F17.
enum Miscount: Hashable, Sendable {
  case none
  /// One bit less than was passed.
  case oneBitLess
  /// One hundredth less power than was used.
  case lessPower
  /// A rank less by one.
  case rankLessByOne

  var name: String {
    switch self {
    case .none: ""
    case .oneBitLess: ", counted with one bit less"
    case .lessPower: ", counted with 1 % less power"
    case .rankLessByOne: ", counted with a rank less by one"
    }
  }
}

/// What an encoding passes and what its best decoder reaches.
struct F17EncodingRow: EvidenceRow {
  let width: Int
  let bits: Double
  let power: Double?
  let risk: Double
  let boundByBits: Double
  let boundByPower: Double?

  static let columns: [Column<F17EncodingRow>] = [
    Column(count: "width") { $0.width },
    Column("information", unit: "bits") { $0.bits },
    Column("power") { $0.power },
    Column("risk") { $0.risk },
    Column("bound by bits") { $0.boundByBits }.atMost { [$0.risk] },
    Column("bound by power") { $0.boundByPower }.atMost { [$0.risk] },
  ]

  init(_ problem: Problem, width: Int, bits: Double, power: Double?, risk: Double, counted: Miscount) throws {
    let rank = width - (counted == .rankLessByOne ? 1 : 0)
    let passed = max(0, bits - (counted == .oneBitLess ? 1 : 0))
    let used = power.map { counted == .lessPower ? 0.99 * $0 : $0 }
    self.width = width
    self.bits = passed
    self.power = used
    self.risk = risk
    boundByBits = try F17WidthAndBits.lowerBound(problem: problem, width: rank, bits: passed)
    boundByPower = try used.map {
      try F17WidthAndBits.lowerBound(problem: problem, width: rank, power: $0)
    }
  }
}

extension F17EncodingRow {
  static let bitsCheck = "at least the bound by bits"
  static let powerCheck = "at least the bound by power"
  static let meetsBitsCheck = "meets the bound by bits"
  static let meetsPowerCheck = "meets the bound by power"

  /// That the risk is not below the bounds; where a power is none, by bits alone.
  func atLeast(_ problem: Problem) -> [Check] {
    let predicate = F17WidthAndBitsPredicate(problem)
    func check(_ name: String, _ bound: Double, _ context: String) -> Check {
      Check(
        name, predicate.judge(risk: risk, atLeast: bound, context),
        detects: .init(max(0, risk - bound) / risk + 1e-11, "of the risk"), margin: .distance)
    }
    let byBits = check(Self.bitsCheck, boundByBits, "\(bits) bits")
    guard let power else { return [byBits] }
    return [byBits, check(Self.powerCheck, boundByPower ?? .nan, "power \(power)")]
  }

  /// That the risk meets one of the bounds.
  func meets(_ problem: Problem, byPower: Bool) -> Check {
    let predicate = F17WidthAndBitsPredicate(problem)
    let bound = byPower ? boundByPower ?? .nan : boundByBits
    let context = byPower ? "power \(power ?? .nan)" : "\(bits) bits"
    return Check(
      byPower ? Self.meetsPowerCheck : Self.meetsBitsCheck,
      predicate.judge(risk: risk, attains: bound, context),
      detects: .init(2 * predicate.rounding / problem.trivialRisk, "of the trivial risk"))
  }
}

/// Drawn first layers with unit noise: the best decoder's exact risk is at least both forms of the bound.
struct NoisyFirstLayer: Experiment {
  let problem: SmallProblem
  let width: Int
  var counted = Miscount.none

  static let all: [any Experiment] = [
    NoisyFirstLayer(problem: SmallProblem(8, 4, 2), width: 4),
    NoisyFirstLayer(problem: SmallProblem(8, 4, 2), width: 16),
    NoisyFirstLayer(problem: SmallProblem(8, 4, 2), width: 32),
    NoisyFirstLayer(problem: SmallProblem(6, 2, 1), width: 6),
    NoisyFirstLayer(problem: SmallProblem(7, 2, 5), width: 9),
  ]

  var claim: Claim { .f17WidthAndBits }
  var name: String { "\(problem.name), width \(width), drawn, unit noise\(counted.name)" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 5, thorough: 50) }

  func run(_ trial: Trial, _ settings: Settings) throws -> F17EncodingRow {
    let problem = try problem.problem()
    var stream = RandomStream(try trial.address(settings), step: 0)
    // Powers of ten apart, so that from next to nothing to next to everything passes.
    let scale = Elementary.exp(4 * (stream.uniform() - 0.5))
    let weights = try Matrix(
      rows: width, columns: problem.inputDimension,
      elements: (0..<(width * problem.inputDimension)).map { _ in scale * stream.normal() })
    let passed = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1)
    let norm = weights.frobeniusNorm
    return try F17EncodingRow(
      problem, width: width, bits: passed.bits, power: norm * norm, risk: passed.risk, counted: counted)
  }

  /// The checks whose near misses are `MatchedNoise`'s, which is on the bounds.
  func judge(_ row: F17EncodingRow) throws -> [Check] { row.atLeast(try problem.problem()) }
}

/// Noise matched to the eigenvectors of S: it meets the bound by bits at reverse water-filling's powers, and the bound by
/// power at the norm form's.
struct MatchedNoise: Experiment {
  let problem: SmallProblem
  let width: Int
  var counted = Miscount.none

  /// Bits from below the first water level to far beyond, and the same numbers as powers; beyond 16 bits a neuron its noise
  /// would vanish in rounding.
  private var amounts: [Double] { [0.5, 2, 8, 16, 64].filter { $0 <= 16 * Double(width) } }

  private static let cases = [
    MatchedNoise(problem: SmallProblem(8, 4, 2), width: 2),
    MatchedNoise(problem: SmallProblem(8, 4, 2), width: 16),
    MatchedNoise(problem: SmallProblem(8, 4, 2), width: 32),
    MatchedNoise(problem: SmallProblem(6, 3, 4), width: 9),
    MatchedNoise(problem: SmallProblem(6, 2, 1), width: 7),
  ]

  static let all: [any Experiment] = cases

  static let controls: [Control] = cases.flatMap { matched in
    let misses: [(Miscount, String)] = [
      (.oneBitLess, F17EncodingRow.meetsBitsCheck), (.oneBitLess, F17EncodingRow.bitsCheck),
      (.rankLessByOne, F17EncodingRow.meetsBitsCheck), (.lessPower, F17EncodingRow.meetsPowerCheck),
      (.lessPower, F17EncodingRow.powerCheck),
    ]
    return misses.map { counted, check -> Control in
      var miss = matched
      miss.counted = counted
      return .nearMiss(
        of: matched, String(counted.name.dropFirst(2)), check: check, remark: " (\(check))", miss)
    }
  }

  struct Row: EvidenceRow {
    let byBits: [F17EncodingRow]
    let byPower: [F17EncodingRow]

    static let columns: [Column<Row>] = [
      Column(series: "information", unit: "bits") { $0.byBits.map(\.bits) },
      Column(series: "risk") { $0.byBits.map(\.risk) },
      Column(series: "bound") { $0.byBits.map(\.boundByBits) }.near(within: 1e-9) { $0.byBits.map(\.risk) },
      Column(series: "power") { $0.byPower.compactMap(\.power) },
      Column(series: "risk at the power") { $0.byPower.map(\.risk) },
      Column(series: "bound by power") { $0.byPower.compactMap(\.boundByPower) }
        .near(within: 1e-9) { $0.byPower.map(\.risk) },
    ]
  }

  var claim: Claim { .f17WidthAndBits }
  var name: String { "\(problem.name), width \(width), matched noise\(counted.name)" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    return Row(
      byBits: try amounts.map { bits in
        try encoded(
          problem, powers: F17WidthAndBits.matchedPowers(problem: problem, width: width, bits: bits))
      },
      byPower: try amounts.map { power in
        try encoded(problem, powers: F17WidthAndBits.powers(problem: problem, width: width, power: power))
      })
  }

  /// A first layer on the eigenvectors with the given powers; bits and risk come from its matrix alone.
  private func encoded(_ problem: Problem, powers: [Double]) throws -> F17EncodingRow {
    var weights = try F5Attained.weights(problem: problem, width: width)
    for row in 0..<width {
      for column in 0..<weights.columns { weights[row, column] *= powers[row].squareRoot() }
    }
    let passed = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1)
    let norm = weights.frobeniusNorm
    return try F17EncodingRow(
      problem, width: width, bits: passed.bits, power: norm * norm, risk: passed.risk, counted: counted)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    return row.byBits.map { $0.meets(problem, byPower: false) }
      + row.byPower.map { $0.meets(problem, byPower: true) }
      + (row.byBits + row.byPower).flatMap { $0.atLeast(problem) }
  }
}
