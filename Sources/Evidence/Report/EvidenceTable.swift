import Theory

/// The evidence of one claim, or of its control: one row a case, numbers gathered over the repetitions.
struct EvidenceTable {
  private struct Row {
    let index: Int
    let name: String
    var trials: [Trial]
  }

  /// Tables with more rows are folded.
  private static let longest = 12

  private let rows: [Row]
  private let columns: [String]
  private let snapshot: LedgerSnapshot
  private let role: Trial.Role

  init(claim: String, role: Trial.Role, snapshot: LedgerSnapshot) {
    var rows: [Row] = []
    var columns: [String] = []
    for trial in snapshot.trials(of: claim, role) {
      if rows.last?.name == trial.experiment {
        rows[rows.count - 1].trials.append(trial)
      } else {
        rows.append(Row(index: rows.count + 1, name: trial.experiment, trials: [trial]))
      }
      for value in snapshot.outcomes[trial]?.values ?? [] where !columns.contains(value.head) {
        columns.append(value.head)
      }
    }
    self.rows = rows
    self.columns = columns
    self.snapshot = snapshot
    self.role = role
  }

  /// The number of cases and of repetitions, for example `7 x 5` or `7 x 1 to 5`.
  var extent: String {
    let repetitions = rows.map(\.trials.count)
    guard let least = repetitions.min(), let most = repetitions.max() else { return "none" }
    return "\(rows.count) x " + (least == most ? "\(least)" : "\(least) to \(most)")
  }

  /// The least margin of the trials that verify, or nil if none does.
  var worstMargin: Double? { Self.worstMargin(rows.flatMap { snapshot.outcomes(of: $0.trials) }) }

  /// The table in Markdown, folded if it is long.
  var markdown: String {
    if rows.isEmpty { return "No trial." }
    // A control has no margin: it is refuted or it is not.
    var head = ["#", "case", "repetitions", "verdicts"]
    if role == .claim { head.append("worst margin") }
    let numbers = Set([0, 2]).union(4..<head.count + columns.count)
    head += columns.map(MarkdownText.cell)
    let table = MarkdownText.table(head, numbers: numbers, rows: rows.map(cells))
    if rows.count <= Self.longest { return table }
    return "<details>\n<summary>\(rows.count) cases</summary>\n\n\(table)\n\n</details>"
  }

  private func cells(_ row: Row) -> [String] {
    let outcomes = snapshot.outcomes(of: row.trials)
    let counts = VerdictCounts(outcomes.map(\.verdict), missing: row.trials.count - outcomes.count)
    var cells = ["\(row.index)", MarkdownText.cell(row.name), "\(row.trials.count)", "\(counts)"]
    if role == .claim { cells.append(Self.worstMargin(outcomes).map(NumberText.short) ?? "-") }
    return cells + columns.map { name in Self.gathered(outcomes.flatMap { outcome in outcome.values.filter { $0.head == name }.flatMap(\.numbers) }) }
  }

  private static func worstMargin(_ outcomes: [Outcome]) -> Double? {
    outcomes.compactMap { if case .verified(let margin) = $0.verdict { margin } else { nil } }.min()
  }

  /// `mean (min .. max)`; the number alone where all are the same.
  static func gathered(_ numbers: [Double]) -> String {
    guard let first = numbers.first else { return "-" }
    if numbers.allSatisfy({ $0 == first }) { return NumberText.short(first) }
    var sum = 0.0
    var least = first
    var most = first
    for number in numbers {
      sum += number
      least = min(least, number)
      most = max(most, number)
    }
    let mean = NumberText.short(sum / Double(numbers.count))
    return "\(mean) (\(NumberText.short(least)) .. \(NumberText.short(most)))"
  }
}
