/// A symmetric 2 x 2 matrix.
///
/// Sums of at most four products, each right to 4 units of rounding of their sizes' sum; no entry may exceed
/// 1e150.
struct SymmetricMatrix2: Hashable, Sendable {
  /// The entry in row 1, column 1.
  var first: Double
  /// The entry off the diagonal.
  var mixed: Double
  /// The entry in row 2, column 2.
  var second: Double

  static let zero = SymmetricMatrix2(first: 0, mixed: 0, second: 0)
  static let identity = SymmetricMatrix2(first: 1, mixed: 0, second: 1)

  var trace: Double { first + second }

  /// The larger of the two eigenvalues.
  var largestEigenvalue: Double {
    let half = 0.5 * (first - second)
    return 0.5 * trace + (half * half + mixed * mixed).squareRoot()
  }

  static func + (a: Self, b: Self) -> Self {
    Self(first: a.first + b.first, mixed: a.mixed + b.mixed, second: a.second + b.second)
  }

  static func * (factor: Double, a: Self) -> Self {
    Self(first: factor * a.first, mixed: factor * a.mixed, second: factor * a.second)
  }

  /// tr(A B).
  func traceOfProduct(_ other: Self) -> Double {
    first * other.first + 2 * (mixed * other.mixed) + second * other.second
  }

  /// tr((A B)^2).
  func traceOfSquaredProduct(_ other: Self) -> Double {
    let product = times(other)
    return product.0.0 * product.0.0 + 2 * (product.0.1 * product.1.0) + product.1.1 * product.1.1
  }

  /// B A B.
  func conjugated(by other: Self) -> Self {
    let product = times(other)
    return Self(
      first: other.first * product.0.0 + other.mixed * product.1.0,
      mixed: other.first * product.0.1 + other.mixed * product.1.1,
      second: other.mixed * product.0.1 + other.second * product.1.1)
  }

  /// A v.
  func applied(to vector: (Double, Double)) -> (Double, Double) {
    (first * vector.0 + mixed * vector.1, mixed * vector.0 + second * vector.1)
  }

  /// A B, row by row.
  private func times(_ b: Self) -> ((Double, Double), (Double, Double)) {
    (
      (first * b.first + mixed * b.mixed, first * b.mixed + mixed * b.second),
      (mixed * b.first + second * b.mixed, mixed * b.mixed + second * b.second)
    )
  }
}
