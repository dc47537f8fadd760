import Evidence
import Theory

/// F17's other world: a first layer that is told y, `Z = a STS_q(X, y) + g` of d neurons with unit noise.
///
/// The target's coordinates are N(0, 1/q), so Z passes `(d/2) log2(1 + a^2/q)` bits, and the best decoder leaves
/// `(d/q)/(1 + a^2/q)`: as far as one likes below the bound at d neurons and as many bits.
struct EncodingOfSubset: Experiment {
  let problem: SmallProblem
  /// a^2/q.
  let signal: Double

  static let otherWorld: Control = .otherWorld(
    of: MatchedNoise(problem: SmallProblem(8, 4, 2), width: 16), "an encoding that is told y",
    check: F17EncodingRow.bitsCheck,
    EncodingOfSubset(problem: SmallProblem(8, 4, 2), signal: 15))

  var claim: Claim { .f17WidthAndBits }
  var name: String { "\(problem.name), an encoding that is told y" }

  func run(_ trial: Trial, _ settings: Settings) throws -> F17EncodingRow {
    let problem = try problem.problem()
    let bits = Double(problem.dimension) / 2 * Elementary.log(1 + signal) / Elementary.log(2)
    return try F17EncodingRow(
      problem, width: problem.dimension, bits: bits, power: nil, risk: problem.trivialRisk / (1 + signal),
      counted: .none)
  }

  func judge(_ row: F17EncodingRow) throws -> [Check] { row.atLeast(try problem.problem()) }
}
