import Theory

/// What a trial found: its row, the checks that judged it, and the numbers as the report prints them.
public struct Outcome: Sendable {
  /// A named number, or series of numbers, of a trial: a cell of the evidence table.
  public struct Value: Hashable, Sendable, Codable {
    /// The column's head.
    public let head: String
    /// The unit, or empty.
    public let unit: String
    /// The number of significant digits printed.
    public let digits: Int
    /// The numbers: one, none, or a series.
    public let numbers: [Double]
  }

  /// What was measured; nil where the experiment failed.
  public let row: (any EvidenceRow)?
  /// What was checked.
  public let checks: [Check]
  /// The verdict of all checks together.
  public let verdict: Verdict
  /// The numbers of the evidence table, in the order of its columns.
  public let values: [Value]

  /// The probability with which a true claim would have been refuted by this trial's samples: the sum of the checks'.
  public var falseAlarm: Double { checks.reduce(0) { $0 + $1.falseAlarm } }

  /// Records what a trial measured and how it was judged.
  public init<Row: EvidenceRow>(row: Row, checks: [Check]) {
    self.row = row
    self.checks = checks
    verdict = .all(checks.map(\.verdict))
    values = Row.columns.map {
      Value(head: $0.head, unit: $0.unit, digits: $0.digits, numbers: $0.numbers(row))
    }
  }

  /// Records a trial that measured nothing.
  public init(verdict: Verdict) {
    row = nil
    checks = []
    self.verdict = verdict
    values = []
  }
}

extension Outcome: Equatable {
  /// Whether two trials found the same; numbers that are not numbers count as equal.
  public static func == (left: Outcome, right: Outcome) -> Bool {
    "\(left.verdict)" == "\(right.verdict)" && "\(left.checks)" == "\(right.checks)"
      && left.row.map { "\($0)" } == right.row.map { "\($0)" }
  }
}
