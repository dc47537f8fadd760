import Theory

/// A table of the report, folded behind its number of rows where it is long.
struct MarkdownTable {
  /// Tables with more rows are folded.
  static let longest = 12

  private let columns: [(head: String, isNumber: Bool)]
  private var rows: [[String]] = []

  /// An empty table; the columns that hold numbers are aligned to the right.
  init(_ columns: [(head: String, isNumber: Bool)]) { self.columns = columns }

  /// Adds a row, one cell a column, in Markdown.
  mutating func append(_ cells: [String]) { rows.append(cells) }

  /// The table in Markdown; empty if it has no row.
  var markdown: String {
    if rows.isEmpty { return "" }
    let rule = columns.map { $0.isNumber ? "--:" : ":--" }
    return ([columns.map(\.head), rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  /// The table in Markdown, folded if it is long; the noun says what its rows are, for example `experiments`.
  func folded(_ noun: String) -> String {
    rows.count <= Self.longest ? markdown : Self.fold("\(rows.count) \(noun)", markdown)
  }

  /// Markdown that is shown when its summary is clicked.
  static func fold(_ summary: String, _ markdown: String) -> String {
    "<details>\n<summary>\(summary)</summary>\n\n\(markdown)\n\n</details>"
  }
}

extension NumberText {
  /// Numbers gathered over repetitions: `mean (min .. max)`, the number alone where all print alike, `-` for none.
  static func gathered(_ numbers: [Double], digits: Int = 4) -> String {
    guard let first = numbers.first else { return "-" }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    if numbers.allSatisfy({ $0 == first }) { return text(first, digits: digits) }
    // The comparisons of min() would hide a number that is not one.
    guard mean.isFinite, let least = numbers.min(), let most = numbers.max() else {
      return numbers.map { text($0, digits: digits) }.joined(separator: ", ")
    }
    let (middle, ends) = (text(mean, digits: digits), range(least, most, digits: digits))
    return middle == ends ? middle : "\(middle) (\(ends))"
  }

  /// `least .. most`, or the number alone where both print alike.
  static func range(_ least: Double, _ most: Double, digits: Int = 4) -> String {
    let ends = [text(least, digits: digits), text(most, digits: digits)]
    return ends[0] == ends[1] ? ends[0] : "\(ends[0]) .. \(ends[1])"
  }
}
