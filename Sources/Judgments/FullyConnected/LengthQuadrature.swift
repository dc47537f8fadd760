import Evidence
import Theory

/// The least risk of predictors `c M_y Pi vec(X)/|vec(X)|` over c, by quadrature over the length and enumeration of y.
///
/// With p the density of the length l on (0, infinity), proportional to `l^(n-1) e^(-l^2/2)`, and K the mean over y of
/// tr M_y Pi M_y^T, the risk is `(E l^2) d/(q n) - 2 c (E l) K/n + c^2 K/n`, least at c = E l. Neither kappa nor the gamma
/// function is used.
struct LengthQuadrature: Experiment {
  static let check = "risk by quadrature"

  let problem: SmallProblem
  /// By how much n is greater in the kappa that is told.
  var longer = 0

  private static let cases = [
    SmallProblem(2, 1, 1), SmallProblem(3, 1, 2), SmallProblem(4, 3, 2), SmallProblem(8, 4, 2),
    SmallProblem(7, 7, 3), SmallProblem(20, 5, 2), SmallProblem(60, 4, 2),
  ].map { LengthQuadrature(problem: $0) }

  static let all: [any Experiment] = cases

  static let controls: [Control] = cases.map { quadrature in
    var miss = quadrature
    miss.longer = 1
    return .nearMiss(of: quadrature, "n + 1 for n in kappa", check: check, miss)
  }

  struct Row: EvidenceRow {
    struct Risk: Codable, Hashable, Sendable {
      let width: Int
      let risk: Double
    }

    let risks: [Risk]
    let meanLength: Double

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      // The risks of the widest layer and of none are in the ratio 1 - (E|x|)^2/n, |x| in its mean.
      Column("mean length") { $0.meanLength }.near(within: 1e-9) { row in
        guard let none = row.risks.first, let widest = row.risks.last else { return [] }
        return [(Double(widest.width) * (1 - widest.risk / none.risk)).squareRoot()]
      },
      Column("risk at m = 0") { $0.risks.first?.risk },
      Column("risk at m = Td") { $0.risks.last?.risk },
    ]
  }

  var claim: Claim { .f21NormalizedInput }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(problem.name), by quadrature" + (longer == 0 ? "" : ", kappa of n + \(longer)") }
  func cost(_ effort: Effort) -> Cost { .init(seconds: 0.02) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let n = problem.inputDimension
    let moments = Self.lengthMoments(n)
    let widths = Set([0, 1, problem.dimension, n / 2, n - 1, n]).sorted()
    return Row(
      risks: try widths.map { width in
        let seen = try Self.captured(problem, width)
        let share = (moments.square * problem.trivialRisk - moments.mean * moments.mean * seen) / Double(n)
        return Row.Risk(width: width, risk: share)
      }, meanLength: moments.mean)
  }

  /// The mean over y of tr M_y Pi M_y^T: for each row of orthonormal eigenvectors, its coordinates' sums over the subset.
  private static func captured(_ problem: Problem, _ width: Int) throws -> Double {
    if width == problem.inputDimension { return problem.trivialRisk }
    let rows = try F5Attained.weights(problem: problem, width: width)
    var (sum, count) = (0.0, 0.0)
    for subset in Subsets(of: problem) {
      count += 1
      for row in 0..<width {
        let coordinate = row % problem.dimension
        var image = 0.0
        for token in subset { image += rows[row, token * problem.dimension + coordinate] }
        sum += image * image
      }
    }
    return sum / (count * Double(problem.sparsity * problem.sparsity))
  }

  /// E l and E l^2, by the trapezoidal rule in log l.
  private static func lengthMoments(_ n: Int) -> (mean: Double, square: Double) {
    let dimension = Double(n)
    let step = min(0.1, 0.4 / dimension.squareRoot())
    var (weights, first, second) = (0.0, 0.0, 0.0)
    func add(_ place: Int) -> Bool {
      let logarithm = Double(place) * step
      let ratio = Elementary.exp(logarithm)  // l / sqrt(n)
      let exponent = dimension * (logarithm + 0.5 - 0.5 * ratio * ratio)
      if exponent < -50 { return false }
      let weight = Elementary.exp(exponent)
      weights += weight
      first += weight * ratio
      second += weight * ratio * ratio
      return true
    }
    var place = 0
    while add(place) { place += 1 }
    place = -1
    while add(place) { place -= 1 }
    return (first / weights * dimension.squareRoot(), second / weights * dimension)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    return try row.risks.map { risk in
      let bound = try Double.normalizedBound(problem, risk.width, n: problem.inputDimension + longer)
      let predicate =
        longer == 0
        ? try F21NormalizedInputPredicate(problem: problem, rank: risk.width)
        : F21NormalizedInputPredicate(problem: problem, rank: risk.width, bound: bound)
      return Check(
        Self.check, predicate.judge(quadrature: risk.risk), detects: .init(2e-11, "of the trivial risk"))
    }
  }
}
