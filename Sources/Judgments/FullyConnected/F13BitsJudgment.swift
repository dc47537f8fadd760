import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F13: encoders of Gaussian tokens against D(B), and codes of all sign sequences against the bound for signs.
  ///
  /// The controls count bits a little wrong where the bound is met, and unquantised neurons as one bit each.
  public static let f13Bits = ClaimJudgment(
    claim: .f13Bits,
    experiments: GaussianEncoder.all + SignCodes.all,
    controls: GaussianEncoder.nearMisses + SignCodes.nearMisses + [
      .otherWorld(
        of: SignCodes(problem: SignCodes.problems[0]), "the one-neuron decoder counted as one bit",
        SignCodes(problem: SignCodes.problems[0], codes: .everySequence(countedAs: 1)))
    ],
    own: .takes(required: [.width], optional: []) { own in
      guard let width = own.width, width >= 1 else {
        throw TheoryError(value: "width = \(own.width ?? -1)", rule: "width >= 1")
      }
      let problem = SmallProblem(own.problem)
      let encoders: [GaussianEncoder.Encoder] = [
        .signs(width: width), .noisy(width: width, noise: 0.5), .matched(bits: Double(width)),
      ]
      let gaussian = encoders.map { GaussianEncoder(problem: problem, encoder: $0) }
      return gaussian + (problem.inputDimension <= 12 ? [SignCodes(problem: problem)] : [])
    },
    figures: { [try BitsFigure.draw($0)] })
}

/// An encoder of Gaussian tokens: the exact risk of its best linear decoder beside D(B).
struct GaussianEncoder: Experiment {
  /// How X is encoded.
  enum Encoder: Hashable, Sendable {
    /// Sign neurons with Gaussian weights.
    case signs(width: Int)
    /// Sign neurons along the top eigenvectors of S.
    case alignedSigns(width: Int)
    /// Noisy neurons with Gaussian weights, rows of mean square 1.
    case noisy(width: Int, noise: Double)
    /// Noisy neurons along the eigenvectors of S with the gains of one water level.
    case matched(bits: Double)

    var isRandom: Bool {
      switch self {
      case .signs, .noisy: true
      case .alignedSigns, .matched: false
      }
    }

    var isMatched: Bool { if case .matched = self { true } else { false } }

    var name: String {
      switch self {
      case .signs(let width): "\(width) sign neurons"
      case .alignedSigns(let width): "\(width) sign neurons along eigenvectors"
      case .noisy(let width, let noise): "\(width) neurons with noise \(noise)"
      case .matched(let bits): "matched noisy neurons, \(bits) bits"
      }
    }
  }

  let problem: SmallProblem
  let encoder: Encoder
  /// What is added to the bits that the encoder passes.
  var extraBits = 0.0
  /// Whether the risk is D(B), or only at least that.
  var isAttained: Bool

  init(problem: SmallProblem, encoder: Encoder, extraBits: Double = 0, isAttained: Bool? = nil) {
    self.problem = problem
    self.encoder = encoder
    self.extraBits = extraBits
    self.isAttained = isAttained ?? encoder.isMatched
  }

  /// A thousandth of a bit more where the risk is D(B), and a thousandth less in the inequality, which it meets.
  static let nearMisses: [Control] = [1.0, 16, 64].flatMap { bits -> [Control] in
    let problem = NetworkRecipe.mainProblem
    let original = GaussianEncoder(problem: problem, encoder: .matched(bits: bits))
    return [
      .nearMiss(
        of: original, "0.001 bits more", check: "risk is D(B)",
        GaussianEncoder(problem: problem, encoder: original.encoder, extraBits: 1e-3)),
      .nearMiss(
        of: original, "0.001 bits fewer", check: "risk at least D(B)",
        GaussianEncoder(problem: problem, encoder: original.encoder, extraBits: -1e-3, isAttained: false)),
    ]
  }

  static let all: [GaussianEncoder] = {
    let signs: [Encoder] = [4, 8, 16, 32, 48, 64].map { .signs(width: $0) }
    let aligned: [Encoder] = [4, 16, 32].map { .alignedSigns(width: $0) }
    let noisy: [Encoder] = [
      .noisy(width: 4, noise: 0.3), .noisy(width: 8, noise: 0.3), .noisy(width: 16, noise: 0.5),
      .noisy(width: 32, noise: 1), .noisy(width: 32, noise: 0.3),
    ]
    let matched: [Encoder] = [1, 4, 16, 32, 64].map { .matched(bits: $0) }
    let single: [Encoder] = [.signs(width: 5), .noisy(width: 7, noise: 0.5), .matched(bits: 6)]
    let dense: [Encoder] = [.signs(width: 9), .noisy(width: 4, noise: 0.2), .matched(bits: 3)]
    return (signs + aligned + noisy + matched).map {
      GaussianEncoder(problem: NetworkRecipe.mainProblem, encoder: $0)
    }
      + single.map { GaussianEncoder(problem: SmallProblem(5, 2, 1), encoder: $0) }
      + dense.map { GaussianEncoder(problem: SmallProblem(6, 3, 4), encoder: $0) }
  }()

  struct Row: EvidenceRow {
    let neurons: Int
    let bits: Double
    let risk: Double
    /// D(bits).
    let bound: Double
    /// LB(neurons).
    let widthBound: Double

    static let columns: [Column<Row>] = [
      Column(count: "neurons") { $0.neurons },
      Column("bits") { $0.bits },
      Column("risk") { $0.risk },
      Column("D(bits)") { $0.bound },
      Column("LB(neurons)") { $0.widthBound },
    ]
  }

  var claim: Claim { .f13Bits }
  var name: String {
    "\(problem.name), \(encoder.name)" + (extraBits == 0 ? "" : ", \(extraBits) bits added to the count")
  }

  func repetitions(_ effort: Effort) -> Int {
    encoder.isRandom ? effort.pick(quick: 1, standard: 3, thorough: 20) : 1
  }

  /// A Cholesky factor, and a solution for every direction of vec(X).
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let width =
      switch encoder {
      case .signs(let width), .alignedSigns(let width), .noisy(let width, _): Double(width)
      case .matched: length
      }
    let size = max(length, width)
    return Cost(seconds: 4e-9 * size * size * size, bytes: 48 * size * size)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    var stream = RandomStream(try trial.address(settings), step: 0)
    let weights = try weights(problem, &stream)
    let (bits, risk) =
      switch encoder {
      case .signs, .alignedSigns:
        (Double(weights.rows), try F13Encoders.signNeurons(problem: problem, weights: weights))
      case .noisy(_, let noise):
        try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: noise)
      case .matched:
        try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1)
      }
    let counted = bits + extraBits
    return Row(
      neurons: weights.rows, bits: counted, risk: risk,
      bound: try F13Bits.gaussian(problem: problem, bits: counted),
      widthBound: try F2RiskLowerBound.value(problem: problem, width: weights.rows))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F13BitsPredicate(try problem.problem())
    return [
      Check(
        isAttained ? "risk is D(B)" : "risk at least D(B)",
        try predicate.judge(risk: row.risk, bits: row.bits, attained: isAttained),
        detects: .init(
          ((isAttained ? 0 : max(0, row.risk - row.bound)) + predicate.rounding) / row.bound, "of D(B)"))
    ]
  }

  private func weights(_ problem: Problem, _ stream: inout RandomStream) throws -> Matrix {
    switch encoder {
    case .signs(let width), .noisy(let width, _):
      return try Self.gaussianWeights(problem, width: width, &stream)
    case .alignedSigns(let width): return try F5Attained.weights(problem: problem, width: width)
    case .matched(let bits): return try Self.matchedWeights(problem, bits: bits)
    }
  }

  /// Rows with independent N(0, 1/(Td)) entries.
  private static func gaussianWeights(_ problem: Problem, width: Int, _ stream: inout RandomStream) throws
    -> Matrix
  {
    let length = problem.inputDimension
    let scale = 1 / Double(length).squareRoot()
    let entries = (0..<(width * length)).map { _ in scale * stream.normal() }
    return try Matrix(rows: width, columns: length, elements: entries)
  }

  /// The orthonormal eigenvectors above the water level, each times `sqrt(lambda/theta - 1)`.
  private static func matchedWeights(_ problem: Problem, bits: Double) throws -> Matrix {
    let level = try F13Bits.waterLevel(problem: problem, bits: bits)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let width = level < low ? problem.inputDimension : problem.dimension
    var weights = try F5Attained.weights(problem: problem, width: width)
    for row in 0..<width {
      let gain = max(0, (row < problem.dimension ? high : low) / level - 1).squareRoot()
      for column in 0..<weights.columns { weights[row, column] = gain * weights[row, column] }
    }
    return weights
  }
}

/// Codes of all sign sequences, by enumeration: the first B entries, B parities of random subsets of the entries, and B
/// sign neurons with random whole weights, for every B from 0 to 4.
struct SignCodes: Experiment {
  /// Which codes are judged.
  enum Codes: Hashable, Sendable {
    /// The drawn ones at the bits that they pass.
    case drawn
    /// The drawn ones, each counted as one bit fewer.
    case countedOneFewer
    /// One code word for every sequence, which one neuron can pass, counted as some bits.
    case everySequence(countedAs: Int)
  }

  let problem: SmallProblem
  var codes = Codes.drawn

  static let problems = [
    SmallProblem(7, 1, 2), SmallProblem(3, 2, 2), SmallProblem(4, 2, 1), SmallProblem(5, 2, 4),
  ]
  static let all: [any Experiment] = problems.map { SignCodes(problem: $0) }

  /// At q = 1 the first entries as a code come closest: two bits leave 3/4 of the risk, of which one bit's bound is 49/64.
  static let nearMisses: [Control] = [SmallProblem(4, 2, 1)].map { problem in
    .nearMiss(
      of: SignCodes(problem: problem), "codes counted as one bit fewer", check: "codes of signs",
      SignCodes(problem: problem, codes: .countedOneFewer))
  }

  struct Row: EvidenceRow {
    struct Code: Codable, Hashable, Sendable {
      let bits: Int
      let risk: Rational
      /// The bound at these bits.
      let bound: Rational
    }

    let codes: [Code]

    /// The least risk as a multiple of its bound.
    var closest: Double? {
      codes.filter { $0.bound > .zero }.map { $0.risk.double / $0.bound.double }.min()
    }

    static let columns: [Column<Row>] = [
      Column(count: "codes") { $0.codes.count },
      Column("least risk / bound") { $0.closest },
    ]
  }

  var claim: Claim { .f13Bits }
  var grade: Claim.Grade { .exact }
  var name: String {
    switch codes {
    case .drawn: "\(problem.name), codes of signs"
    case .countedOneFewer: "\(problem.name), codes of signs counted as one bit fewer"
    case .everySequence(let bits): "\(problem.name), the one-neuron decoder counted as \(bits) bit"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    codes == .drawn ? effort.pick(quick: 1, standard: 3, thorough: 20) : 1
  }

  func cost(_ effort: Effort) -> Cost {
    let sequences = Double(1 << min(62, problem.inputDimension))
    return Cost(seconds: 15 * sequences * Double(problem.inputDimension) * 1e-7, bytes: 100 * sequences)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let length = problem.inputDimension
    var stream = RandomStream(try trial.address(settings), step: 0)
    let judged: [(bits: Int, words: [Int])] =
      switch codes {
      case .drawn:
        (0...min(4, length)).flatMap { bits in
          Self.drawn(bits: bits, length: length, &stream).map { (bits, $0) }
        }
      case .countedOneFewer:
        (1...min(4, length)).flatMap { bits in
          Self.drawn(bits: bits, length: length, &stream).map { (bits - 1, $0) }
        }
      case .everySequence(let bits): [(bits, Array(0..<(1 << length)))]
      }
    return Row(
      codes: try judged.map { code in
        Row.Code(
          bits: code.bits, risk: try F13Encoders.codeRisk(problem: problem, codes: code.words),
          bound: try F13Bits.signs(problem: problem, bits: code.bits))
      })
  }

  /// Exact: what is short of the bound by anything is refuted.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = F13BitsPredicate(try problem.problem())
    return [
      Check(
        "codes of signs", .all(try row.codes.map { try predicate.judge(exactRisk: $0.risk, bits: $0.bits) }),
        detects: row.closest.map { .init(max(0, $0 - 1), "of the bound") })
    ]
  }

  /// Three codes of every sign sequence in a number of bits.
  private static func drawn(bits: Int, length: Int, _ stream: inout RandomStream) -> [[Int]] {
    let masks = (0..<bits).map { _ in Int(stream.integer(below: UInt32(1 << length))) }
    // An odd sum of weights: no sum of signs times weights is 0.
    let weights = (0..<bits).map { _ -> [Int] in
      var row = (0..<length).map { _ in Int(stream.integer(below: 9)) - 4 }
      if row.reduce(0, +) % 2 == 0 { row[0] += 1 }
      return row
    }
    let patterns = 0..<(1 << length)
    let first = patterns.map { $0 & ((1 << bits) - 1) }
    let parities = patterns.map { pattern in
      masks.enumerated().reduce(0) { $0 | ((pattern & $1.element).nonzeroBitCount & 1) << $1.offset }
    }
    let signs = patterns.map { pattern in
      weights.enumerated().reduce(0) { code, item in
        let sum = item.element.enumerated().reduce(0) { total, weight in
          total + (pattern >> weight.offset & 1 == 1 ? weight.element : -weight.element)
        }
        return code | (sum > 0 ? 1 : 0) << item.offset
      }
    }
    return [first, parities, signs]
  }
}
