/// What a calibration found: a row for each statement, and the checks that were not repeated.
public struct CalibrationTable: Codable, Hashable, Sendable {
  /// A check of a claim that is not calibrated, or only in part.
  public struct Omission: Codable, Hashable, Sendable {
    /// The claim's id.
    public let claim: String
    /// The check's name.
    public let check: String
    /// Why.
    public let reason: String

    /// Names a check.
    public init(claim: String, check: String, reason: String) {
      self.claim = claim
      self.check = check
      self.reason = reason
    }
  }

  /// The base seed.
  public let seed: UInt64
  /// The number of worlds of each row.
  public let worlds: Int
  /// The counts.
  public let rows: [CalibrationRow]
  /// What was left out.
  public let omissions: [Omission]

  /// Joins the parts.
  public init(seed: UInt64, worlds: Int, rows: [CalibrationRow], omissions: [Omission]) {
    self.seed = seed
    self.worlds = worlds
    self.rows = rows
    self.omissions = omissions
  }

  /// The rows, each with what the predicate says of it.
  public var judged: [(row: CalibrationRow, check: Check)] {
    rows.map { ($0, CalibrationPredicate.judge($0)) }
  }

  /// The probability with which a row would be refuted were every statement true: the sum over the rows.
  public var falseAlarm: Double { judged.reduce(0) { $0 + $1.check.falseAlarm } }

  /// Whether every row is verified.
  public var isVerified: Bool { !rows.isEmpty && judged.allSatisfy(\.check.verdict.isVerified) }

  /// How many rows have each verdict.
  public var counts: VerdictCounts { VerdictCounts(judged.map(\.check.verdict)) }
}
