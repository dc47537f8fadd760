/// What a query scores on a subset and off it, exactly.
public struct SelectionScores: Hashable, Sendable, Codable {
  /// The least score in y.
  public let lowestInside: Rational
  /// The greatest score in y.
  public let highestInside: Rational
  /// The greatest score outside y.
  public let highestOutside: Rational

  /// Scores every position, the rows of a matrix; a query longer than they are is cut to their width.
  ///
  /// - Throws: `TheoryError` if y or the rest is empty, or a number overflows.
  public init(_ positions: RationalMatrix, query: [Rational], subset: [Int]) throws(TheoryError) {
    var inside: [Rational] = []
    var outside: [Rational] = []
    for token in 0..<positions.rows {
      var score = Rational.zero
      for column in 0..<min(positions.columns, query.count) {
        score = try score + positions[token, column] * query[column]
      }
      if subset.contains(token) { inside.append(score) } else { outside.append(score) }
    }
    guard let lowest = inside.min(), let highest = inside.max(), let other = outside.max() else {
      throw TheoryError(value: "y = \(subset)", rule: "a subset that is neither empty nor everything")
    }
    (lowestInside, highestInside, highestOutside) = (lowest, highest, other)
  }

  /// How far y stands above the rest, `min over y - max off y`.
  ///
  /// - Throws: `TheoryError` if it overflows.
  public func gap() throws(TheoryError) -> Rational { try lowestInside - highestOutside }

  /// How far the scores of y differ.
  ///
  /// - Throws: `TheoryError` if it overflows.
  public func spread() throws(TheoryError) -> Rational { try highestInside - lowestInside }

  /// The length of a vector whose coordinate k is in units of unit^-k, relative error about 1e-14.
  ///
  /// The margin of a query is its gap over the query's length and that of the longest position. On the moment curve
  /// positions have the unit 1/H and the query H, so that all coordinates are of one size.
  public static func length(_ entries: [Rational], unit: Double) -> Double {
    var (sum, scale) = (0.0, 1.0)
    for entry in entries {
      scale *= unit
      let value = entry.double * scale
      sum += value * value
    }
    return sum.squareRoot()
  }
}
