import Evidence
import Foundation

extension Option {
  /// The file of a trajectory; `rows` says what its rows are.
  static func trajectory(_ rows: String) -> Option {
    Option(
      "--trajectory", "file", "write \(rows) there, as CSV or JSON by the file's ending",
      allowed: "a path that ends in .csv or .json and can be written", absence: .allowed)
  }

  /// The steps of a training at which it is looked at.
  static let every = Option(
    "--every", "n", "the number of steps between two reports of progress, and two rows of --trajectory",
    allowed: "an integer from 1 to \(TrainingLimits.steps); a twentieth of the steps unless given",
    absence: .allowed)
}

extension Arguments {
  /// The file that `--trajectory` names, tried; nil if none is named.
  ///
  /// - Throws: `UsageError` for another ending, `FileError` if it cannot be written.
  func trajectoryFile() throws -> TrajectoryFile? {
    guard let path = try optionalText("--trajectory") else { return nil }
    guard let format = TrajectoryFile.Format.allCases.first(where: { path.hasSuffix($0.suffix) }) else {
      throw refusal("--trajectory", path)
    }
    try FileError.checkWritable(path)
    return TrajectoryFile(path: path, format: format)
  }

  /// The value of `--every`, or a twentieth of the steps.
  func lookInterval(steps: Int) throws(UsageError) -> Int {
    guard try optionalText("--every") != nil else { return max(1, steps / 20) }
    return try integer("--every", in: 1...TrainingLimits.steps)
  }
}

/// A file of rows of numbers, each with all the digits that its bits need.
struct TrajectoryFile {
  /// How the rows are written.
  enum Format: String, CaseIterable {
    /// A head and a line a row (RFC 4180), a cell empty where a row has no number.
    case csv
    /// An array of objects, null where a row has no number.
    case json

    /// How the names of such files end.
    var suffix: String { ".\(rawValue)" }
  }

  let path: String
  let format: Format

  /// Writes the rows, whole or not at all.
  ///
  /// - Throws: `FileError` if the file cannot be written, `CommandFailure` for a number that is not finite.
  func write<Row>(_ rows: [Row], _ columns: [Column<Row>], _ context: Context) throws {
    let text = text(rows, columns)
    if text.namesNoFiniteNumber {
      throw CommandFailure(message: "no trajectory: a number in it is not finite")
    }
    try FileError.write(Data(text.utf8), path: path)
    let heads = columns.map(\.head).joined(separator: ", ")
    context.progress("wrote \(UsageError.quotedPath(path)): \(rows.count) rows of \(heads)")
  }

  private func text<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> String {
    let cells = rows.map { row in columns.map { $0.numbers(row).first.map(Self.digits) } }
    switch format {
    case .csv:
      let lines = [columns.map(\.head)] + cells.map { $0.map { $0 ?? "" } }
      return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    case .json:
      let objects = cells.map { cells in
        zip(columns, cells).map { "\"\($0.head)\":\($1 ?? "null")" }.joined(separator: ",")
      }
      return "[\n" + objects.map { "{\($0)}" }.joined(separator: ",\n") + "\n]\n"
    }
  }

  /// A number with all its digits; a whole one without a point.
  private static func digits(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
