/// Gradient flow of the attention layer on n fixed examples, its positions a fresh orthonormal frame at every time.
///
/// From W = C I and any V the frames' mean of the gradient in W is a multiple of I: frames E and O E are equally likely for
/// every orthogonal O of R^{d_e}, the gradient at (C I, O E) is O times that at (C I, E) times O^T, and only multiples of I
/// commute with all O. So W stays C I, every frame gives the logits C on the subset and 0 off it, and d^2 + 1 numbers move:
/// with `p = q e^C / (q e^C + N)`, `z_k = p b_k + (1-p) m_k` (`ExampleMoments`),
/// ```
/// V' = - (1/n) sum_k (V z_k - b_k) z_k^T,
/// C' = - (p (1-p) / d_e) (1/n) sum_k (V z_k - b_k) . V (b_k - m_k),
/// ```
/// the flow of half the mean squared error on the examples. Its risk on fresh examples is
/// `||p V - I||_F^2 / q + (1-p)^2 ||V||_F^2 / N`.
///
/// Steps are Euler's, no longer than 1/tr((1/n) sum_k z_k z_k^T), the least time scale of V, and than moves C by 1/50. V is
/// slaved to C: the error is of second order in what C moves within V's time.
///
/// Source: derived here.
public struct FixedExampleFlow: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The position dimension d_e >= T.
  public let positionDimension: Int
  /// V, row-major.
  public private(set) var value: [Double]
  /// C.
  public private(set) var logit: Double
  /// The time t.
  public private(set) var time = 0.0
  /// The risk on the examples.
  public private(set) var trainingRisk = Double.nan

  private let moments: ExampleMoments
  private var seen: [Double]
  private var target: [Double]
  private var slope: [Double]
  private var change: [Double]

  /// Starts at V = 0, W = C I.
  ///
  /// - Throws: `TheoryError` unless d_e >= T, the dimensions agree and C is finite.
  public init(
    _ problem: Problem, positionDimension: Int? = nil, moments: ExampleMoments, logit: Double = 0
  ) throws(TheoryError) {
    let width = positionDimension ?? problem.tokens
    guard width >= problem.tokens, moments.dimension == problem.dimension, logit.isFinite else {
      throw TheoryError(
        value: "d_e = \(width), moments of dimension \(moments.dimension), logit \(logit)",
        rule: "d_e >= T, dimension d, a finite logit: \(problem)")
    }
    self.problem = problem
    self.positionDimension = width
    self.moments = moments
    self.logit = logit
    let zeros = [Double](repeating: 0, count: problem.dimension * problem.dimension)
    (value, seen, target, slope, change) = (zeros, zeros, zeros, zeros, zeros)
  }

  /// The attention mass p on the subset.
  public var mass: Double {
    let inside = Double(problem.sparsity) * Elementary.exp(min(logit, 600))
    return inside / (inside + Double(problem.tokensOutside))
  }

  /// The risk on fresh examples.
  public var risk: Double {
    let (d, p) = (problem.dimension, mass)
    var (kept, leaked) = (0.0, 0.0)
    for i in 0..<d {
      for j in 0..<d {
        let entry = value[i * d + j]
        let error = p * entry - (i == j ? 1 : 0)
        kept += error * error
        leaked += entry * entry
      }
    }
    return kept / Double(problem.sparsity) + (1 - p) * (1 - p) * leaked / Double(problem.tokensOutside)
  }

  /// Flows to a time, or until the risk is at most a given one.
  ///
  /// It ends too where C falls below its start by 2 and below -2: there the mass on the subset is lost and falls further.
  public mutating func advance(to end: Double, orRisk enough: Double = -1) {
    let lost = min(logit, 0) - 2
    while time < end, risk > enough, logit > lost { step(end) }
  }

  private mutating func step(_ end: Double) {
    let (d, p) = (problem.dimension, mass)
    let rest = 1 - p
    let (a, b, m) = (moments.inside, moments.cross, moments.outside)
    var scale = 0.0
    for i in 0..<d {
      for j in 0..<d {
        let (here, there) = (i * d + j, j * d + i)
        seen[here] = p * p * a[here] + p * rest * (b[here] + b[there]) + rest * rest * m[here]
        target[here] = p * a[here] + rest * b[here]
        // The mean of z (b - m)^T.
        slope[here] = p * (a[here] - b[here]) + rest * (b[there] - m[here])
      }
      scale += seen[i * d + i]
    }
    var (logitGradient, training) = (0.0, 0.0)
    for i in 0..<d {
      for j in 0..<d {
        var (toSeen, toSlope) = (0.0, 0.0)
        for k in 0..<d {
          toSeen += value[i * d + k] * seen[k * d + j]
          toSlope += value[i * d + k] * slope[k * d + j]
        }
        let here = i * d + j
        change[here] = toSeen - target[here]
        logitGradient += value[here] * (toSlope - (a[here] - b[here]))
        training += value[here] * (toSeen - 2 * target[here])
      }
      training += a[i * d + i]
    }
    trainingRisk = training
    let speed = -p * rest * logitGradient / Double(positionDimension)
    let length = min(1 / scale, 0.02 / abs(speed), end - time)
    for here in 0..<d * d { value[here] -= length * change[here] }
    logit += length * speed
    time = length >= end - time ? end : time + length
  }
}
