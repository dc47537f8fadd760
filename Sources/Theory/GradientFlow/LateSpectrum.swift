/// The curvatures of R/2 at the end of training (V = I, attention 1_y/q), exactly, with their multiplicities.
///
/// 1/q in the d^2 directions of V. In W, with one-hot positions, those of D14's proof,
/// ```
/// vectors    d (q-1) [(T-q)^2 + q^2 (T-2)] / (q^2 T (T-1)(T-2))   T - 1 directions
/// skew       d (q-1) (T-q) / (q T (T-1)(T-2))                     (T-1)(T-2)/2
/// symmetric  d (q-1) (q-2) (T-q) / (q^2 T (T-2)(T-3))             T (T-3)/2
/// ```
/// and with frames in R^D, the mean over frames,
/// ```
/// skew       d (q-1) / (q D (D-1))        D (D-1)/2 directions
/// symmetric  d (q-1) / (q (D+2) (D-1))    (D-1)(D+2)/2
/// ```
/// and 0 on the others. Those in W sum to d (q-1)/q. With x = T - q >= 1 the numerators of the first three over a common
/// denominator are `x^2 + q^2 (x+q-2)`, `q x` and `(q-2) x (T-1)/(T-3) <= 3 (q-2) x`: the first is the largest.
///
/// Proof. Let `l_t = sum_(i in y) W_ti`, t in y, be the logits on y. Moving s from 1_y/q by ds, R/2 given y changes by
/// `(d/2)|ds|^2`, and `ds = (l - mean l)/q` on y: the Hessian is `H(W) = (d/q^2) E |l - mean l|^2`. On
///
/// - skew W with row sums 0 (one-hot) or any skew W (frames) the mean of l is 0, and `E l_t^2` sums `W_ti W_tj` over i, j in y;
/// - symmetric W with zero diagonal and row sums 0, likewise, less the mean;
/// - vectors: H is 0 on `W_ti = a_i`, which no softmax sees, and on `a_t (1 - q [t = i])`, for which l = 0; `W_ti = a_t`, a of sum 0,
///   has `l - mean l = q (a - mean a on y)`, and its part orthogonal to both carries the value;
/// - frames, W symmetric with trace 0 and |W| = 1: `E W_11^2 = 2/(D(D+2))`, `E W_12^2 = 1/((D+2)(D-1))`,
///   `E W_11 W_22 = -2/(D(D+2)(D-1))` in a random frame, and the rest of the second moments are 0.
///
/// Source: derived here.
public struct LateSpectrum: Hashable, Sendable {
  /// A curvature and the number of directions that have it.
  public struct Part: Hashable, Sendable {
    /// The curvature of R/2.
    public let curvature: Rational
    /// Its multiplicity.
    public let directions: Int

    /// A curvature on a number of directions.
    public init(curvature: Rational, directions: Int) {
      (self.curvature, self.directions) = (curvature, directions)
    }
  }

  /// That of V.
  public let value: Part
  /// Those of W that are not 0, the largest first.
  public let keyQuery: [Part]
  /// The number of directions of W on which the curvature is 0.
  public let flatDirections: Int

  /// The spectrum of a problem and a position law.
  ///
  /// - Throws: `TheoryError` if d, T or the width exceeds 10^6, or a number overflows.
  public init(_ system: FlowSystem) throws(TheoryError) {
    let problem = system.problem
    let width: Int
    switch system.positions {
    case .oneHot: width = problem.tokens
    case .orthonormalFrame(let dimension): width = dimension
    }
    guard max(width, problem.dimension) <= 1_000_000 else {
      throw TheoryError(value: "d = \(problem.dimension), width = \(width)", rule: "both at most 10^6")
    }
    value = Part(
      curvature: try Rational(numerator: 1, denominator: Int128(problem.sparsity)),
      directions: problem.dimension * problem.dimension)
    let parts =
      switch system.positions {
      case .oneHot: try Self.oneHot(problem)
      case .orthonormalFrame(let width): try Self.frames(problem, width)
      }
    keyQuery = parts.filter { $0.directions > 0 && $0.curvature != .zero }
    flatDirections = width * width - keyQuery.reduce(0) { $0 + $1.directions }
  }

  /// A spectrum as it is stated in a near miss.
  public init(value: Part, keyQuery: [Part], flatDirections: Int) {
    (self.value, self.keyQuery, self.flatDirections) = (value, keyQuery, flatDirections)
  }

  private static func oneHot(_ problem: Problem) throws(TheoryError) -> [Part] {
    guard problem.sparsity > 1 else { return [] }
    let (d, q) = (Int128(problem.dimension), Int128(problem.sparsity))
    let (size, outside) = (Int128(problem.tokens), Int128(problem.tokensOutside))
    let tokens = problem.tokens
    var parts = [
      Part(
        curvature: try Rational(
          numerator: d * (q - 1) * (outside * outside + q * q * (size - 2)),
          denominator: q * q * size * (size - 1) * (size - 2)),
        directions: tokens - 1),
      Part(
        curvature: try Rational(
          numerator: d * (q - 1) * outside, denominator: q * size * (size - 1) * (size - 2)),
        directions: (tokens - 1) * (tokens - 2) / 2),
    ]
    if tokens > 3 {
      parts.append(
        Part(
          curvature: try Rational(
            numerator: d * (q - 1) * (q - 2) * outside, denominator: q * q * size * (size - 2) * (size - 3)),
          directions: tokens * (tokens - 3) / 2))
    }
    return parts
  }

  private static func frames(_ problem: Problem, _ width: Int) throws(TheoryError) -> [Part] {
    let (d, q, size) = (Int128(problem.dimension), Int128(problem.sparsity), Int128(width))
    return [
      Part(
        curvature: try Rational(numerator: d * (q - 1), denominator: q * size * (size - 1)),
        directions: width * (width - 1) / 2),
      Part(
        curvature: try Rational(numerator: d * (q - 1), denominator: q * (size + 2) * (size - 1)),
        directions: (width - 1) * (width + 2) / 2),
    ]
  }

  /// The traces of the first powers of the Hessian in W: sums of multiplicity times power of the curvature.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func traces(count: Int) throws(TheoryError) -> [Rational] {
    var powers = keyQuery.map { Rational($0.directions) }
    var traces: [Rational] = []
    for _ in 0..<count {
      var sum = Rational.zero
      for (index, part) in keyQuery.enumerated() {
        powers[index] = try powers[index] * part.curvature
        sum = try sum + powers[index]
      }
      traces.append(sum)
    }
    return traces
  }

  /// Every curvature in W, once for each direction, falling.
  public var keyQueryEigenvalues: [Double] {
    (keyQuery.flatMap { [Double](repeating: $0.curvature.double, count: $0.directions) }
      + [Double](repeating: 0, count: flatDirections)).sorted(by: >)
  }

  /// Every curvature in V and W, once for each direction, falling.
  public var eigenvalues: [Double] {
    (keyQueryEigenvalues + [Double](repeating: value.curvature.double, count: value.directions)).sorted(by: >)
  }
}
