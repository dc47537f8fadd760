extension Rational {
  /// `ceil((1 - share) count)`: how many of a number of things a share leaves, rounded up.
  ///
  /// Products in 256 bits, so that no share overflows.
  ///
  /// - Throws: `TheoryError` unless 0 <= share <= 1 and the count is not negative.
  static func countLeft(by share: Rational, of count: Int) throws(TheoryError) -> Int {
    guard share >= .zero, share <= .one, count >= 0 else {
      throw TheoryError(value: "share = \(share), count = \(count)", rule: "0 <= share <= 1, count >= 0")
    }
    let (numerator, denominator) = (share.numerator.magnitude, share.denominator.magnitude)
    let left = denominator.dividingFullWidth(
      (denominator - numerator).multipliedFullWidth(by: UInt128(count)))
    return Int(left.quotient) + (left.remainder == 0 ? 0 : 1)  // at most the count
  }
}
