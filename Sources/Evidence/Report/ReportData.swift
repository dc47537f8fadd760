import Foundation
import Theory

/// Report/report.json: every trial's row, checks and verdict, with the claims and the settings they belong to.
///
/// One object, one line a trial, keys in alphabetical order within a line. Numbers are Swift's shortest decimal text,
/// which depends on nothing but their bits; infinity and what is not a number are the strings `infinity`, `-infinity` and
/// `nan`. The fields are listed in Report/README.md; `schema` grows whenever one changes its meaning or goes.
public struct ReportData: Sendable {
  /// The version of the file's fields.
  public static let schema = 1

  private let snapshot: LedgerSnapshot
  private let settings: Settings
  private let sections: [ReportSection]

  /// The data of a run.
  public init(snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection]) {
    self.snapshot = snapshot
    self.settings = settings
    self.sections = sections
  }

  /// The file's text.
  ///
  /// - Throws: what encoding a row throws.
  public func text() throws -> String {
    let head = ReportHead(snapshot: snapshot, settings: settings)
    let claims = try sections.map(claim)
    return try "{\"schema\":\(Self.schema),\n\"run\":\(JSONText.of(head)),\n\"claims\":["
      + claims.map { "\n\($0)" }.joined(separator: ",") + "\n]}\n"
  }

  private func claim(_ section: ReportSection) throws -> String {
    try "{\"claim\":\(JSONText.of(ClaimRecord(section, snapshot))),\n\"experiments\":"
      + list(
        section.experiments.enumerated().map {
          try experiment(ExperimentRecord($1, number: $0 + 1, .claim, snapshot), $1, .claim)
        })
      + ",\n\"controls\":"
      + list(
        section.controls.enumerated().map { index, control in
          let record = ExperimentRecord(control, number: index + 1, snapshot)
          return try experiment(record, control.experiment, .control)
        }) + "}"
  }

  private func experiment(_ record: ExperimentRecord, _ experiment: any Experiment, _ role: Trial.Role) throws
    -> String
  {
    let trials = try snapshot.trials(ofExperiment: experiment, role).map {
      try JSONText.of(TrialRecord($0, snapshot.outcomes[$0]))
    }
    return try "{\"experiment\":\(JSONText.of(record)),\"trials\":\(list(trials))}"
  }

  /// A list with an element a line.
  private func list(_ elements: [String]) -> String {
    elements.isEmpty ? "[]" : "[\n\(elements.joined(separator: ",\n"))]"
  }
}

/// JSON with the same bytes everywhere.
enum JSONText {
  /// The value on one line.
  static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
