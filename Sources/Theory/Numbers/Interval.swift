/// A closed interval of real numbers with Double ends: `[lower, upper]`, unbounded where an end is infinite, or empty.
///
/// An operation on intervals contains the result of the operation for every choice of real numbers in them (numbers
/// outside the operation's domain give nothing): IEEE 1788-2015's set-based intervals, without decorations. + - * /, `square`
/// and `squareRoot` are the tightest such intervals; `power`, `exp` and `log` are wider by a few units in the last place.
/// Ends are never NaN, and the lower one is never +infinity.
public struct Interval: Hashable, Sendable, Codable {
  /// The lower end; +infinity if the interval is empty.
  public let lower: Double
  /// The upper end; -infinity if the interval is empty.
  public let upper: Double

  /// No number at all.
  public static let empty = Interval(checked: .infinity, -.infinity)
  /// The whole line.
  public static let entire = Interval(checked: -.infinity, .infinity)
  /// The number 0.
  public static let zero = Interval(checked: 0, 0)
  /// The number 1.
  public static let one = Interval(checked: 1, 1)

  /// Ends that are known to be in order.
  @inline(__always)
  init(checked lower: Double, _ upper: Double) {
    (self.lower, self.upper) = (lower, upper)
  }

  /// The interval `[lower, upper]`.
  ///
  /// - Throws: `TheoryError` if an end is NaN, `lower > upper`, or both are the same infinity.
  public init(_ lower: Double, _ upper: Double) throws(TheoryError) {
    guard lower <= upper, lower < .infinity, upper > -.infinity else {
      throw TheoryError(
        value: "[\(lower), \(upper)]", rule: "lower <= upper, lower < infinity and upper > -infinity")
    }
    self.init(checked: lower, upper)
  }

  /// The interval that holds one finite number.
  ///
  /// - Throws: `TheoryError` if the number is not finite.
  public init(_ number: Double) throws(TheoryError) { try self.init(number, number) }

  /// The interval of a whole number: itself up to 2^53, its neighbours beyond.
  public init(_ integer: Int) {
    let nearest = Double(integer)
    // 2^63 itself does not convert back.
    if let back = Int(exactly: nearest) {
      self.init(
        checked: back > integer ? nearest.nextDown : nearest, back < integer ? nearest.nextUp : nearest)
    } else {
      self.init(checked: nearest.nextDown, nearest)
    }
  }

  /// The tightest interval around a rational number whose parts are below 2^53, within three roundings for others.
  public init(_ number: Rational) {
    self = Interval(wide: number.numerator) / Interval(wide: number.denominator)
  }

  private init(wide integer: Int128) {
    let high = integer >> 53
    self =
      Interval(Int(high >> 53)) * Interval(checked: 0x1p106, 0x1p106)
      + Interval(Int(high & (1 << 53 - 1))) * Interval(checked: 0x1p53, 0x1p53)
      + Interval(Int(integer & (1 << 53 - 1)))
  }

  /// Whether it holds no number.
  public var isEmpty: Bool { lower > upper }
  /// Whether it is the whole line.
  public var isEntire: Bool { lower == -.infinity && upper == .infinity }
  /// Whether it is neither empty nor unbounded.
  public var isBounded: Bool { lower <= upper && lower > -.infinity && upper < .infinity }

  /// Whether it holds a number.
  public func contains(_ number: Double) -> Bool { number.isFinite && lower <= number && number <= upper }

  /// The exact rational lies in the interval; ends beyond the range of rationals are compared as infinite.
  ///
  /// - Throws: `TheoryError` if an end is no fraction of 127 bits.
  public func contains(_ number: Rational) throws(TheoryError) -> Bool {
    if isEmpty { return false }
    if lower > -.infinity, try number < Rational(exactly: lower) { return false }
    if upper < .infinity, try Rational(exactly: upper) < number { return false }
    return true
  }

  // MARK: - Sets

  /// Whether every number of it lies in the other.
  public func isSubset(of other: Interval) -> Bool {
    isEmpty || (other.lower <= lower && upper <= other.upper)
  }

  /// Whether it lies in the other's interior.
  public func isInterior(to other: Interval) -> Bool {
    isEmpty
      || ((other.lower < lower || other.lower == -.infinity)
        && (upper < other.upper || other.upper == .infinity) && !other.isEmpty)
  }

  /// Whether they share no number.
  public func isDisjoint(from other: Interval) -> Bool {
    isEmpty || other.isEmpty || upper < other.lower || other.upper < lower
  }

  /// Whether no number of it exceeds any of the other.
  public func precedes(_ other: Interval) -> Bool { isEmpty || other.isEmpty || upper <= other.lower }

  /// Whether every number of it is below every one of the other.
  public func strictlyPrecedes(_ other: Interval) -> Bool { isEmpty || other.isEmpty || upper < other.lower }

  /// The numbers in both.
  public func intersection(_ other: Interval) -> Interval {
    let (low, high) = (max(lower, other.lower), min(upper, other.upper))
    return low <= high ? Interval(checked: low, high) : .empty
  }

  /// The least interval that holds both.
  public func hull(_ other: Interval) -> Interval {
    if isEmpty { return other }
    return other.isEmpty ? self : Interval(checked: min(lower, other.lower), max(upper, other.upper))
  }

  // MARK: - Sizes

  /// The midpoint, rounded to nearest; finite, NaN for the empty interval.
  public var midpoint: Double {
    if isEmpty { return .nan }
    if isEntire { return 0 }
    if lower == -.infinity { return -.greatestFiniteMagnitude }
    if upper == .infinity { return .greatestFiniteMagnitude }
    let sum = lower + upper
    return sum.isFinite ? 0.5 * sum : 0.5 * lower + 0.5 * upper
  }

  /// The length, rounded up; NaN for the empty interval.
  public var width: Double { isEmpty ? .nan : DirectedRounding.sumUp(upper, -lower) }

  /// The least radius about the midpoint that reaches both ends, rounded up; NaN for the empty interval.
  public var radius: Double {
    if isEmpty { return .nan }
    let middle = midpoint
    return max(DirectedRounding.sumUp(upper, -middle), DirectedRounding.sumUp(middle, -lower))
  }

  /// The largest magnitude in it; NaN for the empty interval.
  public var magnitude: Double { isEmpty ? .nan : max(abs(lower), abs(upper)) }

  /// The least magnitude in it; NaN for the empty interval.
  public var mignitude: Double {
    if isEmpty { return .nan }
    return lower > 0 ? lower : (upper < 0 ? -upper : 0)
  }

  /// The width over the least magnitude, rounded up; infinite if it holds 0 and more.
  public var relativeWidth: Double {
    if lower == upper { return 0 }
    return mignitude > 0 ? DirectedRounding.quotientUp(width, mignitude) : .infinity
  }
}

extension Interval {
  private enum CodingKeys: CodingKey {
    case lower, upper
  }

  /// Reads what was encoded; ends that are out of order, or NaN, are an error.
  ///
  /// - Throws: `DecodingError`, or `TheoryError` for such ends.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (lower, upper) = (
      try container.decode(Double.self, forKey: .lower), try container.decode(Double.self, forKey: .upper)
    )
    self = lower == .infinity && upper == -.infinity ? .empty : try Interval(lower, upper)
  }
}

extension Interval: CustomStringConvertible {
  /// `[lower, upper]` or `empty`.
  public var description: String { isEmpty ? "empty" : "[\(lower), \(upper)]" }
}
