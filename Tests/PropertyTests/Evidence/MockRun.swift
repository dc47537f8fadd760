import Evidence
import Foundation
import Theory

/// A made-up run for tests of the ledger and the report.
enum MockRun {
  static func claim(_ id: String, grade: Claim.Grade) -> Claim {
    Claim(
      id: id, title: "Risk | lower bound",
      statement: "For all $m$, $R_{a_1} \\ge \\|W\\|_F^2$, that is $$x_1 * y_2$$.",
      assumptions: ["The columns of $X$ are iid."], source: .derivedHere, grade: grade,
      predicate: "$R \\ge LB(m)$ within 1e-9.", control: "One neuron $\\sum_k 2^k x_k$.")
  }

  static func trials(claim: String = "F2", cases: Int, repetitions: Int) -> [Trial] {
    [Trial.Role.claim, .control].flatMap { role in
      (0..<cases).flatMap { index in
        (0..<repetitions).map {
          Trial(
            claim: claim, role: role, caseIndex: index, caseName: "T=8 | width_\(index)", repetition: $0)
        }
      }
    }
  }

  static func outcome(_ trial: Trial) -> Outcome {
    let risk = Double(trial.caseIndex) + Double(trial.repetition) / 8
    return trial.role == .claim
      ? Outcome(
        verdict: .verified(margin: 0.5), falseAlarm: 1e-9, values: [.init("risk", risk), .init("m", 4)])
      : Outcome(verdict: .refuted(counterexample: "risk 0 < 1_875"), values: [.init("risk", 0)])
  }

  static func snapshot(claim: String = "F2", cases: Int = 2, repetitions: Int = 3) -> LedgerSnapshot {
    let trials = trials(claim: claim, cases: cases, repetitions: repetitions)
    return LedgerSnapshot(
      expected: trials, outcomes: Dictionary(uniqueKeysWithValues: trials.map { ($0, outcome($0)) }))
  }

  static let figure = SVGFigure(
    title: "Risk & <width>", x: Axis("width, neurons"), y: Axis("risk", scale: .logarithmic),
    series: [
      .init("bound", style: .line, points: [.init(1, 10), .init(2, 1), .init(3, 0.001)]),
      .init(
        "a \"trained\" network", style: .markers, points: [.init(1, 11, lower: 10, upper: 12), .init(2, 0)]),
    ])

  static func section(_ id: String = "F2", grade: Claim.Grade = .observed) -> ReportSection {
    ReportSection(
      claim: claim(id, grade: grade), family: "FullyConnected", stem: "F2RiskLowerBound",
      figures: [ReportFigure(fileName: "Risk.svg", caption: "Risk * width.", picture: figure)])
  }
}

/// A folder that is removed with its value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
