import Evidence
import Foundation
import Sim
import TestSupport
import Testing
import Theory

/// Runs with drawn verdicts: what the log, the ledger and the report count adds up to the trials.
@Suite(.notesIssues)
struct VerdictCountTests {
  /// The verdict of each trial, by experiment and repetition, `not judged` where it has none.
  private struct Run: Sendable, CustomStringConvertible {
    var words: [Trial.Role: [[String]]]
    var description: String { "claim \(words[.claim] ?? []), control \(words[.control] ?? [])" }

    func counted(_ role: Trial.Role) -> [String: Int] { Self.count((words[role] ?? []).joined()) }
    static func count(_ words: some Sequence<String>) -> [String: Int] {
      Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
    }
  }

  private static let words = ["verified", "refuted", "undecided", "not judged"]

  private static let runs = Property<Run>(
    "verdicts are counted once",
    draw: { stream in
      var words: [Trial.Role: [[String]]] = [:]
      for role in Trial.Role.allCases {
        words[role] = (0..<Draw.integer(1...3, &stream)).map { _ in
          (0..<Draw.integer(1...4, &stream)).map { _ in Self.words[Draw.integer(0...3, &stream)] }
        }
      }
      return Run(words: words)
    },
    shrinks: { run in
      Trial.Role.allCases.flatMap { role in
        (run.words[role] ?? []).indices.compactMap { place -> Run? in
          var smaller = run
          smaller.words[role]?.remove(at: place)
          return smaller.words[role]?.isEmpty == true ? nil : smaller
        }
      }
    },
    holds: { run in
      let breaches = try Self.breaches(run)
      if breaches.isEmpty { return true }
      throw Breach(texts: breaches)
    })

  private struct Breach: Error { let texts: [String] }

  @Test("the counts of a run with any verdicts add up to its trials, in the log, the ledger and the report")
  func counts() { check(Self.runs, cases: 40) }

  private static func experiments(_ run: Run, _ role: Trial.Role) -> [MockExperiment] {
    (run.words[role] ?? []).enumerated().map {
      MockExperiment(name: "\(role.rawValue) \($0.offset + 1)", count: $0.element.count)
    }
  }

  /// A run's section, and its ledger once all that was judged is recorded.
  private static func judged(_ run: Run, _ log: ProgressLog) -> (ReportSection, Ledger) {
    let (originals, missed) = (experiments(run, .claim), experiments(run, .control))
    let section = ReportSection(
      claim: MockRun.claim("F2", grade: .observed), family: "FullyConnected", stem: "F2RiskLowerBound",
      experiments: originals, controls: missed.map { .nearMiss(of: originals[0], "width + 1", $0) })
    let ledger = Ledger(progress: log)
    ledger.expect(MockRun.trials(section))
    for (role, words) in run.words {
      for (experiment, words) in zip(experiments(run, role), words) {
        for (trial, word) in zip(experiment.trials(role, effort: .quick), words) where word != "not judged" {
          let verdict: Verdict =
            word == "verified"
            ? .verified(margin: 0.5)
            : word == "refuted" ? .refuted(counterexample: "far") : .undecided(reason: "thin")
          ledger.begin(trial)
          ledger.record(
            Outcome(row: experiment.row(trial.repetition), checks: [Check("mean loss", verdict)]), of: trial)
        }
      }
    }
    ledger.end("F2")
    return (section, ledger)
  }

  /// Where a count is not that of the verdicts drawn.
  private static func breaches(_ run: Run) throws -> [String] {
    let log = Locked("")
    let (section, ledger) = judged(
      run,
      ProgressLog(
        file: nil, screen: .lines, show: { text in log.withLock { $0 += text } }, elapsed: { .zero }))
    let snapshot = ledger.snapshot
    let drawn = Trial.Role.allCases.map(run.counted)
    var found: [String] = []
    func expect(_ place: String, _ text: String?, _ counts: [String: Int]) {
      let read = text.map(numbers) ?? ["no such line": 1]
      if read != counts { found.append("\(place) counts \(read), drawn \(counts)") }
    }
    for (role, counts) in zip(Trial.Role.allCases, drawn) {
      expect("ledger", snapshot.counts(of: "F2", role).description, counts)
      if snapshot.trials(of: "F2", role).count != counts.values.reduce(0, +) {
        found.append("ledger's trials")
      }
    }
    // A claim of which nothing was judged never began.
    if drawn.contains(where: { $0["not judged"] != $0.values.reduce(0, +) }) {
      let line = log.withLock { $0 }.split(separator: "\n").last { $0.hasPrefix("F2 ends: ") }
      let parts = line?.components(separatedBy: "; control: ") ?? []
      for (part, counts) in zip(parts, drawn) { expect("log", part, counts) }
      if parts.count != 2 { found.append("log's line") }
    }
    let report = try RunReport(
      snapshot: snapshot, settings: Settings(), sections: [section], prose: MockRun.prose(section))
    func lines(_ path: String) -> [Substring] {
      report.files.first { $0.path == path }?.text.split(separator: "\n") ?? []
    }
    let page = lines("Report/F2RiskLowerBound.md")
    let head = page.first { $0.hasPrefix("**") }?.components(separatedBy: "; of its controls ") ?? []
    for (part, counts) in zip(head, drawn) { expect("page's head", part, counts) }
    if head.count != 2 { found.append("page's head") }
    for (role, experiments) in run.words {
      for (index, words) in experiments.enumerated() {
        let row = page.last { $0.hasPrefix("| \(index + 1) | \(role.rawValue) \(index + 1) |") }
        expect("page's row of \(role.rawValue) \(index + 1)", row.map(String.init), Run.count(words))
      }
    }
    let checks = page.first { $0.hasPrefix("| mean loss |") }.map(String.init)
    let made = drawn[0].filter { $0.key != "not judged" }
    if !made.isEmpty { expect("checks", checks, made) }
    let all = Run.count(run.words.values.joined().joined())
    let written = try verdicts(lines("Report/report.json").joined(separator: "\n"))
    if Run.count(written) != all { found.append("report.json counts \(Run.count(written)), drawn \(all)") }
    let trials = all.values.reduce(0, +)
    if !lines("REPORT.md").contains(where: { $0.hasSuffix(" \(trials) trials.") }) {
      found.append("paper's trials")
    }
    return found
  }

  /// The verdict of every trial in report.json.
  private static func verdicts(_ text: String) throws -> [String] {
    struct Judged: Decodable { let verdict: String }
    struct Listed: Decodable { let trials: [Judged] }
    struct Entry: Decodable { let experiments, controls: [Listed] }
    struct Data: Decodable { let claims: [Entry] }
    let data = try JSONDecoder().decode(Data.self, from: Foundation.Data(text.utf8))
    return data.claims.flatMap { $0.experiments + $0.controls }.flatMap(\.trials).map(\.verdict)
  }

  /// The counts that a text names.
  private static func numbers(_ text: String) -> [String: Int] {
    Dictionary(
      text.matches(of: /(\d+) (verified|refuted|undecided|not judged)/).map {
        (String($0.output.2), Int($0.output.1) ?? -1)
      }, uniquingKeysWith: +)
  }
}
