import Evidence
import Theory

/// Neurons along the eigenvectors, each rounded to one of 2^b cells: bits are counted as m b.
///
/// The quantiser has equal cells on [-4, 4], the outermost unbounded; the decoder is the mean of a standard normal
/// number in its cell, so the neuron's distortion is `1 - sum_cells (phi(a) - phi(b))^2/(Q(a) - Q(b))`, exactly.
struct QuantisedFirstLayer: Experiment {
  let problem: SmallProblem
  let width: Int
  let bitsPerNeuron: Int

  static let all: [any Experiment] = [
    (SmallProblem(8, 4, 2), 4, 1), (SmallProblem(8, 4, 2), 16, 1), (SmallProblem(8, 4, 2), 16, 2),
    (SmallProblem(8, 4, 2), 32, 3), (SmallProblem(6, 2, 1), 6, 4),
  ].map { QuantisedFirstLayer(problem: $0.0, width: $0.1, bitsPerNeuron: $0.2) }

  var claim: Claim { .f17WidthAndBits }
  var name: String { "\(problem.name), width \(width), \(bitsPerNeuron) bits a neuron" }

  func run(_ trial: Trial, _ settings: Settings) throws -> F17EncodingRow {
    let problem = try problem.problem()
    let kept = try keptVariance()
    var risk = try F2RiskLowerBound.value(problem: problem, width: width)
    for index in 0..<width {
      risk += (1 - kept) * (index < problem.dimension ? F1Spectrum.high(problem) : F1Spectrum.low(problem))
    }
    return try F17EncodingRow(
      problem, width: width, bits: Double(width * bitsPerNeuron), power: nil, risk: risk, counted: .none)
  }

  func judge(_ row: F17EncodingRow) throws -> [Check] {
    row.atLeast(try problem.problem())
  }

  /// The variance of the decoded value of one neuron.
  private func keptVariance() throws -> Double {
    let cells = 1 << bitsPerNeuron
    var kept = 0.0
    for cell in 0..<cells {
      let lower = cell == 0 ? -.infinity : -4 + 8 * Double(cell) / Double(cells)
      let upper = cell == cells - 1 ? .infinity : -4 + 8 * Double(cell + 1) / Double(cells)
      let mass = try Self.upperTail(lower) - Self.upperTail(upper)
      let slope = Self.density(lower) - Self.density(upper)
      if mass > 0 { kept += slope * slope / mass }
    }
    return kept
  }

  private static func density(_ x: Double) -> Double { x.isFinite ? GaussianTail.density(x) : 0 }

  private static func upperTail(_ x: Double) throws -> Double {
    if x == .infinity { return 0 }
    if x == -.infinity { return 1 }
    return x < 0 ? 1 - (try GaussianTail.upper(-x)) : try GaussianTail.upper(x)
  }
}
