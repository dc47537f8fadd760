/// Sign descent on the family of D1, one-hot positions: what Adam is without its averages.
///
/// Every entry of V and W moves by eta against the sign of its own gradient. On the family `V = alpha I`,
/// `W = C (I - 11^T/T)` the gradients are `g I` and `-c (I - 11^T/T)`, g and c of the signs of -alpha' and C' in D2. The
/// second has the entries -c (T-1)/T on the diagonal and c/T off it, whose signs for c > 0 make the step
///
///     eta (2I - 11^T) = 2 eta (I - 11^T/T) + eta (2/T - 1) 11^T,
///
/// and the multiple of 11^T is invisible to the softmax. So alpha moves by eta and C by 2 eta a step, from the second step
/// on (at alpha = 0 W has no gradient): `C' = 2` in the time eta k, whatever T, d and q.
///
/// **The stall.** With N = T - q, C rises where alpha < alpha_c = 1/(P - q delta/N), alpha where
/// alpha < alpha* = 1/(P + q delta^2/(N P)) < alpha_c; both fall beyond. Let 1/eta be an integer, so that alpha lies on the
/// points 1 + j eta. It passes to and fro between the neighbours l and u of alpha*, which falls more slowly than eta a step.
/// C rises at both as long as u < alpha_c; once `l < alpha*(C)` and `u > alpha_c(C + 2 eta)` the layer goes from (l, C) to
/// (u, C + 2 eta) and back, for ever. At u = 1 + k eta, u = alpha_c is `delta = delta_k = (N/T) k eta/(1 + k eta)`, and to first
/// order alpha* = 1 + delta, alpha_c = 1 + delta T/N: the first such k that delta meets as it falls is the largest one with
/// k N/T > k - 1, so
///
///     k = ceil(T/q) - 1.
///
/// There, exactly: C had risen two steps before, so the odds delta/P at u lie within e^(-4 eta) of those of delta_k and
/// at l within e^(+-2 eta). With y = alpha delta the risk is `d [(alpha - 1 - y)^2/q + y^2/N]`, at u least at delta_k, so
///
///     R(u) in (d k^2/T) eta^2 [1, 1 + 16 eta^2 N/q],   R(l) = d (k^2/T - 2k/T + 1/q) eta^2 (1 + O(eta)).
///
/// At (6, 2, 2), k = 2: 4/3 eta^2 and eta^2. That the layer comes to this k, not to another, is proved as eta -> 0 and q does
/// not divide T; elsewhere it is seen (at all T <= 25 and q, in the reduced system). Source: derived here.
public struct SignDescentStall: Hashable, Sendable, Codable {
  /// The problem.
  public let problem: Problem
  /// 1/eta.
  public let inverseStep: Int
  /// The number k of steps by which alpha is above 1 at its upper point.
  public let level: Int

  /// The stall at a step size 1/n.
  ///
  /// - Throws: `TheoryError` unless `1 - k q/T >= 4 k N/(T n)`, the window of delta in which the layer stalls being as wide as
  ///   two steps, and n <= 10^5.
  public init(problem: Problem, inverseStep: Int) throws(TheoryError) {
    let (tokens, q) = (problem.tokens, problem.sparsity)
    level = (tokens - 1) / q
    let (k, outside) = (Double(level), Double(problem.tokensOutside))
    let window = 1 - k * Double(q) / Double(tokens)
    guard (10...100_000).contains(inverseStep),
      window * Double(tokens) * Double(inverseStep) >= 4 * k * outside
    else {
      throw TheoryError(
        value: "\(problem), eta = 1/\(inverseStep)",
        rule: "10 <= 1/eta <= 10^5, 1 - k q/T >= 4 eta k (T-q)/T, k = \(level)")
    }
    self.problem = problem
    self.inverseStep = inverseStep
  }

  /// The step size eta.
  public var stepSize: Double { 1 / Double(inverseStep) }

  /// The logit after a number of steps, before the stall.
  public func logit(steps: Int) -> Double { 2 * Double(max(0, steps - 1)) * stepSize }

  /// The logit at which delta = delta_k; the largest logit lies within 4 eta above it.
  public var logitOfStall: Double {
    let rise = Double(level) * stepSize
    let delta = outside / tokens * rise / (1 + rise)
    return Elementary.log(outside / q * (1 - delta) / delta)
  }

  /// The number of steps after which the layer has stalled: those to the largest logit, and four more.
  public var stepsToStall: Int { Int((0.5 * logitOfStall * Double(inverseStep)).rounded(.up)) + 8 }

  /// The interval of the risk at the upper point u.
  public var upperRisk: (least: Double, most: Double) {
    let k = Double(level)
    let least = Double(problem.dimension) * k * k / tokens * stepSize * stepSize
    return (least, least * (1 + 16 * stepSize * stepSize * outside / q))
  }

  /// The interval of the risk at the lower point l.
  public var lowerRisk: (least: Double, most: Double) {
    let rise = Double(level) * stepSize
    let alpha = 1 + rise - stepSize
    let delta = outside / tokens * rise / (1 + rise)
    func risk(_ factor: Double) -> Double {
      let odds = factor * delta / (1 - delta)
      let y = alpha * odds / (1 + odds)
      let fit = alpha - 1 - y
      return Double(problem.dimension) * (fit * fit / q + y * y / outside)
    }
    return (risk(Elementary.exp(-2 * stepSize)), risk(Elementary.exp(2 * stepSize)))
  }

  private var tokens: Double { Double(problem.tokens) }
  private var q: Double { Double(problem.sparsity) }
  private var outside: Double { Double(problem.tokensOutside) }
}
