import Theory

/// Report/certificates.json: what a run certified exactly, for another program to check again.
///
/// One object, one line a certificate, keys in alphabetical order within a line. The fields are listed in
/// Report/README.md; `schema` grows whenever one changes its meaning or goes.
public struct CertificateData: Sendable {
  /// The version of the file's fields.
  public static let schema = 1

  private struct Record: Encodable {
    let claim: String
    let experiment: String
    let repetition: Int
    let certificate: Certificate
  }

  private let snapshot: LedgerSnapshot
  private let sections: [ReportSection]

  /// The certificates of a run.
  public init(snapshot: LedgerSnapshot, sections: [ReportSection]) {
    (self.snapshot, self.sections) = (snapshot, sections)
  }

  /// The file's text; only verified trials of claims have certificates.
  ///
  /// - Throws: what certifying or encoding a row throws.
  public func text() throws -> String {
    let lines = try sections.flatMap { section in
      try section.experiments.flatMap { try records($0) }
    }.map { try "\n" + JSONText.of($0) }
    return "{\"schema\":\(Self.schema),\n\"certificates\":[" + lines.joined(separator: ",") + "\n]}\n"
  }

  private func records<Subject: Experiment>(_ experiment: Subject) throws -> [Record] {
    try snapshot.trials(ofExperiment: experiment, .claim).flatMap { trial -> [Record] in
      guard let outcome = snapshot.outcomes[trial], outcome.verdict.isVerified,
        let row = outcome.row as? Subject.Row
      else { return [] }
      return try experiment.certificates(row).map {
        Record(
          claim: trial.claim, experiment: trial.experiment, repetition: trial.repetition, certificate: $0)
      }
    }
  }
}
