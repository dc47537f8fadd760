import Theory

/// An experiment: its parameters, its name, how often it is repeated, how it is run and how it is judged.
///
/// Data flows one way: the parameters are the value's fields, `run` turns them and a trial's random numbers into a typed
/// row, `judge` turns the row into checks, and the ledger keeps both. Both are pure functions of what they are given, so
/// a test, `sts judge` and a replay find the same.
public protocol Experiment: Sendable {
  /// What a trial measures.
  associatedtype Row: EvidenceRow

  /// The claim whose evidence this is.
  var claim: Claim { get }

  /// The parameters in words, for example `T=8 d=4 q=2, width 16`.
  ///
  /// Unique among the claim's experiments and among its controls: it is printed, and it is the key of the random streams.
  var name: String { get }

  /// How the claim is established here; by default as the claim says.
  var grade: Claim.Grade { get }

  /// Whether each repetition trains a network of its own, so that the repetitions of an observed experiment may be
  /// counted as independent draws; by default not.
  var independentNetworks: Bool { get }

  /// Whether a statistical trial spends all of the false-alarm probability that its grade states; by default it does.
  ///
  /// Not where an event is proved to be rarer than is stated, or where one of the checks is not made.
  var spendsAll: Bool { get }

  /// The number of independent repetitions (seeds) at an effort; by default 1, for where nothing is random.
  func repetitions(_ effort: Effort) -> Int

  /// What a trial is expected to take; by default next to nothing.
  func cost(_ effort: Effort) -> Cost

  /// Measures one repetition.
  ///
  /// - Throws: what the simulation throws; the trial then counts as undecided.
  func run(_ trial: Trial, _ settings: Settings) async throws -> Row

  /// Judges what was measured.
  ///
  /// - Throws: what the predicate throws; the trial then counts as undecided.
  func judge(_ row: Row) throws -> [Check]

  /// What another program can check again exactly of a row that is verified; by default nothing.
  ///
  /// - Throws: what exact arithmetic throws.
  func certificates(_ row: Row) throws -> [Certificate]
}

extension Experiment {
  /// The claim's grade.
  public var grade: Claim.Grade { claim.grade }

  /// Not counted as independent draws.
  public var independentNetworks: Bool { false }

  /// All of it.
  public var spendsAll: Bool { true }

  /// One repetition.
  public func repetitions(_ effort: Effort) -> Int { 1 }

  /// Next to nothing.
  public func cost(_ effort: Effort) -> Cost { Cost() }

  /// Nothing.
  public func certificates(_ row: Row) throws -> [Certificate] { [] }

  /// Every trial of the experiment at an effort, in one role, or as many repetitions as are asked for.
  public func trials(_ role: Trial.Role, effort: Effort, repetitions count: Int? = nil) -> [Trial] {
    (0..<(count ?? repetitions(effort))).map {
      Trial(claim: claim.id, role: role, experiment: name, repetition: $0)
    }
  }

  /// Runs and judges one trial, by all checks or by the one that `part` names; an error makes it undecided.
  public func outcome(of trial: Trial, settings: Settings, part: String? = nil) async -> Outcome {
    do {
      return try outcome(judging: try await run(trial, settings), part: part)
    } catch {
      return Outcome(verdict: .undecided(reason: "the experiment failed: \(error)"))
    }
  }

  /// Judges a row that was measured, by all checks or by the one that `part` names.
  ///
  /// - Throws: what the predicate throws.
  func outcome(judging row: Row, part: String?) throws -> Outcome {
    let checks = try judge(row)
    return Outcome(row: row, checks: part.map { name in checks.filter { $0.name == name } } ?? checks)
  }
}
