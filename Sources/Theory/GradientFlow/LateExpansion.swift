/// How t R approaches its limit for tokens N(0, Sigma) and a subset of any size law.
///
/// With eps = e^-C, h = (N/q) eps and the mean `<f> = E[f/q]/E[1/q]`, the best alpha at a logit is the same in every direction,
/// and the least risk there is a series
/// ```
/// R = tr(Sigma) E[1/q] (1 - <P>^2/<P^2 (1 + q h^2/N)>) = A eps^2 (1 + b eps + c eps^2 + ...),   P = 1/(1 + h)
/// ```
/// and alpha lags it by `<N/q> eps C'/(sigma_a E[1/q])`. With d = rank Sigma and the step eta,
/// ```
/// C' = kappa A eps^2 [1 + (3/2) b eps + e eps^2],   e = 2c - d kappa <N/q>^2 + eta kappa A,
/// 2 kappa t R = 1 - 2 b/sqrt(x) + ((9/4) b^2 - e) ln(x)/x + O(1/x),   x = 2 kappa A t.
/// ```
/// b = 0 where q is fixed. Derivation in `D18UniversalRate`. Source: derived here.
public struct LateExpansion: Hashable, Sendable, Codable {
  /// The limit 1/(2 kappa) of t R.
  public let limit: Double
  /// The coefficient of 1/sqrt(t) in 2 kappa t R; 0 where q is fixed.
  public let halfPower: Double
  /// The coefficient of ln(t)/t in 2 kappa t R.
  public let logarithm: Double
  /// A time after which the expansion holds, without the time before the slow phase: of t R's relaxation.
  public let timeScale: Double

  /// The expansion for a step size; 0 is the flow.
  ///
  /// - Throws: `TheoryError` unless 0 <= stepSize < the step limit.
  public init(_ system: AnisotropicSystem, stepSize eta: Double = 0) throws(TheoryError) {
    guard eta >= 0, eta < system.stepLimit else {
      throw TheoryError(value: "stepSize = \(eta)", rule: "0 <= stepSize < \(system.stepLimit)")
    }
    let sizes = system.sizes
    let perSize = sizes.mean { 1 / Double($0) }
    func mean(_ power: Int, _ factor: (Double, Double) -> Double = { _, _ in 1 }) -> Double {
      sizes.mean {
        let (q, outside) = (Double($0), Double(system.tokens - $0))
        let h = outside / q
        return (0..<power).reduce(1 / q) { value, _ in value * h } * factor(q, outside)
      } / perSize
    }
    func square(_ power: Int) -> Double { power < 2 ? 0 : mean(power) { $0 / $1 } }
    // <P> and <P^2 (1 + q h^2/N)>, coefficients of eps^0 ... eps^4.
    let signs: [Double] = [1, -1, 1, -1, 1]
    let mass = (0...4).map { signs[$0] * mean($0) }
    let norm = (0...4).map { signs[$0] * (Double($0 + 1) * mean($0) + Double(max($0, 1) - 1) * square($0)) }
    func product(_ a: [Double], _ b: [Double]) -> [Double] {
      (0...4).map { order in (0...order).reduce(0) { $0 + a[$1] * b[order - $1] } }
    }
    let miss = zip(norm, product(mass, mass)).map { $0 - $1 }
    var risk: [Double] = []
    for order in 0...4 {
      risk.append(miss[order] - (0..<order).reduce(0) { $0 + risk[$1] * norm[order - $1] })
    }
    let kappa = system.kappa
    let scale = system.trace * perSize * risk[2]
    let (cubic, quartic) = (sizes.isFixed ? 0 : risk[3] / risk[2], risk[4] / risk[2])
    let lag = Double(system.variances.count) * kappa * mean(1) * mean(1)
    let rate = 2 * kappa * scale
    limit = 1 / (2 * kappa)
    halfPower = -2 * cubic / rate.squareRoot()
    logarithm = (2.25 * cubic * cubic - (2 * quartic - lag + eta * kappa * scale)) / rate
    timeScale = (2.25 * cubic * cubic + 2 * abs(quartic) + lag) / rate
  }

  /// The coefficient of ln(t)/t in t R, which is the claim's where q is fixed.
  public var coefficient: Double { limit * logarithm }

  /// 2 kappa t R by the expansion.
  public func scaledRisk(time t: Double) -> Double {
    1 + halfPower / t.squareRoot() + logarithm * Elementary.log(t) / t
  }
}
