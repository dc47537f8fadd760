import Theory

/// One thing that a trial checked: its name, the verdict, what it spent of the false-alarm budget, and its power.
public struct Check: Hashable, Sendable, Codable {
  /// The smallest violation that a check refutes with probability at least 0.99.
  public struct Detectable: Hashable, Sendable, Codable {
    /// The violation's size.
    public let size: Double
    /// Of what it is a size, for example `of the risk`, `in C`, `of the excess`.
    public let unit: String

    /// States the smallest violation detected.
    public init(_ size: Double, _ unit: String) {
      self.size = size
      self.unit = unit
    }
  }

  /// The check's name, the same in every trial of the experiment, for example `mean loss`.
  public let name: String
  /// What the predicate said.
  public let verdict: Verdict
  /// The probability with which a true claim would be refuted by this check's samples; 0 when nothing is sampled.
  public let falseAlarm: Double
  /// The smallest violation detected with probability 0.99, where it is stated.
  public let detects: Detectable?
  /// What the margin measures where it is not what the claim's margins do, as for an inequality among equalities.
  public let margin: Claim.Margin?

  /// Records a check; its false-alarm probability is that of the intervals it judged, or their sum.
  public init(
    _ name: String, _ verdict: Verdict, falseAlarm: FalseAlarm = .none, detects: Detectable? = nil,
    margin: Claim.Margin? = nil
  ) {
    self.name = name
    self.verdict = verdict
    self.falseAlarm = falseAlarm.probability
    self.detects = detects
    self.margin = margin
  }
}
