/// What the numbers of a column are held to in every trial of a claim, beside what its checks judge.
///
/// A page shows more than its predicate reads: a risk beside its prediction, a bound beside another bound. So that no such
/// number can be anything, its column says what it must agree with, exceed or stay below.
public struct ColumnHolding<Row>: Sendable {
  /// In words, for example `at least`.
  let words: String
  /// The numbers that it is held to, one for each of its own, or none where the row has none.
  let others: @Sendable (Row) -> [Double]
  /// Whether a number keeps to another.
  let keeps: @Sendable (Double, Double) -> Bool

  /// The same for a row that holds the one it was declared for.
  func of<Whole>(_ part: KeyPath<Whole, Row> & Sendable) -> ColumnHolding<Whole> {
    ColumnHolding<Whole>(words: words, others: { others($0[keyPath: part]) }, keeps: keeps)
  }
}

extension Column {
  /// The same column, each of its numbers within a relative tolerance (and 1e-12) of the one beside it.
  public func near(
    within tolerance: Double, _ others: @escaping @Sendable (Row) -> [Double]
  ) -> Column {
    held(
      ColumnHolding(words: "within \(tolerance) of", others: others) {
        abs($0 - $1) <= tolerance * max(abs($0), abs($1)) + 1e-12
      })
  }

  /// The same column, each of its numbers at least the one beside it, up to 1e-9 of it.
  public func atLeast(_ others: @escaping @Sendable (Row) -> [Double]) -> Column {
    held(ColumnHolding(words: "at least", others: others) { $0 >= $1 - 1e-9 * abs($1) - 1e-12 })
  }

  /// The same column, each of its numbers at most the one beside it, up to 1e-9 of it.
  public func atMost(_ others: @escaping @Sendable (Row) -> [Double]) -> Column {
    held(ColumnHolding(words: "at most", others: others) { $0 <= $1 + 1e-9 * abs($1) + 1e-12 })
  }

  /// The same column, each of its numbers in a range, up to 1e-9 of its ends.
  public func within(_ range: ClosedRange<Double>) -> Column {
    atMost { row in numbers(row).map { _ in range.upperBound } }
      .atLeast { row in numbers(row).map { _ in range.lowerBound } }
  }

  /// The first of what a row's numbers break; nil if they keep to all that they are held to.
  public func breach(in row: Row) -> String? {
    for holding in holdings {
      if let breach = breach(of: holding, in: row) { return breach }
    }
    return nil
  }

  private func breach(of holding: ColumnHolding<Row>, in row: Row) -> String? {
    let (numbers, others) = (numbers(row), holding.others(row))
    if numbers.isEmpty || others.isEmpty { return nil }
    guard numbers.count == others.count else {
      return "\(head) has \(numbers.count) numbers beside \(others.count)"
    }
    return zip(numbers, others).first { !holding.keeps($0, $1) }.map {
      "\(head) = \($0) is not \(holding.words) \($1)"
    }
  }
}
