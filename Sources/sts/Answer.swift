import Foundation

/// What a command found, printable as text and as JSON.
protocol Answer: Encodable, Sendable {
  /// The lines to print without `--json`, the last one ended.
  var text: String { get }
  /// The exit status.
  var status: Int32 { get }
  /// Whether the text quotes what predicates said, who may name a number that is not finite as the reason why they did not
  /// decide.
  var quotesPredicates: Bool { get }
}

extension Answer {
  var status: Int32 { 0 }
  var quotesPredicates: Bool { false }

  /// What is printed: the text, or the answer as one line of JSON with sorted keys, in which every number has all the digits
  /// that its bits need.
  ///
  /// Every command's answer passes here, and none in which a number is not finite.
  /// - Throws: `CommandFailure` with the place of such a number.
  func output(asJSON: Bool) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json: Data
    do {
      json = try encoder.encode(self)
    } catch EncodingError.invalidValue(_, let context) {
      let place = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
      throw CommandFailure(message: "no answer: \(place.joined(separator: " ")) is not a finite number")
    }
    if asJSON { return String(decoding: json, as: UTF8.self) + "\n" }
    let text = text
    if !quotesPredicates, text.namesNoFiniteNumber {
      throw CommandFailure(message: "no answer: a number in it is not finite")
    }
    return text
  }
}

extension String {
  /// Whether one of its words is what a number prints that is not finite.
  var namesNoFiniteNumber: Bool {
    split { !$0.isLetter && !$0.isNumber }.contains { $0 == "nan" || $0 == "inf" }
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
