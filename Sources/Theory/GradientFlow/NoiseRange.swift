/// The step sizes for which the law of the noise of stochastic gradient descent holds.
///
/// At the end of training the curvatures of R/2 are `1/q` for V and, for W,
/// ```
/// one-hot:  lambda_v = d (q-1) [T + q^2 (1 - 1/T) - 2q] / (q^2 (T-1)(T-2))      T - 1 directions
///           lambda_a = d (q-1) (T-q) / (q T (T-1)(T-2))                         (T-1)(T-2)/2
///           lambda_s = (d/q^2) [p2 - p3 - (2 p2 - 4 p3 + 2 p4)/q]               T(T-3)/2
/// frames:   d (q-1) / (q D (D-1)) at most,   D = d_e
/// ```
/// p_k the probability that k given tokens lie in y. Descent without noise needs `eta < 2/lambda` for the largest of them.
/// V alone, attention at rest on y, follows `E R/R* - 1 -> x0 / (1 - (eta/(2q)) (1 + (d+1)/B))`, `x0 = eta d/(2qB)`,
/// exactly for every step and batch: no mean square exists from `eta = 2q / (1 + (d+1)/B)` on. The edge is the lesser of
/// the two. The law is of first order in 1/B; V's excess exceeds the law's by the share `(eta/(2q)) (d+1)/B` and more,
/// so it is claimed up to a fifth of the edge. Source: derived here.
public struct NoiseRange: Hashable, Sendable {
  /// The largest curvature of R/2 at the end of training.
  public let largestCurvature: Double
  /// The step 2q / (1 + (d+1)/B) from which on V's noise has no mean square.
  public let meanSquareEdge: Double

  /// The share of the edge up to which the law is claimed.
  public static let firstOrderShare = 0.2

  /// The range for a problem, a position law and a number of examples in a step.
  ///
  /// - Throws: `TheoryError` if batch < 1 or a frame's width is below T.
  public init(_ problem: Problem, positions: PositionLaw, batch: Int) throws(TheoryError) {
    guard batch >= 1 else { throw TheoryError(value: "batch = \(batch)", rule: "batch >= 1") }
    _ = try positions.kappa(problem)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    meanSquareEdge = 2 * q / (1 + (d + 1) / Double(batch))
    switch positions {
    case .oneHot: largestCurvature = max(1 / q, Self.oneHot(problem))
    case .orthonormalFrame(let width):
      let directions = max(1, Double(width) * Double(width - 1))
      largestCurvature = max(1 / q, d * (q - 1) / (q * directions))
    }
  }

  /// The step from which on the law diverges.
  public var edge: Double { min(2 / largestCurvature, meanSquareEdge) }

  /// The largest step for which the law of first order is claimed.
  public var largestStep: Double { Self.firstOrderShare * edge }

  /// Checks that a step lies below the edge.
  ///
  /// - Throws: `TheoryError` with the range if it does not.
  public func check(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize < edge else {
      throw TheoryError(
        value: "stepSize = \(stepSize)", rule: "0 < stepSize < \(edge), the edge of stability")
    }
  }

  /// Checks that a step lies where the law of first order is claimed.
  ///
  /// - Throws: `TheoryError` with the range if it does not.
  public func checkFirstOrder(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize <= largestStep else {
      throw TheoryError(
        value: "stepSize = \(stepSize)",
        rule: "0 < stepSize <= \(largestStep), a fifth of the edge of stability")
    }
  }

  /// The largest curvature in W with one-hot positions; 0 at T = 2, where q = 1.
  private static func oneHot(_ problem: Problem) -> Double {
    let (length, d, q) = (Double(problem.tokens), Double(problem.dimension), Double(problem.sparsity))
    guard problem.tokens > 2 else { return 0 }
    var all = 1.0
    let p = (0..<4).map { index -> Double in
      all *= max(0, q - Double(index)) / max(1, length - Double(index))
      return all
    }
    let vector =
      d * (q - 1) * (length + q * q * (1 - 1 / length) - 2 * q) / (q * q * (length - 1) * (length - 2))
    let skew = d * (q - 1) * (length - q) / (q * length * (length - 1) * (length - 2))
    let symmetric =
      problem.tokens > 3 ? d / (q * q) * (p[1] - p[2] - (2 * p[1] - 4 * p[2] + 2 * p[3]) / q) : 0
    return max(vector, skew, symmetric)
  }
}
