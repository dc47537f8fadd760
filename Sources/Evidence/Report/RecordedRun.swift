import Foundation
import Theory

/// A run read back from report.json, its rows judged again by the predicates.
///
/// Nothing in the file is taken on trust but the rows: what is read must be what this package writes of the same rows, byte
/// for byte, or the file is refused.
public struct RecordedRun: Sendable {
  /// The settings of the run.
  public let settings: Settings
  /// The trials expected, and what was found of those that are in the file.
  public let snapshot: LedgerSnapshot
  /// The ids of the claims in the file.
  public let claims: [String]

  /// Reads the text of report.json as a run of the claims, experiments and controls of these sections.
  ///
  /// - Throws: `RecordedRunError` if it is not such a file, is of another schema or version, or is not what the rows in it
  ///   give.
  public init(json text: String, sections: [ReportSection]) throws(RecordedRunError) {
    let decoder = JSONDecoder()
    decoder.userInfo[.reportSections] = sections
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    let file: RecordedFile
    do {
      file = try decoder.decode(RecordedFile.self, from: Data(text.utf8))
    } catch let error as RecordedRunError {
      throw error
    } catch {
      throw RecordedRunError(Self.text(error))
    }
    settings = Settings(baseSeed: file.seed, effort: file.effort)
    snapshot = LedgerSnapshot(
      expected: sections.flatMap { $0.trials(file.effort) }, outcomes: file.outcomes, issues: file.issues)
    claims = file.claims
    let recorded = sections.filter { file.claims.contains($0.claim.id) }
    let data = ReportData(snapshot: snapshot, settings: settings, sections: recorded)
    let written: String
    do { written = try data.text() } catch { throw RecordedRunError("no row of it can be written: \(error)") }
    if written == text { return }
    throw RecordedRunError(
      "line \(Self.firstDifference(written, text)) is not what this package says of its rows")
  }

  /// The number of the first line in which two texts differ.
  private static func firstDifference(_ one: String, _ other: String) -> Int {
    let (left, right) = (one.utf8.split(separator: 10), other.utf8.split(separator: 10))
    return 1 + zip(left, right).prefix { $0.elementsEqual($1) }.count
  }

  private static func text(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it cannot be read: \(error)" }
    let path: [any CodingKey]
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      path = found.codingPath
    case .keyNotFound(let key, let found): path = found.codingPath + [key]
    @unknown default: return "it cannot be read"
    }
    let place = path.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
    return place.isEmpty ? "it is not JSON" : "it has not what a run has at \(place.joined(separator: " "))"
  }
}

/// A file that is not the report.json of this package; one line says why.
public struct RecordedRunError: Error, Hashable, CustomStringConvertible {
  /// What is wrong with the file.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension CodingUserInfoKey {
  fileprivate static let reportSections = CodingUserInfoKey(rawValue: "reportSections")!
}

extension ReportSection {
  /// The one check that must refute a control, by its experiment's name; nil if any may.
  fileprivate func check(ofControl name: String) -> String? {
    controls.first { $0.experiment.name == name }?.check
  }
}

/// What report.json says, its rows decoded as the experiments declare them.
private struct RecordedFile: Decodable {
  /// The fields that are read.
  enum Field: String, CodingKey {
    case schema, run, version, seed, effort, shortcomings
    case claims, claim, id, experiments, controls, experiment, name
    case trials, repetition, verdict, detail, row
  }

  let seed: UInt64
  let effort: Effort
  let issues: [String]
  private(set) var claims: [String] = []
  private(set) var outcomes: [Trial: Outcome] = [:]

  init(from decoder: any Decoder) throws {
    let sections = decoder.userInfo[.reportSections] as? [ReportSection] ?? []
    let file = try decoder.container(keyedBy: Field.self)
    let schema = try file.decode(Int.self, forKey: .schema)
    if schema != ReportData.schema {
      throw RecordedRunError("it is of schema \(schema); allowed: \(ReportData.schema)")
    }
    let run = try file.nestedContainer(keyedBy: Field.self, forKey: .run)
    let version = try run.decode(String.self, forKey: .version)
    if version != PackageIdentity.version {
      throw RecordedRunError("it is of version \(version); allowed: \(PackageIdentity.version)")
    }
    seed = try run.decode(UInt64.self, forKey: .seed)
    effort = try run.decode(Effort.self, forKey: .effort)
    let noted = "issue: "
    issues = try run.decode([String].self, forKey: .shortcomings).filter { $0.hasPrefix(noted) }
      .map { String($0.dropFirst(noted.count)) }
    var list = try file.nestedUnkeyedContainer(forKey: .claims)
    while !list.isAtEnd {
      let entry = try list.nestedContainer(keyedBy: Field.self)
      let id = try entry.nestedContainer(keyedBy: Field.self, forKey: .claim).decode(String.self, forKey: .id)
      guard let section = sections.first(where: { $0.claim.id == id }) else {
        throw RecordedRunError("it has a claim \(id) that is not of this package")
      }
      claims.append(id)
      try read(section, .claim, entry.nestedUnkeyedContainer(forKey: .experiments))
      try read(section, .control, entry.nestedUnkeyedContainer(forKey: .controls))
    }
  }

  /// Reads the experiments of a claim, or its controls.
  private mutating func read(
    _ section: ReportSection, _ role: Trial.Role, _ experiments: any UnkeyedDecodingContainer
  ) throws {
    var list = experiments
    while !list.isAtEnd {
      let entry = try list.nestedContainer(keyedBy: Field.self)
      let name = try entry.nestedContainer(keyedBy: Field.self, forKey: .experiment)
        .decode(String.self, forKey: .name)
      guard let experiment = section.experiments(role).first(where: { $0.name == name }) else {
        throw RecordedRunError(
          "it has \(section.claim.id) \(role.rawValue): \(name), which is not of this package")
      }
      let part = role == .control ? section.check(ofControl: name) : nil
      try read(experiment, role, part, entry.nestedUnkeyedContainer(forKey: .trials))
    }
  }

  /// Reads the trials of an experiment and judges their rows.
  private mutating func read<Judging: Experiment>(
    _ experiment: Judging, _ role: Trial.Role, _ part: String?, _ trials: any UnkeyedDecodingContainer
  ) throws {
    var list = trials
    while !list.isAtEnd {
      let entry = try list.nestedContainer(keyedBy: Field.self)
      let repetition = try entry.decode(Int.self, forKey: .repetition)
      let trial = Trial(
        claim: experiment.claim.id, role: role, experiment: experiment.name, repetition: repetition)
      if entry.contains(.row) {
        let row = try entry.decode(Judging.Row.self, forKey: .row)
        outcomes[trial] = try experiment.outcome(judging: row, part: part)
      } else if try entry.decode(String.self, forKey: .verdict) == Verdict.undecided(reason: "").word {
        // It failed before it measured anything.
        outcomes[trial] = Outcome(verdict: .undecided(reason: try entry.decode(String.self, forKey: .detail)))
      }
    }
  }
}
