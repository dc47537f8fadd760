/// The three phases of the flow from zero, in closed form, while d kappa and d/q are small.
///
/// 1. The value learns: attention is still uniform and `alpha = 1 - e^(-t/T)`, on the time scale T.
/// 2. The attention learns, alpha on its slow curve, the best alpha at the logit C. With x = e^C the curve is
///    `alpha_b = x (q x + N)/(q x^2 + N)`; it peaks at `x = 1 + sqrt(T/q)`, at the height `(1 + sqrt(T/q))/2`. On it
///    `x' = d kappa N x^3/(N + q x^2)^2`, so x is reached after the slow time
///    `[ (N^2/2)(1 - 1/x^2) + 2 q N ln x + (q^2/2)(x^2 - 1) ] / (d kappa N)`.
/// 3. The risk falls like 1/(2 kappa t) (D4), from x = N/q on, where P = 1/2, alpha = 2N/T and R = d/T.
///
/// Proof of 2. With `P = q x/(q x + N)` the best alpha is alpha_b; its derivative has the sign of `N + 2 q x - q x^2`.
/// There D2 gives `C' = d kappa alpha^2 delta^2/N`, and `alpha delta = N x/(q x^2 + N)`; integrate from x = 1.
///
/// One order further alpha lags behind its curve: with `r = P^2/q + delta^2/N` its relaxation rate,
/// `alpha - alpha_b = -alpha_b'/r`, and `d ln C'/d alpha = (1 - P (x - 1))/alpha`, which costs the time
/// `N int (N + 2 q x - q x^2)^2/(x (q x^2 + N)^2) dx = N [ ln x + (2 N - 2 q + 4 q x)/(N + q x^2) ]`,
/// and T for the first phase. What is left is of the relative size of the largest lag in C,
/// `C'/r <= (4/27) d kappa N/q` up to a factor near 1. In particular
/// `t_half ~ [N^2 - q^2 + 2 q N ln(N/q)]/(d kappa N)`. The flow's own peak is exactly on the curve, as alpha' = 0 there,
/// but beyond the curve's peak: it is never higher. Source: derived here.
public struct FlowPhases: Hashable, Sendable, Codable {
  /// The system.
  public let system: FlowSystem

  /// The phases of a system.
  ///
  /// - Throws: `TheoryError` unless q < T/2, so that P = 1/2 is reached at a positive logit.
  public init(_ system: FlowSystem) throws(TheoryError) {
    let problem = system.problem
    guard 2 * problem.sparsity < problem.tokens else {
      throw TheoryError(
        value: "sparsity = \(problem.sparsity)", rule: "sparsity < tokens/2 = \(Double(problem.tokens) / 2)")
    }
    self.system = system
  }

  private var sparsity: Double { Double(system.problem.sparsity) }
  private var outside: Double { Double(system.problem.tokensOutside) }
  private var tokens: Double { Double(system.problem.tokens) }
  private var drive: Double { Double(system.problem.dimension) * system.kappa }

  /// The height (1 + sqrt(T/q))/2 of the slow curve's peak.
  public var peakAlpha: Double { 0.5 * (1 + (tokens / sparsity).squareRoot()) }

  /// The logit ln(1 + sqrt(T/q)) at which the slow curve peaks.
  public var peakLogit: Double { Elementary.log1p((tokens / sparsity).squareRoot()) }

  /// The logit ln(N/q) at which P = 1/2.
  public var halfLogit: Double { Elementary.log(outside / sparsity) }

  /// The height 2N/T of the slow curve where P = 1/2; the risk there is d/T.
  public var halfAlpha: Double { 2 * outside / tokens }

  /// The largest lag (4/27) d kappa N/q of the slow phase, in units of the logit.
  public var lag: Double { 4 / 27 * drive * outside / sparsity }

  /// The slow time after which the logit is reached, without the lag.
  public func slowTime(logit: Double) -> Double {
    let x = Elementary.exp(logit)
    let early = -0.5 * outside * outside * Elementary.expm1(-2 * logit)
    let late = 0.5 * sparsity * sparsity * (x * x - 1)
    return (early + 2 * sparsity * outside * logit + late) / (drive * outside)
  }

  /// The delay of the first phase and of the lag: what is to be added to the slow time; it depends on T and q alone.
  public func delay(logit: Double) -> Double {
    let x = Elementary.exp(logit)
    let lost = (2 * outside - 2 * sparsity + 4 * sparsity * x) / (outside + sparsity * x * x)
    return tokens + outside * (logit + lost - 2 * (outside + sparsity) / tokens)
  }

  /// The time at which the logit is reached: slow time and delay.
  public func time(logit: Double) -> Double { slowTime(logit: logit) + delay(logit: logit) }

  /// The remainder's scale T (d kappa T/q) of a time: slow time plus delay is off by less than 0.25 times that.
  public var timeScale: Double { tokens * drive * tokens / sparsity }
}

extension Claim {
  /// D5: the three phases.
  public static let d5Phases = Claim(
    id: "D5", title: "Three phases, with their times and heights",
    statement: #"""
      For $d\kappa \ll 1$ and $q < T/2$ the flow from zero has three phases. (1) $\alpha = 1 - e^{-t/T}$ while the attention is uniform. (2) $\alpha$ follows its best value at $C$, which peaks at $e^C = 1 + \sqrt{T/q}$ with height $\frac{1}{2}(1 + \sqrt{T/q})$, and the mass reaches $\frac{1}{2}$ at $t_{1/2} = \frac{N^2 - q^2 + 2qN\ln(N/q)}{d\,\kappa\,N} + T + N\left[\ln\frac{N}{q} - 2 + \frac{(6N - 2q)q}{NT}\right] + O\!\left(T\,\frac{d\kappa T}{q}\right)$, where $\alpha = \frac{2N}{T}$ and $R = \frac{d}{T}$. (3) $R \approx \frac{1}{2\kappa t}$.
      """#,
    assumptions: ["The flow of D2 from zero.", "q < T/2.", "d kappa at most 0.006, d/q at most 2."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The half time is the leading formula within 5 % and the formula with its delay within a quarter of T (d kappa T/q); so is the time at the curve's peak. The flow's peak is below the curve's by at most half the squared lag. The value at t = T, and value and risk at the half time, are as stated to second order.",
    control: "d = T/10, outside d << T: the half time is 1.378 times the leading formula.",
    proof: #"""
      While attention is uniform D2 is linear in $\alpha$. Then $\alpha$ follows its best value $\alpha_b(C)$, on which $x = e^C$ obeys $x' = d\kappa N x^3/(N + qx^2)^2$; integrated, it gives the times. One order further $\alpha$ lags by $\alpha_b'$ over its relaxation rate, which gives the delay.
      """#)
}
