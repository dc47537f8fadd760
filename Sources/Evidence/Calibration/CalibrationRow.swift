/// How often something happened over simulated worlds that may happen with at most a stated probability.
public struct CalibrationRow: Codable, Hashable, Sendable {
  /// Whose statements there are.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// One of `Evidence/Inequalities`.
    case inequality
    /// A check of a claim.
    case claim
  }

  /// What the subject is.
  public let kind: Kind
  /// Whose statement it is: the name of an inequality, or a claim's id.
  public let subject: String
  /// The law of the worlds, for example `20 fair coins`.
  public let world: String
  /// What is counted, for example `misses at level 0.1`.
  public let event: String
  /// The probability that is stated for it at most.
  public let atMost: Double
  /// The number of worlds drawn.
  public let worlds: Int
  /// In how many of them it happened.
  public let count: Int
  /// How many worlds came first, so that a reader may draw these again.
  public let firstWorlds: Int
  /// In how many of the first it happened.
  public let firstCount: Int

  /// A row of counts.
  public init(
    kind: Kind, subject: String, world: String, event: String, atMost: Double, worlds: Int, count: Int,
    firstWorlds: Int, firstCount: Int
  ) {
    self.kind = kind
    self.subject = subject
    self.world = world
    self.event = event
    self.atMost = atMost
    self.worlds = worlds
    self.count = count
    self.firstWorlds = firstWorlds
    self.firstCount = firstCount
  }
}

/// A row with what the predicate says of it.
public struct JudgedCalibrationRow: Hashable, Sendable {
  /// The row.
  public let row: CalibrationRow
  /// The least count that refutes it; nil if none does, or if the row's numbers are impossible.
  public let leastRefuted: Int?
  /// The verdict, with the least rate that is refuted with probability 0.99.
  public let check: Check
}
