import Evidence
import TestSupport
import Testing
import Theory

@testable import Judgments

/// Columns that show one of a list's numbers show the one that their head says.
@Suite(.notesIssues)
struct HalfWidthTests {
  /// Numbers held to others in every way.
  private struct Row: EvidenceRow {
    let a: [Double]
    let b: [Double]
    static let columns: [Column<Row>] = [
      Column(series: "near") { $0.a }.near(within: 0.1) { $0.b },
      Column(series: "above") { $0.a }.atLeast { $0.b },
      Column(series: "below") { $0.a }.atMost { $0.b }, Column(series: "free") { $0.a },
    ]
  }

  private struct Holder: EvidenceRow {
    let row: Row
    static let columns: [Column<Holder>] = []
  }

  private func shown<Row: EvidenceRow>(_ head: String, _ row: Row) -> [Double]? {
    Row.columns.first { $0.head == head }?.numbers(row)
  }

  @Test("the risk at m = Td/2 is that of this width, wherever it stands")
  func half() throws {
    for widths in [[0, 1, 2, 3, 4, 5, 6, 7, 8], [8, 4, 0], [0, 4, 5, 6, 7, 8]] {
      let exact = EnumeratedAttainment.Row(
        risks: widths.map { .init(width: $0, risk: Rational($0), bound: Rational(10 * $0)) })
      let design = DesignAttainment.Row(
        risks: widths.map { .init(width: $0, risk: Double($0), bound: Double(10 * $0)) })
      let sampled = SampledAttainment.Row(
        samples: 10,
        risks: widths.map { .init(width: $0, risk: .exactly(Double($0)), bound: Double(10 * $0)) })
      for head in ["risk at m = Td/2", "LB(Td/2)"] {
        let number = head == "LB(Td/2)" ? 40.0 : 4
        #expect(shown(head, exact) == [number] && shown(head, design) == [number])
        #expect(shown(head, sampled) == [number])
      }
      #expect(shown("risk from", sampled) == [4] && shown("risk to", sampled) == [4])
      #expect(Set(breachesOfColumns(exact)).count == 1 && breachesOfColumns(design).count == 2)
    }
    #expect([DesignAttainment.Row.Risk]().atHalfWidth == nil)
    let odd = (0...5).map { DesignAttainment.Row.Risk(width: $0, risk: 0, bound: 0) }
    #expect(odd.atHalfWidth?.width == 2)
    #expect([odd[5]].atHalfWidth?.width == 5)
  }

  @Test("a column held to another says where it does not keep to it")
  func held() {
    func heads(_ a: [Double], _ b: [Double]) -> [String] {
      breachesOfColumns(Row(a: a, b: b)).map { String($0.prefix { $0 != " " }) }
    }
    #expect(heads([1, 2], [1, 2]) == [])
    #expect(heads([1, 2.1], [1, 2]) == ["below"])
    #expect(heads([1, 1.9], [1, 2]) == ["above"])
    #expect(heads([1, 3], [1, 2]) == ["near", "below"])
    #expect(heads([-3], [2]) == ["near", "above"])
    #expect(heads([.nan], [2]) == ["near", "above", "below"])
    #expect(heads([1], [1, 2]) == ["near", "above", "below"])
    #expect(heads([1], []) == [] && heads([0], [1e-13]) == [])
    let whole = Row.columns[1].of(\Holder.row)
    #expect(whole.breach(in: Holder(row: .init(a: [1], b: [2]))) != nil)
    // Held on both sides, of a part of a row too.
    let both = Row.columns[1].atMost { $0.b.map { $0 + 1 } }
    let part = both.of(\Holder.row)
    let kept = [0.5, 1.5, 2.5].map { part.breach(in: Holder(row: .init(a: [$0], b: [1]))) == nil }
    #expect(kept == [false, true, false])
  }
}
