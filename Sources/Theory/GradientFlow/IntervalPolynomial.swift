/// A polynomial with interval coefficients, the constant one first.
struct IntervalPolynomial: Sendable {
  let coefficients: [Interval]

  init(_ coefficients: [Interval]) { self.coefficients = coefficients }

  /// The polynomial with the given exact coefficients.
  init(exactly numbers: [Double]) { coefficients = numbers.map { Interval(checked: $0, $0) } }

  static func + (x: IntervalPolynomial, y: IntervalPolynomial) -> IntervalPolynomial {
    let count = max(x.coefficients.count, y.coefficients.count)
    return IntervalPolynomial((0..<count).map { x.coefficient($0) + y.coefficient($0) })
  }

  static func - (x: IntervalPolynomial, y: IntervalPolynomial) -> IntervalPolynomial {
    x + y.scaled(by: Interval(checked: -1, -1))
  }

  static func * (x: IntervalPolynomial, y: IntervalPolynomial) -> IntervalPolynomial {
    var result = [Interval](
      repeating: .zero, count: max(0, x.coefficients.count + y.coefficients.count - 1))
    for (i, a) in x.coefficients.enumerated() {
      for (j, b) in y.coefficients.enumerated() { result[i + j] = result[i + j] + a * b }
    }
    return IntervalPolynomial(result)
  }

  /// The coefficient of x^k.
  func coefficient(_ k: Int) -> Interval { k < coefficients.count ? coefficients[k] : .zero }

  /// Every coefficient times a number.
  func scaled(by factor: Interval) -> IntervalPolynomial {
    IntervalPolynomial(coefficients.map { $0 * factor })
  }

  /// The polynomial times x^k.
  func shifted(by k: Int) -> IntervalPolynomial {
    IntervalPolynomial([Interval](repeating: .zero, count: k) + coefficients)
  }

  /// x p'(x).
  var eulerDerivative: IntervalPolynomial {
    IntervalPolynomial(coefficients.enumerated().map { Interval($0.offset) * $0.element })
  }

  /// The values on an interval, by Horner's rule.
  func values(on x: Interval) -> Interval {
    var sum = Interval.zero
    for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
    return sum
  }
}
