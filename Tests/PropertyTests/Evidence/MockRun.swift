import Evidence
import Foundation
import Theory

/// A made-up experiment: a risk that depends on the width and the repetition alone.
struct MockExperiment: Experiment {
  var claim = MockRun.claim("F2", grade: .observed)
  var name: String
  var width = 4
  var count = 3
  var ownGrade: Claim.Grade?
  var independentNetworks = true
  var spendsAll = true
  /// Whether the predicate refutes, as it must in a control.
  var isRefuted = false

  struct Row: EvidenceRow {
    let risk: Double
    let width: Int
    let path: [Double]

    static let columns: [Column<Row>] = [
      Column("risk", unit: "d/q", digits: 3) { $0.risk },
      Column(count: "m") { $0.width },
      Column(series: "path") { $0.path },
    ]
  }

  var grade: Claim.Grade { ownGrade ?? claim.grade }
  func repetitions(_ effort: Effort) -> Int { count }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: Double(width)) }

  func run(_ trial: Trial, _ settings: Settings) -> Row { row(trial.repetition) }

  func row(_ repetition: Int) -> Row {
    let risk = Double(width) + Double(repetition) / 8
    return Row(risk: risk, width: width, path: [risk, 1])
  }

  func judge(_ row: Row) -> [Check] {
    let verdict: Verdict =
      isRefuted ? .refuted(counterexample: "risk \(row.risk) < 1_875") : .verified(margin: 0.5)
    return [
      Check(
        "mean loss", verdict, falseAlarm: FalseAlarm(ofEvent: 1e-9),
        detects: .init(0.01 * Double(width), "of the risk")),
      Check("certificate", .verified(margin: 0.25)),
    ]
  }

  func outcome(_ repetition: Int, part: String? = nil) -> Outcome {
    let row = row(repetition)
    return Outcome(row: row, checks: judge(row).filter { part == nil || $0.name == part })
  }
}

/// An experiment whose rows have other columns.
struct MockEnumeration: Experiment {
  struct Row: EvidenceRow {
    let subsets: Int
    static let columns: [Column<Row>] = [Column(count: "subsets") { $0.subsets }]
  }

  var claim = MockRun.claim("F2", grade: .observed)
  var name = "T=3, enumerated"
  var grade: Claim.Grade { .exact }

  func run(_ trial: Trial, _ settings: Settings) -> Row { Row(subsets: 3) }
  func judge(_ row: Row) -> [Check] { [Check("spectrum", .verified(margin: 1))] }
}

/// A made-up run for tests of the ledger and the report.
enum MockRun {
  static func claim(
    _ id: String, grade: Claim.Grade, thresholdsSetOn: String? = "base seeds 101 to 120",
    margin: Claim.Margin = .tolerance
  ) -> Claim {
    Claim(
      id: id, title: "Risk | lower bound",
      statement: "For all $m$, $R_{a_1} \\ge \\|W\\|_F^2$, that is $$x_1 * y_2$$.",
      assumptions: ["The columns of $X$ are iid."], source: .derivedHere, grade: grade,
      predicate: "$R \\ge LB(m)$ within 1e-9.", control: "One neuron $\\sum_k 2^k x_k$.",
      thresholdsSetOn: thresholdsSetOn, margin: margin)
  }

  /// The claim's experiments: one a width, from 4 on.
  static func experiments(_ claim: Claim, count: Int, repetitions: Int) -> [MockExperiment] {
    (0..<count).map {
      MockExperiment(claim: claim, name: "T=8 | width_\($0 + 4)", width: $0 + 4, count: repetitions)
    }
  }

  /// A near miss of every experiment.
  static func controls(_ experiments: [MockExperiment]) -> [Control] {
    experiments.map { original in
      var missed = original
      missed.name += ", width + 1"
      missed.isRefuted = true
      return .nearMiss(of: original, "width + 1", check: "mean loss", missed)
    }
  }

  static func section(
    _ id: String = "F2", grade: Claim.Grade = .observed, experiments count: Int = 2, repetitions: Int = 3,
    thresholdsSetOn: String? = "base seeds 101 to 120", margin: Claim.Margin = .tolerance
  ) -> ReportSection {
    let claim = claim(id, grade: grade, thresholdsSetOn: thresholdsSetOn, margin: margin)
    let experiments = experiments(claim, count: count, repetitions: repetitions)
    return ReportSection(
      claim: claim, family: "FullyConnected", stem: "\(id)RiskLowerBound", experiments: experiments,
      controls: controls(experiments),
      figures: [ReportFigure(fileName: "Risk.svg", caption: "Risk * width.", picture: figure)])
  }

  /// The trials of a section, of its experiments and then of its controls.
  static func trials(_ section: ReportSection) -> [Trial] {
    section.experiments.flatMap { $0.trials(.claim, effort: .quick) }
      + section.controls.flatMap { $0.experiment.trials(.control, effort: .quick) }
  }

  /// What a section's trials find.
  static func outcomes(_ section: ReportSection) async -> [Trial: Outcome] {
    var found: [Trial: Outcome] = [:]
    for experiment in section.experiments {
      for trial in experiment.trials(.claim, effort: .quick) {
        found[trial] = await experiment.outcome(of: trial, settings: Settings())
      }
    }
    for control in section.controls {
      for trial in control.experiment.trials(.control, effort: .quick) {
        found[trial] = await control.experiment.outcome(
          of: trial, settings: Settings(), part: control.check)
      }
    }
    return found
  }

  static func snapshot(_ section: ReportSection = section()) async -> LedgerSnapshot {
    LedgerSnapshot(expected: trials(section), outcomes: await outcomes(section))
  }

  /// Words that show the section's figure.
  static func prose(_ section: ReportSection) -> ReportProse {
    ReportProse(
      asked: "Is $m < Td$ enough?",
      parts: [
        .init(
          "1. Promises", "One.",
          chapters: [.init("A bound", "It is $x_1$.", claims: [section.claim], figure: section.claim)])
      ],
      nonClaims: ["Nothing about $n_1$."],
      questions: [.init("Is it so?", "Yes.", claims: [section.claim])])
  }

  static let figure = SVGFigure(
    title: "Risk & <width>", x: Axis("width, neurons"), y: Axis("risk", scale: .logarithmic),
    series: [
      .init("bound", style: .line, points: [.init(1, 10), .init(2, 1), .init(3, 0.001)]),
      .init(
        "a \"trained\" network", style: .markers, points: [.init(1, 11, lower: 10, upper: 12), .init(2, 0)]),
    ])
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
