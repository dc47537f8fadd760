import Evidence
import Sim
import Theory

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
      Column("D(bits)") { $0.bound }.atMost { [$0.risk] },
      Column("LB(neurons)") { $0.widthBound }.atMost { [$0.risk] },
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
