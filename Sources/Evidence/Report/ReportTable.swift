/// A table of the report, in plain text; the pages fold it behind its number of rows where it is long.
package struct ReportTable {
  /// A cell, and the claim whose page it leads to.
  struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// The text as it is read.
    let text: String
    /// The section of the claim that the cell names, or nil.
    let section: ReportSection?

    /// A cell that leads nowhere.
    init(_ text: String) { (self.text, section) = (text, nil) }

    /// A cell that leads to a claim's page.
    init(_ text: String, to section: ReportSection) { (self.text, self.section) = (text, section) }

    init(stringLiteral text: String) { self.init(text) }
  }

  /// Tables with more rows are folded.
  static let longest = 12

  /// The columns: their heads, and whether they hold numbers.
  let columns: [(head: String, isNumber: Bool)]
  /// The rows, one cell a column.
  private(set) var rows: [[Cell]] = []

  /// An empty table; the columns that hold numbers are aligned to the right.
  init(_ columns: [(head: String, isNumber: Bool)]) { self.columns = columns }

  /// Adds a row, one cell a column.
  mutating func append(_ cells: [Cell]) { rows.append(cells) }

  /// The cells as they are read, row by row and the heads first, for the command line.
  package var texts: [[String]] { [columns.map(\.head)] + rows.map { $0.map(\.text) } }

  /// Whether it is folded.
  var isLong: Bool { rows.count > Self.longest }
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
