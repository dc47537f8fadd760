import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

/// What `sts calibrate` committed, drawn again in part, and mistakes that it must see.
@Suite(.notesIssues)
struct CalibrationTests {
  /// The committed numbers, and the page beside them.
  private static let committed: CalibrationTable? = {
    guard let data = try? Data(contentsOf: path(RunReport.calibration, "json")) else { return nil }
    return try? JSONDecoder().decode(CalibrationTable.self, from: data)
  }()

  private static func path(_ page: String, _ suffix: String) -> URL {
    RunLedger.packageRoot.appending(path: page).deletingPathExtension().appendingPathExtension(suffix)
  }

  @Test("the committed page is that of the committed numbers, and every row is verified")
  func page() throws {
    let table = try #require(Self.committed)
    #expect(table.isVerified, "\(table.counts)")
    #expect(table.omissions == CalibrationTable.notRepeated)
    #expect(try String(contentsOf: Self.path(RunReport.calibration, "md"), encoding: .utf8) == table.page)
  }

  @Test("the first worlds of every row give the committed counts", arguments: CalibratedWorlds.all)
  func firstWorlds(worlds: CalibratedWorlds) async throws {
    let table = try #require(Self.committed)
    let rows = table.rows.filter { $0.subject == worlds.subject && $0.world == worlds.name }
    let first = CalibratedWorlds.firstWorlds
    let again = try await worlds.rows(worlds: first, first: first, seed: table.seed)
    #expect(!rows.isEmpty && rows.map(\.event) == again.map(\.event))
    for (row, found) in zip(rows, again) {
      #expect(row.firstWorlds == first && row.firstCount == found.count, "\(worlds.name): \(row.event)")
    }
  }

  @Test("no row is committed whose worlds are not drawn any more")
  func none() throws {
    let known = Set(CalibratedWorlds.all.map { [$0.subject, $0.name] })
    for row in try #require(Self.committed).rows { #expect(known.contains([row.subject, row.world])) }
  }

  /// Bands and intervals that are exact or nearly so: a fifth, or three tenths, less reach is seen in a thousand worlds.
  @Test(
    "an interval that is too short is refuted",
    arguments: [("DvoretzkyKieferWolfowitz", 0.8), ("ClopperPearson", 0.7)])
  func tooShort(inequality: String, reach: Double) async throws {
    var refuted = 0
    for setting in InequalitySetting.all where setting.inequality == inequality {
      let rows = try await setting.worlds(reach: reach).rows(worlds: 1000, first: 0, seed: 1)
      refuted += rows.count { CalibrationPredicate.judge($0).check.verdict.isRefuted }
    }
    #expect(refuted > 0)
  }

  /// Every inequality is far from a fifth of its reach.
  @Test("a fifth of an interval is refuted, for every inequality")
  func farTooShort() async throws {
    for inequality in Set(InequalitySetting.all.map(\.inequality)).subtracting(["ChiSquareTail"]) {
      var refuted = 0
      for setting in InequalitySetting.all where setting.inequality == inequality {
        let rows = try await setting.worlds(reach: 0.2).rows(worlds: 400, first: 0, seed: 1)
        refuted += rows.count { CalibrationPredicate.judge($0).check.verdict.isRefuted }
      }
      #expect(refuted > 0, "\(inequality)")
    }
  }

  @Test("the same worlds whatever their number, other worlds for another seed")
  func deterministic() async throws {
    let setting = try #require(InequalitySetting.all.first).worlds()
    let short = try await setting.rows(worlds: 120, first: 120, seed: 1)
    let long = try await setting.rows(worlds: 300, first: 120, seed: 1)
    let other = try await setting.rows(worlds: 120, first: 120, seed: 2)
    #expect(short.map(\.count) == long.map(\.firstCount) && short != other)
  }

  /// By the last committed run, which lists every check with what it spent.
  @Test("every check that spends a false-alarm probability is calibrated, or listed with the reason")
  func complete() throws {
    struct Name: Hashable {
      let claim: String
      let check: String
    }
    let calibrated = Set(
      try #require(Self.committed).rows.filter { $0.kind == .claim }.map {
        Name(claim: $0.subject, check: $0.event.components(separatedBy: ": ")[0])
      })
    let listed = Set(CalibrationTable.notRepeated.map { Name(claim: $0.claim, check: $0.check) })
    let report = try JSONDecoder().decode(
      SpentReport.self, from: Data(contentsOf: RunLedger.packageRoot.appending(path: "Report/report.json")))
    for claim in report.claims {
      let checks = claim.experiments.flatMap(\.trials).flatMap { $0.checks ?? [] }
      for check in Set(checks.filter { $0.falseAlarm ?? 0 > 0 }.map(\.name)).sorted() {
        let name = Name(claim: claim.claim.id, check: check)
        #expect(calibrated.contains(name) || listed.contains(name), "\(name)")
      }
    }
  }
}

/// What report.json says of the checks of trials.
private struct SpentReport: Decodable {
  struct Claim: Decodable {
    struct Head: Decodable { let id: String }
    struct Experiment: Decodable { let trials: [Trial] }
    struct Trial: Decodable { let checks: [Check]? }
    struct Check: Decodable {
      let name: String
      let falseAlarm: Double?
    }
    let claim: Head
    let experiments: [Experiment]
  }
  let claims: [Claim]
}
