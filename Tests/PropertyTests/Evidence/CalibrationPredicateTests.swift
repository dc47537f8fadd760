import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct CalibrationPredicateTests {
  private func row(_ count: Int, of worlds: Int, atMost probability: Double) -> CalibrationRow {
    CalibrationRow(
      kind: .inequality, subject: "Name", world: "law", event: "misses", atMost: probability,
      worlds: worlds, count: count, firstWorlds: 0, firstCount: 0)
  }

  private func verdict(_ count: Int, of worlds: Int, atMost probability: Double) -> Verdict {
    CalibrationPredicate.judge(row(count, of: worlds, atMost: probability)).check.verdict
  }

  /// By hand: P(Bin(30, 1/2) = 30) = 2^-30 = 9.3e-10 and P(Bin(30, 1/2) >= 29) = 31 2^-30.
  @Test("the least count that refutes, by hand")
  func least() throws {
    #expect(try CalibrationPredicate.leastRefuted(worlds: 30, probability: 0.5) == 30)
    #expect(try CalibrationPredicate.leastRefuted(worlds: 29, probability: 0.5) == nil)
    // P(Bin(10^4, 10^-10) >= 1) = 10^-6 and P(>= 2) = 5 10^-13.
    #expect(try CalibrationPredicate.leastRefuted(worlds: 10_000, probability: 1e-10) == 2)
    #expect(throws: TheoryError.self) { try CalibrationPredicate.leastRefuted(worlds: 0, probability: 0.5) }
    #expect(throws: TheoryError.self) { try CalibrationPredicate.leastRefuted(worlds: 3, probability: .nan) }
  }

  @Test("verified up to the least count, refuted from there, undecided with few worlds")
  func verdicts() throws {
    let least = try #require(try CalibrationPredicate.leastRefuted(worlds: 10_000, probability: 0.01))
    #expect(least > 150 && least < 180)
    #expect(verdict(least - 1, of: 10_000, atMost: 0.01).isVerified)
    #expect(verdict(least, of: 10_000, atMost: 0.01).isRefuted)
    #expect(verdict(100, of: 100, atMost: 0.01).isRefuted)
    for count in [0, 1, 100, least - 1] {
      let margin = 1 - Double(count) / Double(least)
      #expect(verdict(count, of: 10_000, atMost: 0.01) == .verified(margin: margin))
    }
    for (count, worlds, probability) in [
      (0, 100, 0.01), (0, 0, 0.5), (3, 2, 0.5), (-1, 10, 0.5), (0, 10, .nan),
    ] {
      let verdict = verdict(count, of: worlds, atMost: probability)
      #expect(!verdict.isVerified && !verdict.isRefuted)
    }
  }

  @Test("a table is verified if every row is, and adds up their false alarms")
  func table() {
    func row(_ count: Int) -> CalibrationRow {
      CalibrationRow(
        kind: .claim, subject: "F2", world: "law", event: "misses", atMost: 0.1, worlds: 1000, count: count,
        firstWorlds: 10, firstCount: 1)
    }
    func table(_ rows: [CalibrationRow]) -> CalibrationTable {
      CalibrationTable(seed: 1, worlds: 1000, rows: rows, omissions: [])
    }
    #expect(table([row(100), row(90)]).isVerified && !table([]).isVerified)
    #expect(!table([row(100), row(1000)]).isVerified)
    #expect(table([row(100), row(90)]).falseAlarm == 2 * CalibrationPredicate.falseAlarm)
    #expect(table([row(100)]).page.contains("| F2 | law | misses | 0.1 | 100 | "))
  }

  @Test("a judged row carries the least count that refutes it, and none where the numbers are impossible")
  func judgedRow() throws {
    func least(_ count: Int, of worlds: Int, atMost probability: Double) -> Int? {
      CalibrationPredicate.judge(row(count, of: worlds, atMost: probability)).leastRefuted
    }
    #expect(least(0, of: 30, atMost: 0.5) == 30 && least(0, of: 29, atMost: 0.5) == nil)
    #expect(least(31, of: 30, atMost: 0.5) == nil && least(0, of: -1, atMost: 0.5) == nil)
  }

  @Test("a table that is read is judged like the one written, and writes the same")
  func coding() throws {
    let table = CalibrationTable(
      seed: 1, worlds: 1000, rows: [row(100, of: 1000, atMost: 0.1), row(900, of: 1000, atMost: 0.1)],
      omissions: [.init(claim: "F2", check: "mean", reason: "dear")])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(table)
    let read = try JSONDecoder().decode(CalibrationTable.self, from: data)
    #expect(read == table && read.judged.map(\.check.verdict.word) == ["verified", "refuted"])
    #expect(try encoder.encode(read) == data && !String(decoding: data, as: UTF8.self).contains("judged"))
  }
}
