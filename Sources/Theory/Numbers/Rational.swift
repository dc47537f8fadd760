/// A rational number n/d in lowest terms, over `Int128`.
///
/// The denominator is positive and coprime to the numerator, and neither magnitude exceeds 2^127 - 1. Arithmetic
/// is exact: a result that does not fit is a thrown error, as is division by zero, so a value of this type is never
/// wrong. Common factors are removed before products are formed, hence a product or quotient throws only if its
/// reduced form does not fit, a sum only if it or one of its terms over the least common denominator does not.
public struct Rational: Hashable, Sendable {
  /// The numerator, with the sign.
  public let numerator: Int128
  /// The denominator, positive and coprime to the numerator.
  public let denominator: Int128

  /// The number 0.
  public static let zero = Rational(0)
  /// The number 1.
  public static let one = Rational(1)

  /// The integer itself.
  public init(_ integer: Int) {
    numerator = Int128(integer)
    denominator = 1
  }

  /// The quotient of two integers, reduced to lowest terms.
  ///
  /// - Throws: `TheoryError` if the denominator is zero or a reduced part does not fit.
  public init(numerator: Int128, denominator: Int128) throws(TheoryError) {
    if denominator == 0 {
      throw TheoryError(value: "\(numerator)/0", rule: "the denominator is not zero")
    }
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let top = numerator.magnitude / divisor
    let bottom = denominator.magnitude / divisor
    guard let positive = Int128(exactly: top), let below = Int128(exactly: bottom) else {
      throw overflow("\(numerator)/\(denominator)")
    }
    self.numerator = (numerator < 0) == (denominator < 0) ? positive : -positive
    self.denominator = below
  }

  /// A pair already in lowest terms with a positive denominator.
  private init(reducedNumerator: Int128, denominator: Int128) {
    numerator = reducedNumerator
    self.denominator = denominator
  }

  /// The number as a Double, within three roundings (relative error below 4e-16); exact rounding if both parts are below 2^53.
  public var double: Double { Double(numerator) / Double(denominator) }

  /// Whether the number is an integer.
  public var isInteger: Bool { denominator == 1 }

  /// The negated number.
  public var negated: Rational { Rational(reducedNumerator: -numerator, denominator: denominator) }

  /// The least integer that is not below the number.
  public var ceiling: Int128 {
    let quotient = numerator / denominator
    return numerator > 0 && numerator % denominator != 0 ? quotient + 1 : quotient
  }
}

// MARK: - Arithmetic

extension Rational {
  /// The sum.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public func adding(_ other: Rational) throws(TheoryError) -> Rational {
    // Knuth, The Art of Computer Programming 2, 4.5.1: only the gcd of the denominators can cancel.
    let common = Int128(greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
    let (left, leftOverflow) = numerator.multipliedReportingOverflow(by: other.denominator / common)
    let (right, rightOverflow) = other.numerator.multipliedReportingOverflow(by: denominator / common)
    let (sum, sumOverflow) = left.addingReportingOverflow(right)
    if leftOverflow || rightOverflow || sumOverflow { throw overflow("\(self) + \(other)") }
    let cancelled = Int128(greatestCommonDivisor(sum.magnitude, common.magnitude))
    let (bottom, bottomOverflow) =
      (denominator / common).multipliedReportingOverflow(by: other.denominator / cancelled)
    let top = sum / cancelled
    if bottomOverflow || top == Int128.min { throw overflow("\(self) + \(other)") }
    return Rational(reducedNumerator: top, denominator: bottom)
  }

  /// The difference.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public func subtracting(_ other: Rational) throws(TheoryError) -> Rational {
    try adding(other.negated)
  }

  /// The product.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public func multiplied(by other: Rational) throws(TheoryError) -> Rational {
    let first = Int128(greatestCommonDivisor(numerator.magnitude, other.denominator.magnitude))
    let second = Int128(greatestCommonDivisor(other.numerator.magnitude, denominator.magnitude))
    let (top, topOverflow) =
      (numerator / first).multipliedReportingOverflow(by: other.numerator / second)
    let (bottom, bottomOverflow) =
      (denominator / second).multipliedReportingOverflow(by: other.denominator / first)
    if topOverflow || bottomOverflow || top == Int128.min { throw overflow("\(self) * \(other)") }
    return Rational(reducedNumerator: top, denominator: bottom)
  }

  /// The quotient.
  ///
  /// - Throws: `TheoryError` if the divisor is zero or the quotient does not fit.
  public func divided(by other: Rational) throws(TheoryError) -> Rational {
    if other.numerator == 0 {
      throw TheoryError(value: "(\(self)) / 0", rule: "the divisor is not zero")
    }
    let inverse =
      other.numerator > 0
      ? Rational(reducedNumerator: other.denominator, denominator: other.numerator)
      : Rational(reducedNumerator: -other.denominator, denominator: -other.numerator)
    return try multiplied(by: inverse)
  }

  /// The sum, as an operator.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public static func + (left: Rational, right: Rational) throws(TheoryError) -> Rational {
    try left.adding(right)
  }

  /// The difference, as an operator.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public static func - (left: Rational, right: Rational) throws(TheoryError) -> Rational {
    try left.subtracting(right)
  }

  /// The product, as an operator.
  ///
  /// - Throws: `TheoryError` if it does not fit.
  public static func * (left: Rational, right: Rational) throws(TheoryError) -> Rational {
    try left.multiplied(by: right)
  }

  /// The quotient, as an operator.
  ///
  /// - Throws: `TheoryError` if the divisor is zero or the quotient does not fit.
  public static func / (left: Rational, right: Rational) throws(TheoryError) -> Rational {
    try left.divided(by: right)
  }
}

extension Rational: Comparable {
  /// Exact order: the cross products are compared in 256 bits, so a comparison never overflows.
  public static func < (left: Rational, right: Rational) -> Bool {
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return first.high == second.high ? first.low < second.low : first.high < second.high
  }
}

extension Rational: CustomStringConvertible {
  /// The exact text `n/d`, or `n` for an integer.
  public var description: String { isInteger ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

/// The greatest common divisor; of 0 and a it is a.
func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
  var larger = first
  var smaller = second
  // Division of 128-bit words is slow; most numbers met here are short.
  while smaller > UInt128(UInt64.max) { (larger, smaller) = (smaller, larger % smaller) }
  if smaller == 0 { return larger }
  var longer = UInt64(larger % smaller)
  var shorter = UInt64(smaller)
  while longer != 0 { (shorter, longer) = (longer, shorter % longer) }
  return UInt128(shorter)
}

private func overflow(_ value: String) -> TheoryError {
  TheoryError(value: value, rule: "numerator and denominator of every exact result are below 2^127")
}
