import Evidence
import TestSupport
import Testing
import Theory

/// Whether the laws of predicates are broken where they are, and kept where they are.
@Suite(.notesIssues)
struct PredicateLawsTests {
  /// A risk held against 1 by a predicate that may be wrong.
  private struct Judged: Experiment {
    struct Row: EvidenceRow {
      let risk: Measured
      let others: [Double]
      let count: Int
      static let columns: [Column<Row>] = [Column("risk") { $0.risk.estimate }]
    }

    let predicate: @Sendable (Row) -> Verdict
    var claim: Claim { .f1Spectrum }
    var name: String { "made up" }
    func run(_ trial: Trial, _ settings: Settings) -> Row { Self.row }
    func judge(_ row: Row) -> [Check] { [Check("risk", predicate(row))] }

    static let row = Row(
      risk: Measured(estimate: 1.01, lower: 0.98, upper: 1.05, falseAlarm: 1e-9), others: [0.5, 2], count: 3)
  }

  private static func sound(_ row: Judged.Row) -> Verdict {
    let risk = row.risk
    guard risk.lower.isFinite, risk.upper.isFinite, row.others.allSatisfy(\.isFinite) else {
      return .undecided(reason: "not finite")
    }
    if risk.lower > 1 || risk.upper < 1 { return .refuted(counterexample: "\(risk)") }
    return risk.upper - risk.lower > 0.2 ? .undecided(reason: "wide") : .verified(margin: 0.5)
  }

  private func breaches(_ predicate: @escaping @Sendable (Judged.Row) -> Verdict) throws -> [String] {
    try PredicateLaws(Judged(predicate: predicate), Judged.row).breaches()
  }

  @Test("a sound predicate keeps every law")
  func keeps() throws {
    #expect(try breaches(Self.sound) == [])
  }

  @Test("a predicate that verifies a number that is not finite is named with the number")
  func notFinite() throws {
    let found = try breaches { row in
      row.others[1].isFinite ? Self.sound(row) : .verified(margin: 1)
    }
    #expect(found == ["nan", "inf", "-inf"].map { "others.1 = \($0): risk is verified" })
  }

  @Test("a predicate that decides because its interval is wide is named")
  func decidesWide() throws {
    let found = try breaches { row in
      row.risk.upper > 50 ? .refuted(counterexample: "far") : Self.sound(row)
    }
    #expect(found == ["risk 1000 times wider: risk from verified to refuted"])
  }

  @Test("a predicate that verifies again farther away is named")
  func notMonotone() throws {
    let found = try breaches { row in
      row.others[0] > 3
        ? .verified(margin: 0.5) : row.others[0] > 1 ? .refuted(counterexample: "") : Self.sound(row)
    }
    #expect(found == ["others.0 moved by 2^4: risk is verified again"])
  }
}
