import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ProgressTests {
  /// A clock that a test sets.
  private final class Clock: Sendable {
    private let seconds = Locked(0.0)
    func set(_ now: Double) { seconds.withLock { $0 = now } }
    var elapsed: Duration { .seconds(seconds.withLock { $0 }) }
  }

  private func trial(_ claim: String, _ repetition: Int) -> Trial {
    Trial(claim: claim, role: .claim, experiment: "T=8", repetition: repetition)
  }

  @Test("an occasion is due at once, then each time an interval has passed since the last that was taken")
  func occasions() {
    var pace = ProgressPace(every: .seconds(5))
    let due = [3.0, 3, 7.75, 8, 12.5, 14, 18.5, 19].map { pace.isDue(at: .seconds($0)) }
    #expect(due == [true, false, false, true, false, true, false, true])
  }

  @Test("a long training counts for more than a quick enumeration")
  func share() {
    var progress = RunProgress()
    progress.announce([trial("F1", 0), trial("F1", 1)], cost: Cost())
    progress.announce([trial("F2", 0)], cost: Cost(seconds: 9.94))
    progress.announce([trial("F2", 0)], cost: Cost(seconds: 1000))
    #expect(
      progress.line(elapsed: .zero, cores: 2)
        == "0 of 3 trials, 0 of 2 claims, 0 % of the work, time left not known yet")
    progress.finish(trial("F1", 0))
    progress.finish(trial("F1", 1))
    #expect(
      progress.line(elapsed: .seconds(1), cores: 2)
        == "2 of 3 trials, 1 of 2 claims, 0 % of the work, time left not known yet")
    #expect(abs(progress.share(elapsed: .seconds(1), cores: 2) - 0.004) < 1e-9)
    progress.finish(trial("F2", 0))
    #expect(progress.isFinished)
    #expect(
      progress.line(elapsed: .seconds(9), cores: 2)
        == "3 of 3 trials, 2 of 2 claims, 100 % of the work, done")
  }

  @Test("work that trials share counts once, and is done when the first of them ends")
  func shared() {
    var progress = RunProgress()
    let training = Cost.Shared("layer", seconds: 9)
    progress.announce((0..<2).map { trial("D7", $0) }, cost: Cost(seconds: 9.98, shared: [training]))
    progress.announce([trial("L2", 0)], cost: Cost(seconds: 20, shared: [training.over(2)]))
    // 2 x 9 shared, 0.98 + 0.98 + 2 of their own, 0.02 for each trial: 22.02.
    progress.finish(trial("D7", 1))
    #expect(abs(progress.share(elapsed: .zero, cores: 1) - 10 / 22.02) < 1e-9)
    progress.finish(trial("L2", 0))
    #expect(abs(progress.share(elapsed: .zero, cores: 1) - 21.02 / 22.02) < 1e-9)
  }

  @Test("what has begun counts by the time that has passed, never wholly")
  func begun() {
    var progress = RunProgress()
    progress.announce((0..<4).map { trial("F2", $0) }, cost: Cost(seconds: 9.98))
    #expect(progress.share(elapsed: .seconds(5), cores: 2) == 0)
    progress.begin(trial("F2", 0))
    progress.begin(trial("F2", 1))
    progress.begin(trial("F3", 0))
    #expect(progress.share(elapsed: .seconds(5), cores: 2) == 0.25)
    #expect(progress.line(elapsed: .seconds(5), cores: 2).hasSuffix("25 % of the work, about 15 s left"))
    #expect(abs(progress.share(elapsed: .seconds(500), cores: 2) - 0.475) < 1e-9)
  }

  @Test("the time left is that of the rest at the speed so far")
  func timeLeft() {
    var progress = RunProgress()
    progress.announce((0..<4).map { trial("F2", $0) }, cost: Cost(seconds: 10))
    progress.finish(trial("F2", 0))
    for (elapsed, words) in [(15, "45 s"), (30, "1 min 30 s"), (1300, "1 h 5 min"), (20, "1 min 0 s")] {
      #expect(
        progress.line(elapsed: .seconds(elapsed), cores: 2).hasSuffix("25 % of the work, about \(words) left")
      )
    }
  }

  @Test("what a closed claim left is no work any more, and unknown trials count for nothing")
  func closed() {
    var progress = RunProgress()
    progress.announce((0..<4).map { trial("F2", $0) }, cost: Cost(seconds: .infinity))
    progress.finish(trial("F2", 0))
    progress.finish(trial("F3", 0))
    progress.close("F2")
    progress.close("F3")
    #expect(progress.isFinished)
    #expect(
      progress.line(elapsed: .zero, cores: 2) == "1 of 1 trials, 1 of 1 claims, 100 % of the work, done")
    #expect(!RunProgress().isFinished)
  }

  @Test("a pipe gets a line every 15 seconds, the file one every 5 seconds with its time")
  func pace() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "a/progress.log")
    let clock = Clock()
    let shown = Locked("")
    let log = ProgressLog(
      file: file, screen: .lines, show: { text in shown.withLock { $0 += text } }, elapsed: { clock.elapsed })
    for second in 0...70 {
      clock.set(Double(second))
      log.tick("at \(second)")
    }
    log.write("F2 ends")
    log.note("F3 begins")
    #expect(shown.withLock { $0 } == "at 0\nat 15\nat 30\nat 45\nat 60\nF2 ends\n")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 17)
    #expect(lines[1] == "0:05  at 5")
    #expect(lines[14...] == ["1:10  at 70", "1:10  F2 ends", "1:10  F3 begins"])
  }

  @Test("on a terminal one line rewrites itself, and an event keeps a line of its own")
  func terminal() {
    let clock = Clock()
    let shown = Locked("")
    let log = ProgressLog(
      file: nil, screen: .oneLine, show: { text in shown.withLock { $0 += text } }, elapsed: { clock.elapsed }
    )
    for second in 0...1 {
      clock.set(Double(second))
      log.tick("tick")
    }
    log.write("F2 ends")
    log.clear()
    let start = "\r\u{1B}[K"
    #expect(shown.withLock { $0 } == "\(start)tick\(start)tick\(start)F2 ends\n\(start)")
  }

  @Test("the ledger tells when a claim begins and ends, and ticks until all is done")
  func ledger() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "progress.log")
    let shown = Locked("")
    let log = ProgressLog(
      file: file, screen: .lines, show: { text in shown.withLock { $0 += text } }, elapsed: { .seconds(3) })
    let ledger = Ledger(progress: log)
    let experiment = MockExperiment(name: "T=8")
    let trials = experiment.trials(.claim, effort: .quick)
    ledger.expect(trials)
    ledger.announce(trials, cost: Cost(seconds: 1))
    for trial in trials {
      ledger.begin(trial)
      ledger.tick()
      ledger.record(experiment.outcome(trial.repetition), of: trial)
    }
    ledger.end("F2")
    ledger.tick()
    let lines = shown.withLock { $0 }.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("0 of 3 trials, 0 of 1 claims, ") == true)
    #expect(lines.last?.hasPrefix("F2 ends: 3 verified; control: no trial (") == true)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("0:03  F2 begins: trials 3, control 0\n"))
  }
}
