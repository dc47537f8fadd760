/// How far a run is, a plain value without a clock: trials and claims done, and the share of the work.
///
/// Work is measured in the seconds that experiments expect to take on one core, plus a constant a trial, so that one long
/// training does not look like one quick enumeration.
public struct RunProgress: Sendable {
  /// The work of a trial beyond what its experiment states, in seconds.
  static let secondsPerTrial = 0.02

  private var work: [Trial: Double] = [:]
  private var left: [String: Set<Trial>] = [:]
  private var closed: Set<String> = []
  private var done: Set<Trial> = []

  /// Nothing announced, nothing done.
  public init() {}

  /// Adds trials to those that will be judged; one that is known already changes nothing.
  ///
  /// The closure says what a trial is expected to take on one core, in seconds.
  public mutating func announce(_ trials: [Trial], seconds: (Trial) -> Double) {
    for trial in trials where work[trial] == nil {
      let expected = seconds(trial)
      work[trial] = Self.secondsPerTrial + (expected.isFinite ? max(0, expected) : 0)
      left[trial.claim, default: []].insert(trial)
      closed.remove(trial.claim)
    }
  }

  /// Notes that a trial has been judged; the last one of a claim closes it.
  public mutating func finish(_ trial: Trial) {
    guard work[trial] != nil, done.insert(trial).inserted else { return }
    left[trial.claim]?.remove(trial)
    if left[trial.claim]?.isEmpty == true { closed.insert(trial.claim) }
  }

  /// Notes that no further trial of a claim will be judged; those left are no work any more.
  public mutating func close(_ claim: String) {
    guard let trials = left[claim] else { return }
    for trial in trials { work[trial] = nil }
    left[claim] = []
    closed.insert(claim)
  }

  /// Whether something was announced and all of it is done.
  public var isFinished: Bool { !left.isEmpty && closed.count == left.count }

  /// The share of the work that is done, from 0 to 1.
  public var share: Double {
    // Summed over integers: a dictionary has no order, and the share must not depend on one.
    var (all, finished) = (0, 0)
    for (trial, seconds) in work {
      let microseconds = Int(min(seconds, 1e9) * 1e6)
      all += microseconds
      if done.contains(trial) { finished += microseconds }
    }
    return all == 0 ? 0 : Double(finished) / Double(all)
  }

  /// One line: for example `412 of 1630 trials, 5 of 37 claims, 23 % of the work, about 2 min 10 s left`.
  public func line(elapsed: Duration) -> String {
    let share = share
    return "\(done.count) of \(work.count) trials, \(closed.count) of \(left.count) claims, "
      + "\(Int(share * 100)) % of the work, \(Self.timeLeft(share: share, elapsed: elapsed))"
  }

  /// The time left if the rest goes on as the work so far has.
  private static func timeLeft(share: Double, elapsed: Duration) -> String {
    if share >= 1 { return "done" }
    // Too little is done to say.
    guard share >= 0.005, elapsed >= .seconds(1) else { return "time left not known yet" }
    let passed = elapsed / .seconds(1)
    return "about \(words(seconds: Int(min(passed * (1 - share) / share, 1e6).rounded(.up)))) left"
  }

  /// A time in words, for example `45 s`, `2 min 10 s`, `1 h 5 min`.
  static func words(seconds: Int) -> String {
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
