/// How far a run is, a plain value without a clock: trials and claims done, and the share of the work.
///
/// Work is measured in the seconds that experiments expect to take on one core, what they share counted once, plus a
/// constant a trial: one long training does not look like one quick enumeration. Trials that have begun count by the time
/// that has passed, as all of them may be running at once.
public struct RunProgress: Sendable {
  /// A piece of work: what a trial does for itself, or a repetition of what several share.
  ///
  /// How many trials need it: of all, of those that have begun, of those that are done.
  private struct Piece {
    var microseconds = 0
    var needed = 0
    var begun = 0
    var done = 0
  }

  /// What is shared, by its name and repetition.
  private struct SharedName: Hashable {
    let name: String
    let repetition: Int
  }

  /// The work of a trial beyond what its experiment states, in seconds.
  static let secondsPerTrial = 0.02
  /// The most of the work of trials that have begun, but not ended, that counts as done.
  static let mostOfBegun = 0.95

  // A line is due every few seconds beside the work itself: so it adds up an array and looks nothing up.
  private var pieces: [Piece] = []
  private var shared: [SharedName: Int] = [:]
  private var needs: [Trial: [Int]] = [:]
  private var left: [String: Set<Trial>] = [:]
  private var begun: Set<Trial> = []
  private var done: Set<Trial> = []

  /// Nothing announced, nothing done.
  public init() {}

  /// Adds trials to those that will be judged; one that is known already changes nothing.
  ///
  /// The cost is what one of them is expected to take.
  public mutating func announce(_ trials: [Trial], cost: Cost) {
    for trial in trials where needs[trial] == nil {
      var own = cost.seconds
      var found: [Int] = []
      for work in cost.shared {
        let repetitions = work.repetitions.map { 0..<$0 } ?? trial.repetition..<(trial.repetition + 1)
        own -= work.seconds * Double(repetitions.count)
        for repetition in repetitions {
          let place = place(of: SharedName(name: work.name, repetition: repetition))
          pieces[place].microseconds = max(pieces[place].microseconds, Self.microseconds(work.seconds))
          found.append(place)
        }
      }
      found.append(pieces.count)
      pieces.append(Piece(microseconds: Self.microseconds(Self.secondsPerTrial + max(0, own))))
      for place in found { pieces[place].needed += 1 }
      needs[trial] = found
      left[trial.claim, default: []].insert(trial)
    }
  }

  private mutating func place(of name: SharedName) -> Int {
    if let place = shared[name] { return place }
    shared[name] = pieces.count
    pieces.append(Piece())
    return pieces.count - 1
  }

  /// Seconds as a whole number of microseconds, so that no sum depends on its order.
  private static func microseconds(_ seconds: Double) -> Int {
    seconds > 0 ? Int(min(seconds, 1e9) * 1e6) : 0
  }

  /// Notes that a trial begins.
  public mutating func begin(_ trial: Trial) {
    guard let needed = needs[trial], begun.insert(trial).inserted else { return }
    for place in needed { pieces[place].begun += 1 }
  }

  /// Notes that a trial has been judged; the last one of a claim closes it.
  public mutating func finish(_ trial: Trial) {
    guard let needed = needs[trial], done.insert(trial).inserted else { return }
    begin(trial)
    for place in needed { pieces[place].done += 1 }
    left[trial.claim]?.remove(trial)
  }

  /// Notes that no further trial of a claim will be judged; those left are no work any more.
  public mutating func close(_ claim: String) {
    for trial in left[claim] ?? [] {
      for place in needs[trial] ?? [] {
        pieces[place].needed -= 1
        if begun.contains(trial) { pieces[place].begun -= 1 }
      }
      needs[trial] = nil
      begun.remove(trial)
    }
    if left[claim] != nil { left[claim] = [] }
  }

  /// All of the announced work, in expected seconds of one core.
  public var expectedSeconds: Double { seconds { $0.needed > 0 } }

  private var closed: Int { left.values.count(where: \.isEmpty) }

  /// Whether something was announced and all of it is done.
  public var isFinished: Bool { !left.isEmpty && closed == left.count }

  /// The share of the work that is done, from 0 to 1, at a time since the start on a number of cores.
  public func share(elapsed: Duration, cores: Int) -> Double {
    let all = expectedSeconds
    let finished = seconds { $0.done > 0 }
    if all == 0 { return 0 }
    let running = seconds { $0.begun > 0 } - finished
    let passed = elapsed / .seconds(1) * Double(max(1, cores))
    return (finished + min(max(0, passed - finished), Self.mostOfBegun * running)) / all
  }

  /// The seconds of some pieces, each counted once however many trials need it.
  private func seconds(of isCounted: (Piece) -> Bool) -> Double {
    Double(pieces.reduce(0) { $0 + (isCounted($1) ? $1.microseconds : 0) }) / 1e6
  }

  /// One line: for example `412 of 1630 trials, 5 of 37 claims, 23 % of the work, about 2 min 10 s left`.
  public func line(elapsed: Duration, cores: Int) -> String {
    let share = share(elapsed: elapsed, cores: cores)
    return "\(done.count) of \(needs.count) trials, \(closed) of \(left.count) claims, "
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
