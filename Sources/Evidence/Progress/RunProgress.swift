/// How far a run is, a plain value without a clock: trials and claims done, and the share of the work.
///
/// Work is measured in the seconds that experiments expect to take on one core, what they share counted once, plus a
/// constant a trial: one long training does not look like one quick enumeration. Trials that have begun count by the time
/// that has passed, as all of them may be running at once.
public struct RunProgress: Sendable {
  /// A piece of work: what a trial does for itself, or a repetition of what several share.
  private enum Piece: Hashable {
    case own(Trial)
    case shared(String, repetition: Int)
  }

  /// The work of a trial beyond what its experiment states, in seconds.
  static let secondsPerTrial = 0.02
  /// The most of the work of trials that have begun, but not ended, that counts as done.
  static let mostOfBegun = 0.95

  private var seconds: [Piece: Double] = [:]
  private var pieces: [Trial: [Piece]] = [:]
  private var left: [String: Set<Trial>] = [:]
  private var begun: Set<Trial> = []
  private var done: Set<Trial> = []

  /// Nothing announced, nothing done.
  public init() {}

  /// Adds trials to those that will be judged; one that is known already changes nothing.
  ///
  /// The cost is what one of them is expected to take.
  public mutating func announce(_ trials: [Trial], cost: Cost) {
    for trial in trials where pieces[trial] == nil {
      var own = cost.seconds
      var found = [Piece.own(trial)]
      for shared in cost.shared {
        let repetitions = shared.repetitions.map { 0..<$0 } ?? trial.repetition..<(trial.repetition + 1)
        own -= shared.seconds * Double(repetitions.count)
        for repetition in repetitions {
          let piece = Piece.shared(shared.name, repetition: repetition)
          seconds[piece] = max(seconds[piece] ?? 0, Self.bounded(shared.seconds))
          found.append(piece)
        }
      }
      seconds[.own(trial)] = Self.secondsPerTrial + Self.bounded(own)
      pieces[trial] = found
      left[trial.claim, default: []].insert(trial)
    }
  }

  private static func bounded(_ seconds: Double) -> Double { seconds > 0 ? min(seconds, 1e9) : 0 }

  /// Notes that a trial begins.
  public mutating func begin(_ trial: Trial) {
    if pieces[trial] != nil { begun.insert(trial) }
  }

  /// Notes that a trial has been judged; the last one of a claim closes it.
  public mutating func finish(_ trial: Trial) {
    guard pieces[trial] != nil, done.insert(trial).inserted else { return }
    begun.insert(trial)
    left[trial.claim]?.remove(trial)
  }

  /// Notes that no further trial of a claim will be judged; those left are no work any more.
  public mutating func close(_ claim: String) {
    for trial in left[claim] ?? [] { pieces[trial] = nil }
    if left[claim] != nil { left[claim] = [] }
  }

  /// All of the announced work, in expected seconds of one core.
  public var expectedSeconds: Double { work(of: Set(pieces.keys)) }

  private var closed: Int { left.values.count(where: \.isEmpty) }

  /// Whether something was announced and all of it is done.
  public var isFinished: Bool { !left.isEmpty && closed == left.count }

  /// The share of the work that is done, from 0 to 1, at a time since the start on a number of cores.
  public func share(elapsed: Duration, cores: Int) -> Double {
    let all = expectedSeconds
    let finished = work(of: done)
    if all == 0 { return 0 }
    let running = work(of: begun) - finished
    let passed = elapsed / .seconds(1) * Double(max(1, cores))
    return (finished + min(max(0, passed - finished), Self.mostOfBegun * running)) / all
  }

  /// The seconds of the pieces that some trials need, each counted once.
  private func work(of trials: Set<Trial>) -> Double {
    var needed: Set<Piece> = []
    for trial in trials { needed.formUnion(pieces[trial] ?? []) }
    // In whole microseconds: a set has no order, and the sum must not depend on one.
    return Double(needed.reduce(0) { $0 + Int((seconds[$1] ?? 0) * 1e6) }) / 1e6
  }

  /// One line: for example `412 of 1630 trials, 5 of 37 claims, 23 % of the work, about 2 min 10 s left`.
  public func line(elapsed: Duration, cores: Int) -> String {
    let share = share(elapsed: elapsed, cores: cores)
    return "\(done.count) of \(pieces.count) trials, \(closed) of \(left.count) claims, "
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
