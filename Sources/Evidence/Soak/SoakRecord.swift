import Theory

/// What a run of all of a claim's trials and controls came to at one base seed.
public struct SoakRecord: Codable, Hashable, Sendable {
  /// How many there are, and how many of them came out as they must.
  public struct Count: Codable, Hashable, Sendable {
    /// All of them.
    public private(set) var all = 0
    /// Those with the verdict that is called for.
    public private(set) var asRequired = 0

    /// Counts none.
    public init() {}

    /// Adds one.
    public mutating func add(asRequired: Bool) {
      all += 1
      self.asRequired += asRequired ? 1 : 0
    }

    /// Adds others.
    public mutating func add(_ other: Count) {
      all += other.all
      asRequired += other.asRequired
    }

    /// Whether all came out as they must.
    public var isComplete: Bool { asRequired == all }
  }

  /// The base seed.
  public let seed: UInt64
  /// The claim's id.
  public let claim: String
  /// The fingerprint of the trials that were judged: an experiment more, fewer or renamed changes it.
  public let experiments: String
  /// The claim's trials that are verified.
  public private(set) var verified = 0
  /// Those that are refuted.
  public private(set) var refuted = 0
  /// Those that are undecided.
  public private(set) var undecided = 0
  /// Those of experiments graded `observed`, and how many of them are verified.
  public private(set) var observed = Count()
  /// The near misses, and how many of them are refuted.
  public private(set) var nearMisses = Count()
  /// The other worlds, and how many of them are refuted.
  public private(set) var otherWorlds = Count()
  /// The first trial, in the order of the claim's, that did not come out as it must, with what was said of it.
  public private(set) var complaint: String?

  /// A record of no trial yet, for those of this fingerprint.
  public init(seed: UInt64, claim: String, experiments: String) {
    self.seed = seed
    self.claim = claim
    self.experiments = experiments
  }

  /// FNV-1a (64 bits, 16 digits) of the trials' descriptions in the order given, a line each.
  ///
  /// The trials are those of a claim's experiments and then of its controls, at one effort.
  public static func fingerprint(of trials: [Trial]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for trial in trials {
      for byte in "\(trial)\n".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Adds a trial of the claim.
  public mutating func add(_ verdict: Verdict, of trial: Trial, isObserved: Bool) {
    switch verdict {
    case .verified: verified += 1
    case .refuted: refuted += 1
    case .undecided: undecided += 1
    }
    if isObserved { observed.add(asRequired: verdict.isVerified) }
    note(verdict, of: trial)
  }

  /// Adds a trial of a control.
  public mutating func add(_ verdict: Verdict, of trial: Trial, control kind: Control.Kind) {
    switch kind {
    case .nearMiss: nearMisses.add(asRequired: verdict.isRefuted)
    case .otherWorld: otherWorlds.add(asRequired: verdict.isRefuted)
    }
    note(verdict, of: trial)
  }

  /// Whether every trial is verified and every control refuted.
  public var isClean: Bool {
    refuted == 0 && undecided == 0 && nearMisses.isComplete && otherWorlds.isComplete
  }

  private mutating func note(_ verdict: Verdict, of trial: Trial) {
    if complaint != nil || trial.isAsExpected(verdict) { return }
    switch verdict {
    case .verified: complaint = "\(trial): verified"
    case .refuted(let text), .undecided(let text): complaint = "\(trial): \(verdict.word), \(text)"
    }
  }
}
