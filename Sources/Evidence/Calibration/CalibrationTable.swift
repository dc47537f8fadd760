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
  /// The rows, each with what the predicate says of it; no part of the JSON.
  public let judged: [JudgedCalibrationRow]
  /// What was left out.
  public let omissions: [Omission]

  private enum CodingKeys: CodingKey {
    case seed, worlds, rows, omissions
  }

  /// Joins the parts, and judges the rows.
  public init(seed: UInt64, worlds: Int, rows: [CalibrationRow], omissions: [Omission]) {
    self.seed = seed
    self.worlds = worlds
    self.rows = rows
    judged = rows.map(CalibrationPredicate.judge)
    self.omissions = omissions
  }

  /// Reads a table, and judges its rows.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      seed: try parts.decode(UInt64.self, forKey: .seed), worlds: try parts.decode(Int.self, forKey: .worlds),
      rows: try parts.decode([CalibrationRow].self, forKey: .rows),
      omissions: try parts.decode([Omission].self, forKey: .omissions))
  }

  /// The probability with which a row would be refuted were every statement true: the sum over the rows.
  public var falseAlarm: Double { judged.reduce(0) { $0 + $1.check.falseAlarm } }

  /// Whether every row is verified.
  public var isVerified: Bool { !rows.isEmpty && judged.allSatisfy(\.check.verdict.isVerified) }

  /// How many rows have each verdict.
  public var counts: VerdictCounts { VerdictCounts(judged.map(\.check.verdict)) }
}
