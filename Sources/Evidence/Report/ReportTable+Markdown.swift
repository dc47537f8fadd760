extension ReportTable {
  /// The table in Markdown; empty if it has no row.
  ///
  /// Cells lead to the claims' pages, seen from the folder of REPORT.md or from that of the pages.
  func markdown(fromPages: Bool = false) -> String {
    if rows.isEmpty { return "" }
    let rule = columns.map { $0.isNumber ? "--:" : ":--" }
    let body = rows.map { row in row.map { Self.markdown($0, fromPages) } }
    return ([columns.map { Self.head($0.head) }, rule] + body).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  /// The table in Markdown, folded if it is long; the noun says what its rows are, for example `experiments`.
  func folded(_ noun: String) -> String {
    isLong ? MarkdownText.fold("\(rows.count) \(noun)", markdown()) : markdown()
  }

  /// A number sign is markup at the beginning of a line only, where no head is.
  private static func head(_ plain: String) -> String { plain == "#" ? plain : MarkdownText.cell(plain) }

  private static func markdown(_ cell: Cell, _ fromPages: Bool) -> String {
    let text = MarkdownText.cell(cell.text)
    guard let section = cell.section else { return text }
    return "[\(text)](\(fromPages ? "\(section.stem).md" : section.page))"
  }
}
