/// The next order of the rate, for the flow and for gradient descent.
///
/// Gradient descent with a step eta below its limit (`StepLimit`), at t = eta k:
/// `t R = 1/(2 kappa) + [ (N - eta)/(4 kappa) + q/(2 d kappa^2) ] ln(t)/t + O(1/t)`; eta = 0 is the flow.
/// With `u = (q e^C/N)^2` and `K = d kappa/N`, alpha on its slow curve, D2 gives
/// `u' = 2K [1 - (2q/N + d kappa - eta K)/u + ...]` and `R = (d/N)/(u + q/N) (1 + ...)`; integrating,
/// `u = 2K t - (2q/N + d kappa - eta K) ln t + O(1)`. Source: derived here.
public enum D10NextOrder {
  /// The coefficient of ln(t)/t in t R.
  ///
  /// - Throws: `TheoryError` unless 0 <= stepSize < the step limit (`StepLimit`).
  public static func coefficient(_ system: FlowSystem, stepSize eta: Double = 0) throws(TheoryError) -> Double
  {
    let problem = system.problem
    if eta != 0 { try StepLimit(system).check(eta) }
    let kappa = system.kappa
    return (Double(problem.tokensOutside) - eta) / (4 * kappa)
      + Double(problem.sparsity) / (2 * Double(problem.dimension) * kappa * kappa)
  }
}

/// The coefficient of ln(t)/t in t R as a trajectory shows it: a least-squares slope with an interval.
///
/// With L = 1/(2 kappa), `t R = L + b ln(t)/t + c/t + ...` is the same as `y = L (t - L/R) = b ln t + c + ...`, where
/// the square of the correction, (b ln t)^2/(L t), no longer stands in y. The fit is y on (ln t, 1, 1/sqrt(t)): the
/// last from alpha's lag, which delays the logit by 4N/x, x = e^C. What the fit leaves out is at most
/// `L (A^2 ln t + A tau)/t` with A = N + 2q/(d kappa) and tau the delay of D4, from
/// `ln x = (ln(t - A ln x - ...) + const)/2`; and y is off by L t times the relative error of R. The interval adds both,
/// weighted by the absolute weights with which the slope depends on each y.
public struct NextOrderFit: Hashable, Sendable {
  /// The fitted coefficient.
  public let slope: Double
  /// The half-width of its interval.
  public let halfWidth: Double

  /// Fits states of the flow or of gradient descent.
  ///
  /// - Throws: `TheoryError` unless there are at least 4 states at different times above the delay.
  public init(_ system: FlowSystem, states: [FlowState], delay: Double, relativeError: Double)
    throws(TheoryError)
  {
    try self.init(
      limit: SharpRate(system).riskLimit, timeScale: Self.timeScale(system), times: states.map(\.time),
      risks: states.map(\.risk), delay: delay, relativeError: relativeError)
  }

  /// Fits risks at given times, for a limit L of t R and a time A.
  ///
  /// - Throws: `TheoryError` unless there are at least 4 positive risks, each at a time above the delay.
  public init(
    limit: Double, timeScale fast: Double, times: [Double], risks: [Double], delay: Double,
    relativeError: Double
  ) throws(TheoryError) {
    guard times.count >= 4, times.count == risks.count, times.allSatisfy({ $0 > delay }),
      risks.allSatisfy({ $0 > 0 })
    else {
      throw TheoryError(value: "\(times.count) states", rule: "at least 4, all later than tau = \(delay)")
    }
    let weights = Self.slopeWeights(
      times.map { Elementary.log($0) }, times.map { 1 / $0.squareRoot() })
    var (slope, width) = (0.0, 0.0)
    for k in times.indices {
      let t = times[k]
      slope += weights[k] * limit * (t - limit / risks[k])
      let remainder = (fast * fast * Elementary.log(t) + fast * delay) / t
      width += abs(weights[k]) * limit * (remainder + relativeError * t)
    }
    (self.slope, halfWidth) = (slope, width)
  }

  /// The time A = N + 2q/(d kappa): without steps the coefficient is L A/2.
  public static func timeScale(_ system: FlowSystem) -> Double {
    let problem = system.problem
    return Double(problem.tokensOutside)
      + 2 * Double(problem.sparsity) / (Double(problem.dimension) * system.kappa)
  }

  /// The weights w for which the first coefficient of the least-squares fit on (a, 1, b) is sum w_i y_i.
  ///
  /// w is a, made orthogonal to 1 and then to b, over its squared length.
  private static func slopeWeights(_ a: [Double], _ b: [Double]) -> [Double] {
    let (u, v) = (centered(a), centered(b))
    let factor = dot(u, v) / dot(v, v)
    let rest = zip(u, v).map { $0 - factor * $1 }
    let square = dot(rest, rest)
    return rest.map { $0 / square }
  }

  private static func centered(_ x: [Double]) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    return x.map { $0 - mean }
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// Judges D10: the predicted coefficient lies in the fit's interval.
public struct D10NextOrderPredicate: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem
  /// The step size eta; 0 for the flow.
  public let stepSize: Double
  /// The widest half-width that still decides, as a share of the coefficient.
  public let resolution: Double

  /// The predicate for a step size.
  public init(_ system: FlowSystem, stepSize: Double, resolution: Double = 0.02) {
    self.system = system
    self.stepSize = stepSize
    self.resolution = resolution
  }

  /// Judges a fit against D10's coefficient.
  ///
  /// - Throws: `TheoryError` unless 0 <= stepSize < the step limit.
  public func judge(_ fit: NextOrderFit) throws(TheoryError) -> Verdict {
    judge(
      slope: fit.slope, halfWidth: fit.halfWidth,
      coefficient: try D10NextOrder.coefficient(system, stepSize: stepSize))
  }

  /// Judges a fitted slope with the half-width of its interval against a coefficient.
  public func judge(slope: Double, halfWidth: Double, coefficient predicted: Double) -> Verdict {
    guard halfWidth >= 0, halfWidth <= resolution * predicted else {
      return .undecided(reason: "half-width \(halfWidth) of the slope \(slope)")
    }
    return .within(
      halfWidth, deviation: slope - predicted,
      "\(system.problem), step \(stepSize): slope \(slope), predicted \(predicted)")
  }
}

extension Claim {
  /// D10: the next order of the rate and the effect of the step size.
  public static let d10NextOrder = Claim(
    id: "D10", title: "Next order of the rate, and what the step size changes",
    statement: #"""
      For gradient descent with step $\eta$ below the step limit (D14), $t = \eta k$ after $k$ steps, $t\,R = \frac{1}{2\kappa} + \left[\frac{N - \eta}{4\kappa} + \frac{q}{2 d\kappa^2}\right]\frac{\ln t}{t} + O\!\left(\frac{1}{t}\right)$; $\eta = 0$ is the flow.
      """#,
    assumptions: [
      "The flow of D2, or gradient descent in its family, from zero.",
      "The step is below the step limit of the full matrices V and W (D14), not only 2q, the edge of V; beyond it they leave the family.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "With L = 1/(2 kappa), the slope of L (t - L/R) in a least-squares fit on ln t, 1 and 1/sqrt(t) has an interval, from the remainder and the error of R, of half-width at most 2 %, and it contains the coefficient.",
    control:
      "The coefficient of N + 1 tokens outside, of a step size off by 1 or more, or without its second term: the interval does not contain it. And, far off, one-hot positions with the coefficient of frames in R^64.",
    proof: #"""
      With $u = (q e^C/N)^2$ and $K = d\kappa/N$, $\alpha$ on its slow curve, D2 gives $u' = 2K[1 - (2q/N + d\kappa - \eta K)/u + \ldots]$, the last term from the second order of Euler's method, and $R = \frac{d}{N}/(u + q/N)\,(1 + \ldots)$. Integrate.
      """#
  )
}
