/// The gradient flow of R/2 from zero on Gaussian positions drawn anew, of any width d_e >= q + 2, dual
/// query.
///
/// The law of the positions is invariant under rotations, so V(t) = alpha(t) I and W(t) = C(t) I. With `a(C)
/// = E P / q` and `b(C) = E ||s||^2`, A1 gives `R/2 = (d/2) (alpha^2 b - 2 alpha a + 1/q)`; its gradient in V
/// is (alpha b - a) I, and the one in W a multiple of I whose trace is the derivative in C:
/// ```
/// alpha' = a - alpha b,      C' = -(d/(2 d_e)) (alpha^2 db/dC - 2 alpha da/dC).
/// ```
/// The second is `-(1/d_e) E sum_i rho_i s_i (v_i - s.v)`, rho_i the scores and v = d alpha (alpha s -
/// 1_y/q). a and b are tabulated at Chebyshev's points by `GaussianMoments`, so a path costs the same at T =
/// 20 and at T = 10^5.
///
/// Which widths. The query has the length `||e_y|| = sqrt(d_e) r`, `r^2 = q/chi^2_nu`, nu = d_e - q + 1, and
/// `E r^k` is finite for k < nu only. At W = 0, alpha > 0 attention is even and the gradient of one example
/// is `(1/T) sum_i (v_i - mean v) e_i e_y^T`, as large as e_y. So at d_e = q (nu = 1) the population's
/// gradient does not exist: the mean of its size is infinite. At d_e = q + 1 it exists and the system holds,
/// but the gradient's variance over examples is infinite and training on samples need not follow. From d_e =
/// q + 2 on both are finite. Away from W = 0 the tails are lighter: where C r is large, softmax is saturated
/// and its gradient is large in a share of order 1/(C r) of the draws only.
///
/// a and b are bounded, `0 <= q a <= 1`, `b <= 1`, for every width. Halving all steps of `GaussianMoments`
/// changes them by 1e-11, relative; at nu = 3 by 1e-10, at nu = 3 and T = 10^5 by 1e-8. At C = 0 they are a
/// power series plus a term of order C^nu, with a logarithm for even nu: at Chebyshev's points, dense there,
/// that costs their slopes 1e-6 at most.
///
/// The least risk `d (1/q - a^2/b)` over C is positive (`GaussianPositionFloor`): the flow stalls there (A5).
/// Source: derived here.
public struct GaussianPositionFlow: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The width d_e of the positions.
  public let width: Int
  /// The greatest logit tabulated.
  public let largestLogit: Double
  private let mass: ChebyshevSeries
  private let square: ChebyshevSeries
  private let massSlope: ChebyshevSeries
  private let squareSlope: ChebyshevSeries
  private let massBend: ChebyshevSeries
  private let squareBend: ChebyshevSeries

  /// Tabulates the system up to a logit.
  ///
  /// - Throws: `TheoryError` unless q + 2 <= width <= 10^7, T <= 10^7, and 1 <= largestLogit <= 40.
  public init(problem: Problem, width: Int, largestLogit: Double = 16) throws(TheoryError) {
    try Self.check(problem, width: width)
    guard largestLogit >= 1, largestLogit <= 40 else {
      throw TheoryError(value: "largestLogit = \(largestLogit)", rule: "1 <= largestLogit <= 40")
    }
    self.problem = problem
    self.width = width
    self.largestLogit = largestLogit
    var moments = GaussianMoments(problem: problem, width: width, largestLogit: largestLogit)
    // The nearest pole of P lies pi off the real axis: six points for each unit of C leave about 1e-11, a
    // short table needs as many.
    let count = max(24, Int(6 * largestLogit))
    let values = ChebyshevSeries.points(0, largestLogit, count: count).map { moments.at(logit: $0) }
    mass = ChebyshevSeries(0, largestLogit, values: values.map(\.mass))
    square = ChebyshevSeries(0, largestLogit, values: values.map(\.square))
    massSlope = mass.derivative
    squareSlope = square.derivative
    massBend = massSlope.derivative
    squareBend = squareSlope.derivative
  }

  /// E P and E ||s||^2 at a logit.
  ///
  /// - Throws: `TheoryError` unless 0 <= logit <= largestLogit.
  public func moments(logit: Double) throws(TheoryError) -> (mass: Double, square: Double) {
    try check(logit)
    return (mass.value(at: logit), square.value(at: logit))
  }

  /// The velocity (alpha', C').
  ///
  /// - Throws: `TheoryError` unless 0 <= logit <= largestLogit.
  public func velocity(alpha: Double, logit: Double) throws(TheoryError) -> (alpha: Double, logit: Double) {
    try check(logit)
    let motion = motion(alpha: alpha, logit: logit)
    return (motion.alpha, motion.logit)
  }

  /// The factor d/(2 d_e) of C'.
  var drive: Double { Double(problem.dimension) / (2 * Double(width)) }

  /// The velocity and its derivatives at a logit within the table.
  func motion(alpha: Double, logit: Double) -> PlaneMotion {
    let q = Double(problem.sparsity)
    let factor = drive
    let (a, a1, a2) = (
      mass.value(at: logit) / q, massSlope.value(at: logit) / q, massBend.value(at: logit) / q
    )
    let (b, b1, b2) = (square.value(at: logit), squareSlope.value(at: logit), squareBend.value(at: logit))
    return PlaneMotion(
      alpha: a - alpha * b, logit: factor * alpha * (2 * a1 - alpha * b1),
      alphaByAlpha: -b, alphaByLogit: a1 - alpha * b1,
      logitByAlpha: 2 * factor * (a1 - alpha * b1), logitByLogit: factor * alpha * (2 * a2 - alpha * b2))
  }

  /// The flow's state at a logit within the table.
  func state(_ time: Double, alpha: Double, logit: Double) -> FlowState {
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let (p, b) = (mass.value(at: logit), square.value(at: logit))
    let risk = d * (alpha * alpha * b - 2 * alpha * p / q + 1 / q)
    return FlowState(
      time: time, alpha: alpha, logit: logit, massOnSubset: p, massOffSubset: 1 - p, risk: risk)
  }

  static func check(_ problem: Problem, width: Int) throws(TheoryError) {
    guard width >= problem.sparsity + 2, width <= 10_000_000, problem.tokens <= 10_000_000 else {
      throw TheoryError(
        value: "width = \(width), \(problem)", rule: "sparsity + 2 <= width <= 10^7, tokens <= 10^7")
    }
  }

  private func check(_ logit: Double) throws(TheoryError) {
    guard logit >= 0, logit <= largestLogit else {
      throw TheoryError(value: "logit = \(logit)", rule: "0 <= logit <= \(largestLogit)")
    }
  }
}
