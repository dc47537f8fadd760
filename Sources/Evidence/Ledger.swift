import Foundation
import Theory

/// The process-wide book of what was judged: trials expected, outcomes, and issues noted elsewhere.
///
/// All methods may be called from any thread. A line of progress is written when a claim's first trial begins (to the log's
/// file) and when its last one ends; `tick` shows how far the announced trials are.
public final class Ledger: Sendable {
  private struct State {
    var snapshot = LedgerSnapshot()
    var begun: [String: ContinuousClock.Instant] = [:]
    var ended: Set<String> = []
    var progress = RunProgress()
  }

  private let state = Locked(State())
  private let log: ProgressLog?
  /// What the pieces of the run's work took.
  public let work = Locked(WorkTimes())

  /// An empty ledger that writes its progress to the log, or nowhere.
  public init(progress log: ProgressLog? = nil) {
    self.log = log
  }

  /// A copy of what is in the ledger now.
  public var snapshot: LedgerSnapshot { state.withLock { $0.snapshot } }

  /// Adds trials to those a complete run makes; a trial that is already expected keeps its place.
  public func expect(_ trials: [Trial]) {
    state.withLock { $0.snapshot.expect(trials) }
  }

  /// Announces trials that will be judged in this process, for the line of progress.
  ///
  /// The cost is what one of them is expected to take.
  public func announce(_ trials: [Trial], cost: Cost) {
    state.withLock { $0.progress.announce(trials, cost: cost) }
  }

  /// How far the announced trials are.
  public var progress: RunProgress { state.withLock { $0.progress } }

  /// Shows how far the announced trials are, at the log's pace; nothing once all are done.
  public func tick() {
    guard let log else { return }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    // Under the lock and not from a copy: the copy's arrays would be the ledger's own until one of them is changed, which
    // the thread sanitizer takes for a race.
    let line = state.withLock { state in
      state.progress.isFinished ? nil : state.progress.line(elapsed: log.elapsed(), cores: cores)
    }
    if let line { log.tick(line) }
  }

  /// Notes that a trial begins.
  public func begin(_ trial: Trial) {
    state.withLock { state in
      state.progress.begin(trial)
      guard state.begun[trial.claim] == nil else { return }
      state.begun[trial.claim] = ContinuousClock.now
      let claims = state.snapshot.trials(of: trial.claim, .claim).count
      let controls = state.snapshot.trials(of: trial.claim, .control).count
      log?.note("\(trial.claim) begins: trials \(claims), control \(controls)")
    }
  }

  /// Records what a trial found.
  ///
  /// A trial judged twice with different outcomes is noted as an issue: a judgment depends on nothing but its trial and
  /// the settings.
  public func record(_ outcome: Outcome, of trial: Trial) {
    state.withLock { state in
      if let earlier = state.snapshot.outcomes[trial], earlier != outcome {
        state.snapshot.issues.append("\(trial) was judged twice with different outcomes")
      }
      state.snapshot.outcomes[trial] = outcome
      state.progress.finish(trial)
      if state.snapshot.isComplete(trial.claim) { end(trial.claim, &state) }
    }
  }

  /// Notes that no further trial of a claim will be judged; writes the line of its end if that has not been written.
  public func end(_ claim: String) {
    state.withLock { state in
      state.progress.close(claim)
      if state.begun[claim] != nil { end(claim, &state) }
    }
  }

  /// Writes in the log's file what the work took and what more cores would bring.
  public func noteWork() { log?.note(work.withLock(\.line)) }

  /// Notes an issue that keeps the run from being a clean one, for example a failed property; a repeated text is noted once.
  public func note(issue: String) {
    state.withLock { state in
      if !state.snapshot.issues.contains(issue) { state.snapshot.issues.append(issue) }
    }
  }

  private func end(_ claim: String, _ state: inout State) {
    guard state.ended.insert(claim).inserted else { return }
    let counts = state.snapshot.counts(of: claim, .claim)
    let controls = state.snapshot.counts(of: claim, .control)
    var line = "\(claim) ends: \(counts); control: \(controls)"
    if let begun = state.begun[claim] {
      line += " (\((ContinuousClock.now - begun).components.seconds) s)"
    }
    log?.write(line)
  }
}
