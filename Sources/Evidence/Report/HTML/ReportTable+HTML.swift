extension ReportTable {
  /// The table in HTML, in a box of its own that scrolls where the screen is narrow; empty if it has no row.
  ///
  /// The page's script lets it be sorted and filtered. Cells lead to the claims on the same page.
  var html: String {
    if rows.isEmpty { return "" }
    let head = columns.map { "<th scope=\"col\"\(mark($0.isNumber))>\(HTMLText.escaped($0.head))</th>" }
    let body = rows.map { row in
      let cells = zip(row, columns).map { cell, column in
        // A value a time: too long for one line.
        let isSeries = column.isNumber && cell.text.contains("; ")
        return "<td\(isSeries ? " class=\"n series\"" : mark(column.isNumber))>\(html(cell))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n"
      + body.joined(separator: "\n") + "\n</tbody>\n</table></div>"
  }

  /// The table in HTML, folded if it is long; the noun says what its rows are, for example `experiments`.
  func foldedHTML(_ noun: String) -> String {
    isLong ? HTMLText.fold("\(rows.count) \(noun)", html) : html
  }

  private func mark(_ isNumber: Bool) -> String { isNumber ? " class=\"n\"" : "" }

  private func html(_ cell: Cell) -> String {
    let text = HTMLText.escaped(cell.text)
    return cell.section.map { "<a href=\"#\(HTMLText.escaped($0.claim.id))\">\(text)</a>" } ?? text
  }
}

extension HTMLText {
  /// HTML that is shown when its summary is clicked.
  static func fold(_ summary: String, _ html: String) -> String {
    "<details><summary>\(escaped(summary))</summary>\n\(html)\n</details>"
  }
}
