/// The exponential integral of a positive argument and its inverse; li(x) = Ei(ln x).
///
/// `Ei(y) = gamma + ln y + sum_{k >= 1} y^k / (k k!)`, whose terms are positive: right to a few units of 2^-52 of
/// max(1, Ei(y)). Deterministic on every processor.
public enum ExponentialIntegral {
  /// Euler's constant gamma.
  private static let euler = 0.577_215_664_901_532_860_6

  /// Ei(y).
  ///
  /// - Throws: `TheoryError` unless 0 < y <= 700.
  public static func value(_ y: Double) throws(TheoryError) -> Double {
    guard y > 0, y <= 700 else { throw TheoryError(value: "y = \(y)", rule: "0 < y <= 700") }
    var (power, sum) = (1.0, 0.0)
    var k = 0.0
    repeat {
      k += 1
      power *= y / k
      sum += power / k
    } while k < y || power / k > 1e-18 * sum
    return euler + Elementary.log(y) + sum
  }

  /// The y with Ei(y) = value, by Newton's method on ln Ei: d ln Ei / dy = e^y / (y Ei).
  ///
  /// - Throws: `TheoryError` unless 2 <= value <= 10^300.
  public static func inverse(_ value: Double) throws(TheoryError) -> Double {
    guard value >= 2, value <= 1e300 else {
      throw TheoryError(value: "value = \(value)", rule: "2 <= value <= 1e300")
    }
    let target = Elementary.log(value)
    var y = max(1, target + Elementary.log(max(1, target)))
    for _ in 0..<60 {
      let here = try self.value(y)
      let step = (target - Elementary.log(here)) * here * y * Elementary.exp(-y)
      y = min(700, max(0.5 * y, y + step))
      if abs(step) <= 4e-16 * y { break }
    }
    return y
  }
}
