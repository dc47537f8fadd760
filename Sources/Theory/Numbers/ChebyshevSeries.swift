/// A polynomial in Chebyshev's basis on an interval, from values at Chebyshev's points.
///
/// Range: low < high, both finite, at least one value; the points of the interval. Error: for n values of
/// size at most M a value is right to `4 n 2^-52 M`, the k-th derivative, in units of `(2/(high - low))^k`,
/// to `4 n^(1+2k) 2^-52 M`.
struct ChebyshevSeries: Hashable, Sendable {
  private let low: Double
  private let high: Double
  private let coefficients: [Double]

  /// The points `(low + high)/2 + (high - low)/2 cos(pi (k + 1/2)/n)`, k = 0, ..., n - 1.
  static func points(_ low: Double, _ high: Double, count: Int) -> [Double] {
    let middle = 0.5 * (low + high)
    let half = 0.5 * (high - low)
    return (0..<count).map { k -> Double in
      let angle = Double.pi * (Double(k) + 0.5) / Double(count)
      return middle + half * Elementary.cos(angle)
    }
  }

  /// The polynomial with the given values at the points.
  init(_ low: Double, _ high: Double, values: [Double]) {
    let count = values.count
    let coefficients = (0..<count).map { j -> Double in
      var sum = 0.0
      for (k, value) in values.enumerated() {
        // The angle's multiple modulo the period 4n, so that the cosine's argument stays small.
        let multiple = j * (2 * k + 1) % (4 * count)
        sum += value * Elementary.cos(.pi * Double(multiple) / Double(2 * count))
      }
      return (j == 0 ? 1 : 2) * sum / Double(count)
    }
    self.init(low, high, coefficients)
  }

  private init(_ low: Double, _ high: Double, _ coefficients: [Double]) {
    self.low = low
    self.high = high
    self.coefficients = coefficients
  }

  /// The derivative, by the recurrence `c'_{j-1} = c'_{j+1} + 2 j c_j`.
  var derivative: ChebyshevSeries {
    let count = coefficients.count
    var result = [Double](repeating: 0, count: count + 2)
    for j in stride(from: count - 1, through: 1, by: -1) {
      result[j - 1] = result[j + 1] + 2 * Double(j) * coefficients[j]
    }
    result[0] *= 0.5
    let scale = 2 / (high - low)
    return ChebyshevSeries(low, high, result[..<max(1, count - 1)].map { scale * $0 })
  }

  /// The value at a point of the interval, by Clenshaw's recurrence.
  func value(at x: Double) -> Double {
    let y = (2 * x - low - high) / (high - low)
    var (b1, b2) = (0.0, 0.0)
    for coefficient in coefficients.dropFirst().reversed() {
      (b1, b2) = (coefficient + 2 * y * b1 - b2, b1)
    }
    return (coefficients.first ?? 0) + y * b1 - b2
  }
}
