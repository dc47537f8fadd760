import Sim
import Theory

/// Draws of plain inputs for properties.
public enum Draw {
  /// A whole number of the range, uniform; the range must have fewer than 2^32 members.
  public static func integer(_ range: ClosedRange<Int>, _ stream: inout RandomStream) -> Int {
    let count = range.upperBound - range.lowerBound + 1
    return range.lowerBound + Int(stream.integer(below: UInt32(count)))
  }

  /// A number of the range, uniform.
  public static func number(_ range: ClosedRange<Double>, _ stream: inout RandomStream) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
  }

  /// A problem with at most the given numbers of tokens and dimensions.
  ///
  /// - Throws: Nothing while both are small; `TheoryError` if their product overflows.
  public static func problem(
    tokens: Int = 12, dimension: Int = 5, _ stream: inout RandomStream
  ) throws -> Problem {
    let length = integer(2...tokens, &stream)
    return try Problem(
      tokens: length, dimension: integer(1...dimension, &stream), sparsity: integer(1...(length - 1), &stream)
    )
  }
}

/// Smaller inputs in place of failing ones, the smallest first.
public enum Shrink {
  /// Whole numbers between the value and the simplest one: that one, half the way, one step.
  public static func integer(_ value: Int, towards simplest: Int = 0) -> [Int] {
    let away = value - simplest
    if away == 0 { return [] }
    let candidates = [simplest, simplest + away / 2, value - away.signum()]
    return candidates.enumerated().filter {
      $0.element != value && !candidates[..<$0.offset].contains($0.element)
    }
    .map(\.element)
  }

  /// Simpler numbers: 0, the value without its fraction, half of it.
  public static func number(_ value: Double) -> [Double] {
    if value == 0 || !value.isFinite { return value == 0 ? [] : [0] }
    let whole = value.rounded(.towardZero)
    // A whole number is halved only to whole numbers, so that the walk ends.
    let half = whole == value ? (value / 2).rounded(.towardZero) : value / 2
    var candidates = [0.0]
    if whole != value, whole != 0 { candidates.append(whole) }
    if half != 0, half != value { candidates.append(half) }
    return candidates
  }

  /// Problems smaller in one of their three numbers.
  public static func problem(_ problem: Problem) -> [Problem] {
    let (tokens, dimension, sparsity) = (problem.tokens, problem.dimension, problem.sparsity)
    let shorter = integer(tokens, towards: 2).map { ($0, dimension, min(sparsity, $0 - 1)) }
    let thinner = integer(dimension, towards: 1).map { (tokens, $0, sparsity) }
    let sparser = integer(sparsity, towards: 1).map { (tokens, dimension, $0) }
    return (shorter + thinner + sparser).compactMap {
      try? Problem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
    }
  }
}
