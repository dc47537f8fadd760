import Evidence
import TestSupport
import Testing

/// The columns of the evidence tables, on every row of the published report.
@Suite(.notesIssues)
struct ShownColumnsTests {
  /// Where the report is older than the experiments its rows say nothing of their columns.
  @Test("every column of every kind of row shows a number in one of its rows at least")
  func everyColumn() throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    var shown: [String: [Bool]] = [:]
    for outcome in evidence.snapshot.outcomes.values {
      let kind = outcome.row.map { String(reflecting: type(of: $0)) } ?? ""
      let numbers = outcome.values.map { !$0.numbers.isEmpty }
      shown[kind] = zip(shown[kind] ?? numbers, numbers).map { $0 || $1 }
    }
    #expect(shown.count > 100)
    for (kind, columns) in shown.sorted(by: { $0.key < $1.key }) {
      let empty = columns.indices.filter { !columns[$0] }.map { $0 + 1 }
      #expect(empty.isEmpty, "\(kind): columns \(empty)")
    }
  }
}
