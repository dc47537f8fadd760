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

  /// A difference of scores over `|query| max |position|`, coordinate k of positions in units of H^k and of the query in
  /// units of H^-k.
  ///
  /// Relative error about 1e-14.
  public static func margin(
    _ difference: Rational, _ positions: RationalMatrix, query: [Rational], unit: Double = 1
  ) -> Double {
    func length(_ entries: [Rational], _ unit: Double) -> Double {
      var (sum, scale) = (0.0, 1.0)
      for entry in entries {
        scale *= unit
        let value = entry.double * scale
        sum += value * value
      }
      return sum.squareRoot()
    }
    let longest = (0..<positions.rows).map { length(positions.row($0), 1 / unit) }.max() ?? 0
    return difference.double / (longest * length(query, unit))
  }
}
