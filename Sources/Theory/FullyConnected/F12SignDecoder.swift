/// The best decoder of one first-layer neuron on smoothed signs.
///
/// Entries `x_k = a s_k + tau g_k`, a = sqrt(1 - tau^2), s_k = +-1, g_k normal; the neuron is v = w . x. Given v, a sign
/// pattern s has the posterior weight `pi_s ~ exp(-(v - a w.s)^2 / (2 tau^2 |w|^2))`, and
/// `E[x | s, v] = mu_s = a s + w (v - a w.s)/|w|^2`. The posterior mean `E[x | v] = sum pi_s mu_s` is the best prediction
/// of every entry, so `M_y E[x | v]` is the best network with that neuron. Given v its risk is
/// ```
/// r(v) = tr(S Cov(x | v)) = tau^2 (tr S - w^T S w/|w|^2) + sum_s pi_s |mu_s - E[x | v]|_S^2,   0 <= r(v) <= d,
/// ```
/// S of F1 (the last as S <= I/T and the entries of s have variance at most 1).
///
/// Valid range: Td <= 12, so that all patterns can be summed. Source: derived here.
public struct F12SignDecoder: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The noise tau.
  public let noise: Double
  /// The neuron's weights w, Td numbers.
  public let weights: [Double]
  private let norm: Double
  private let floor: Double
  /// a w.s for each pattern s.
  private let centers: [Double]

  /// The decoder for a neuron.
  ///
  /// - Throws: `TheoryError` if Td > 12, the weights are not Td finite numbers, all zero, or tau not in [0.001, 1].
  public init(problem: Problem, noise: Double, weights: [Double]) throws(TheoryError) {
    let length = problem.inputDimension
    guard length <= 12 else { throw TheoryError(value: "Td = \(length)", rule: "Td <= 12") }
    guard noise >= 0.001, noise <= 1 else {
      throw TheoryError(value: "noise = \(noise)", rule: "0.001 <= noise <= 1")
    }
    let norm = weights.reduce(0) { $0 + $1 * $1 }
    guard weights.count == length, norm.isFinite, norm > 0 else {
      throw TheoryError(value: "weights \(weights)", rule: "Td = \(length) finite numbers, not all 0")
    }
    self.problem = problem
    self.noise = noise
    self.weights = weights
    self.norm = norm
    let signal = (1 - noise * noise).squareRoot()
    centers = (0..<(1 << length)).map { pattern in
      var sum = 0.0
      for (index, weight) in weights.enumerated() { sum += pattern >> index & 1 == 1 ? weight : -weight }
      return signal * sum
    }
    floor =
      noise * noise * (problem.trivialRisk - Self.squareInSpectrum(weights, problem) / norm)
  }

  /// The risk r(v) of the best decoder given the neuron's value.
  public func conditionalRisk(neuron v: Double) -> Double {
    let length = weights.count
    let signal = (1 - noise * noise).squareRoot()
    let precision = 1 / (2 * noise * noise * norm)
    var nearest = Double.infinity
    for center in centers { nearest = min(nearest, abs(v - center)) }
    var total = 0.0
    var squares = 0.0
    var mean = [Double](repeating: 0, count: length)
    var vector = mean
    for (pattern, center) in centers.enumerated() {
      let miss = abs(v - center)
      let exponent = precision * (miss - nearest) * (miss + nearest)
      if exponent > 60 { continue }
      let weight = Elementary.exp(-exponent)
      let pull = (v - center) / norm
      for index in 0..<length {
        vector[index] = (pattern >> index & 1 == 1 ? signal : -signal) + weights[index] * pull
        mean[index] += weight * vector[index]
      }
      total += weight
      squares += weight * Self.squareInSpectrum(vector, problem)
    }
    for index in 0..<length { mean[index] /= total }
    return floor + max(0, squares / total - Self.squareInSpectrum(mean, problem))
  }

  /// The risk E r(v), by the trapezoidal rule with sixteen steps for a standard deviation of the noise in v.
  public func risk() -> Double {
    let deviation = noise * norm.squareRoot()
    let step = deviation / 16
    let reach = (centers.max() ?? 0) + 9 * deviation
    let count = Int((reach / step).rounded(.up))
    var (mass, sum) = (0.0, 0.0)
    // v and -v have the same law and the same risk.
    for place in 0...count {
      let v = Double(place) * step
      var density = 0.0
      for center in centers {
        let z = (v - center) / deviation
        if abs(z) < 11 { density += Elementary.exp(-0.5 * z * z) }
      }
      if density == 0 { continue }
      if place == 0 { density *= 0.5 }
      mass += density
      sum += density * conditionalRisk(neuron: v)
    }
    return sum / mass
  }

  /// `x^T S x = lo |x|^2 + (hi - lo) |sum_i x_i|^2 / T`.
  private static func squareInSpectrum(_ x: [Double], _ problem: Problem) -> Double {
    let d = problem.dimension
    let low = F1Spectrum.low(problem)
    let gap = Double(problem.sparsity - 1) / (Double(problem.sparsity) * Double(problem.tokens - 1))
    var square = 0.0
    for entry in x { square += entry * entry }
    var common = 0.0
    for coordinate in 0..<d {
      var sum = 0.0
      for token in 0..<problem.tokens { sum += x[token * d + coordinate] }
      common += sum * sum
    }
    return low * square + gap * common / Double(problem.tokens)
  }
}

/// The best decoder of one neuron `x_1 + b x_2` on two logistic tokens (T = 2, d = 1, q = 1).
public enum F12LogisticPair {
  /// The risk of the best decoder, `E Var(u | v) / 2` with u the coordinate orthogonal to the neuron's direction.
  ///
  /// Here S = I/2, so only the lost coordinate counts. Both integrals by the trapezoidal rule with step 0.1 on
  /// [-30, 30]; the density is analytic in a strip of half-width sqrt(3).
  ///
  /// - Throws: `TheoryError` if b is not in [-10, 10].
  public static func risk(slope b: Double) throws(TheoryError) -> Double {
    guard abs(b) <= 10 else { throw TheoryError(value: "slope = \(b)", rule: "-10 <= slope <= 10") }
    let length = (1 + b * b).squareRoot()
    let (c, s) = (1 / length, b / length)
    let step = 0.1
    var (mass, sum) = (0.0, 0.0)
    for outer in -300...300 {
      let along = Double(outer) * step
      var (m0, m1, m2) = (0.0, 0.0, 0.0)
      for inner in -300...300 {
        let u = Double(inner) * step
        let p = density(c * along - s * u) * density(s * along + c * u)
        m0 += p
        m1 += p * u
        m2 += p * u * u
      }
      mass += m0
      if m0 > 0 { sum += m2 - m1 * m1 / m0 }
    }
    return 0.5 * sum / mass
  }

  /// The logistic density of variance 1, up to a constant.
  private static func density(_ x: Double) -> Double {
    let decay = Elementary.exp(-abs(x) * Double.pi / (3.0).squareRoot())
    return decay / ((1 + decay) * (1 + decay))
  }
}
