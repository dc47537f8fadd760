import Theory

/// The exponent x with `tails e^-x = p`, in which exponential inequalities are written.
enum TailExponent {
  /// Returns `ln(tails / p)`.
  ///
  /// - Throws: `TheoryError` unless 0 < p < 1.
  static func of(falseAlarm p: Double, tails: Int) throws(TheoryError) -> Double {
    guard p > 0, p < 1 else { throw TheoryError(value: "falseAlarm = \(p)", rule: "0 < falseAlarm < 1") }
    // The logarithm of p and not of 1/p: 1/p overflows for subnormal p.
    return Elementary.log(Double(tails)) - Elementary.log(p)
  }

  /// Checks a number of independent samples.
  ///
  /// - Throws: `TheoryError` if there are fewer than `least`.
  static func requireSamples(_ samples: Int, atLeast least: Int = 1) throws(TheoryError) {
    if samples < least { throw TheoryError(value: "samples = \(samples)", rule: "samples >= \(least)") }
  }

  /// Checks the range that bounds every sample.
  ///
  /// - Throws: `TheoryError` unless its ends are finite.
  static func requireFinite(_ range: ClosedRange<Double>) throws(TheoryError) {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      throw TheoryError(value: "range = \(range)", rule: "both ends of the range are finite")
    }
  }
}
