import Theory

/// What a trial found: the verdict, what it spent of the false-alarm budget, and the numbers behind it.
public struct Outcome: Hashable, Sendable, Codable {
  /// A named number of a trial, a column of the evidence table.
  public struct Value: Hashable, Sendable, Codable {
    /// The column's head, the same in every trial of the claim.
    public let name: String
    /// The number.
    public let number: Double

    /// Names a number.
    public init(_ name: String, _ number: Double) {
      self.name = name
      self.number = number
    }
  }

  /// What the predicate said.
  public let verdict: Verdict
  /// The probability with which a true claim would have been refuted by this trial's samples; 0 when nothing is sampled.
  public let falseAlarm: Double
  /// The numbers behind the verdict, in the order of the evidence table's columns.
  public let values: [Value]

  /// Records what a trial found.
  public init(verdict: Verdict, falseAlarm: Double = 0, values: [Value]) {
    self.verdict = verdict
    self.falseAlarm = falseAlarm
    self.values = values
  }

  /// The number in the named column, or nil.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.number }
}
