import Foundation

/// What a command found, printable as text and as JSON.
protocol Answer: Encodable, Sendable {
  /// The lines to print without `--json`, the last one ended.
  var text: String { get }
  /// The exit status.
  var status: Int32 { get }
}

extension Answer {
  var status: Int32 { 0 }

  /// The answer as one line of JSON with sorted keys; every number has all the digits that its bits need.
  ///
  /// - Throws: `EncodingError` for a number that is not finite; no command lets one through.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

/// Lines of names and values, aligned in two columns.
func lines(_ rows: [(name: String, value: String)]) -> String {
  let width = rows.map(\.name.count).max() ?? 0
  return rows.map { row in
    row.name + String(repeating: " ", count: width - row.name.count + 2) + row.value + "\n"
  }.joined()
}

/// A table with a head, columns aligned to the left and two spaces apart.
func table(_ rows: [[String]]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { index, cell in
      index + 1 == row.count ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
    }
    return cells.joined(separator: "  ") + "\n"
  }.joined()
}
