import Theory

/// The verdicts on every claim over many base seeds, and how often what training reaches was reached.
public struct SoakTable: Codable, Hashable, Sendable {
  /// Which base seeds, at which effort, by which version.
  public struct Settings: Codable, Hashable, Sendable {
    /// The version of the package.
    public let version: String
    /// The effort.
    public let effort: String
    /// The first base seed.
    public let seed: UInt64

    /// Names a soak.
    public init(version: String, effort: Effort, seed: UInt64) {
      self.version = version
      self.effort = effort.rawValue
      self.seed = seed
    }
  }

  /// One claim.
  public struct Row: Codable, Hashable, Sendable {
    /// The claim's id.
    public let claim: String
    /// The fingerprint of the trials that were judged at a base seed (`SoakRecord.experiments`); nil if none was.
    public let experiments: String?
    /// The number of base seeds at which it was judged.
    public private(set) var seeds = 0
    /// The base seeds at which every trial was verified and every control refuted.
    public private(set) var cleanSeeds = 0
    /// The trials that were verified.
    public private(set) var verified = 0
    /// Those that were refuted.
    public private(set) var refuted = 0
    /// Those that were undecided.
    public private(set) var undecided = 0
    /// The near misses, and how many of them were refuted.
    public private(set) var nearMisses = SoakRecord.Count()
    /// The other worlds, and how many of them were refuted.
    public private(set) var otherWorlds = SoakRecord.Count()
    /// The trials of experiments graded `observed`, and how many of them were verified.
    public private(set) var observed = SoakRecord.Count()
    /// The base seeds at which there was an observed trial, and at how many all of them were verified.
    public private(set) var observedSeeds = SoakRecord.Count()
    /// The probability above which that of an observed seed's success lies, but for 0.05: Clopper and Pearson.
    public private(set) var observedAtLeast: Double?
    /// What the first seed that was not clean said.
    public private(set) var complaint: String?

    fileprivate init(_ claim: String, _ records: [SoakRecord]) throws(TheoryError) {
      self.claim = claim
      experiments = records.first?.experiments
      for record in records {
        seeds += 1
        cleanSeeds += record.isClean ? 1 : 0
        verified += record.verified
        refuted += record.refuted
        undecided += record.undecided
        nearMisses.add(record.nearMisses)
        otherWorlds.add(record.otherWorlds)
        observed.add(record.observed)
        if record.observed.all > 0 { observedSeeds.add(asRequired: record.observed.isComplete) }
        complaint = complaint ?? record.complaint
      }
      if observedSeeds.all > 0 {
        observedAtLeast = try ClopperPearson(
          successes: observedSeeds.asRequired, trials: observedSeeds.all
        ).lowerBound(falseAlarm: SoakTable.error)
      }
    }
  }

  /// The probability with which the lower end of an observed rate is too high.
  public static let error = 0.05

  /// Which base seeds.
  public let settings: Settings
  /// The number of base seeds asked for.
  public let runs: Int
  /// The claims, in the order of the report.
  public let rows: [Row]
  /// What was found at the first base seed, so that a reader may judge part of it again.
  public let first: [SoakRecord]

  /// The table of the records of `runs` base seeds, all of a claim's of the same experiments; records of other seeds or
  /// claims are left out.
  ///
  /// - Throws: `TheoryError` never, for counts below a million.
  public init(_ settings: Settings, runs: Int, claims: [String], _ records: [SoakRecord]) throws(TheoryError)
  {
    self.settings = settings
    self.runs = runs
    let ordered = records.filter { $0.seed >= settings.seed && $0.seed - settings.seed < UInt64(runs) }
      .sorted { $0.seed < $1.seed }
    var rows: [Row] = []
    for claim in claims { rows.append(try Row(claim, ordered.filter { $0.claim == claim })) }
    self.rows = rows
    first = claims.flatMap { claim in ordered.filter { $0.seed == settings.seed && $0.claim == claim } }
  }

  /// The number of claims that were judged at every seed, with every trial verified and every control refuted.
  public var cleanClaims: Int { rows.count { $0.seeds == runs && $0.cleanSeeds == runs } }

  /// Whether every claim is clean.
  public var isClean: Bool { !rows.isEmpty && cleanClaims == rows.count }
}
