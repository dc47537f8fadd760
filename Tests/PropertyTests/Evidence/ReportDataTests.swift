import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ReportDataTests {
  /// What a reader of report.json may decode.
  private struct Data: Decodable {
    struct Run: Decodable {
      let seed: UInt64
      let effort: Effort
      let version: String
      let shortcomings: [String]
    }
    struct Entry: Decodable {
      struct Head: Decodable {
        let id: String
        let grade: String
        let thresholdsSetOn: String?
      }
      struct Listed: Decodable {
        struct Name: Decodable {
          struct Change: Decodable {
            let kind: String
            let of: String
            let check: String?
          }
          let number: Int
          let name: String
          let control: Change?
        }
        struct Judged: Decodable {
          struct Made: Decodable {
            let name: String
            let verdict: String
            let margin: Double?
            let falseAlarm: Double?
            let detects: Check.Detectable?
          }
          let repetition: Int
          let verdict: String
          let checks: [Made]
          let row: MockExperiment.Row?
        }
        let experiment: Name
        let trials: [Judged]
      }
      let claim: Head
      let experiments: [Listed]
      let controls: [Listed]
    }
    let schema: Int
    let run: Run
    let claims: [Entry]
  }

  /// A row of numbers that are not easily written.
  private struct Odd: Experiment {
    struct Row: EvidenceRow {
      let numbers: [Double]
      static let columns: [Column<Row>] = []
    }

    let claim = MockRun.claim("F2", grade: .exact)
    let name = "odd"
    let numbers: [Double]
    func run(_ trial: Trial, _ settings: Settings) -> Row { Row(numbers: numbers) }
    func judge(_ row: Row) -> [Check] { [Check("a", .verified(margin: 1))] }
  }

  private func text(_ section: ReportSection) async throws -> String {
    try await ReportData(
      snapshot: MockRun.snapshot(section), settings: Settings(baseSeed: .max), sections: [section]
    ).text()
  }

  @Test("every trial's row, checks and verdict can be read back")
  func decoding() async throws {
    let section = MockRun.section()
    let text = try await text(section)
    let data = try JSONDecoder().decode(Data.self, from: Foundation.Data(text.utf8))
    #expect(data.schema == ReportData.schema && data.run.seed == .max && data.run.effort == .standard)
    #expect(data.run.shortcomings.isEmpty && data.run.version == PackageIdentity.version)
    let claim = try #require(data.claims.first)
    #expect(claim.claim.id == "F2" && claim.claim.thresholdsSetOn == "base seeds 101 to 120")
    #expect(claim.experiments.map(\.experiment.number) == [1, 2])
    #expect(claim.controls.map(\.experiment.number) == Array(1...claim.controls.count))
    let trial = try #require(claim.experiments.last?.trials.last)
    #expect(trial.repetition == 2 && trial.verdict == "verified")
    #expect(trial.row == MockExperiment(name: "", width: 5).row(2))
    #expect(trial.checks.first?.falseAlarm == 1e-9 && trial.checks.first?.detects?.size == 0.05)
    let control = try #require(claim.controls.first)
    #expect(
      control.experiment.control?.of == "T=8 | width_4" && control.experiment.control?.kind == "near miss")
    #expect(control.trials.map(\.verdict) == ["refuted", "refuted", "refuted"])
  }

  /// An experiment that certifies its row.
  private struct Certifying: Experiment {
    struct Row: EvidenceRow {
      let risk: Rational
      static let columns: [Column<Row>] = [Column("risk") { $0.risk.double }]
    }

    var name: String
    var verdict = Verdict.verified(margin: 1)
    var claim: Claim { MockRun.claim("F2", grade: .exact) }

    func run(_ trial: Trial, _ settings: Settings) throws -> Row {
      Row(risk: try Rational(numerator: 6, denominator: 7))
    }
    func judge(_ row: Row) -> [Check] { [Check("risk", verdict)] }
    func certificates(_ row: Row) -> [Certificate] { [Certificate("risk of one", row)] }
  }

  @Test("what a verified trial certifies is one line, and no other trial certifies anything")
  func certificates() async throws {
    let experiments = [
      Certifying(name: "a"), Certifying(name: "b", verdict: .refuted(counterexample: "no")),
      Certifying(name: "c", verdict: .undecided(reason: "thin")),
    ]
    let section = ReportSection(
      claim: MockRun.claim("F2", grade: .exact), family: "F", stem: "F2", experiments: experiments,
      controls: [])
    let text = try CertificateData(snapshot: await MockRun.snapshot(section), sections: [section]).text()
    #expect(
      text == """
        {"schema":1,
        "certificates":[
        {"certificate":{"kind":"risk of one","object":{"risk":"6/7"}},"claim":"F2","experiment":"a","repetition":0}
        ]}

        """)
  }

  @Test("a trial is one line")
  func lines() async throws {
    let text = try await text(MockRun.section(experiments: 2, repetitions: 3))
    #expect(text.split(separator: "\n").count { $0.contains("\"repetition\":") } == 12)
  }

  @Test("a number is Swift's shortest text, and what is no number is a word")
  func numbers() async throws {
    let numbers = [
      0.1, 1.0 / 3, 1e-9, Double.leastNonzeroMagnitude, 1.7976931348623157e308, -0.5, 123456789.25, 1e22,
      9_007_199_254_740_992,
    ]
    let section = ReportSection(
      claim: MockRun.claim("F2", grade: .exact), family: "F", stem: "F2",
      experiments: [Odd(numbers: numbers + [.nan, .infinity, -.infinity, 3])], controls: [])
    let row = try #require(await text(section).components(separatedBy: "\"numbers\":[").last)
    let expected = numbers.map { number in
      let text = "\(number)"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    #expect(
      row.hasPrefix((expected + ["\"nan\"", "\"infinity\"", "\"-infinity\"", "3]"]).joined(separator: ",")))
  }

  @Test("what was not judged says so")
  func missing() async throws {
    let section = MockRun.section()
    let snapshot = LedgerSnapshot(expected: MockRun.trials(section))
    let text = try ReportData(snapshot: snapshot, settings: Settings(), sections: [section]).text()
    #expect(text.contains("{\"checks\":[],\"repetition\":0,\"verdict\":\"not judged\"}"))
  }
}
