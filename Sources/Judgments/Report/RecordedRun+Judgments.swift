import Evidence
import Theory

extension RecordedRun {
  /// Reads the text of report.json as a run of these judgments.
  ///
  /// - Throws: `RecordedRunError` if it is not such a file.
  public init(json text: String, judgments: [ClaimJudgment]) throws(RecordedRunError) {
    let sections = judgments.map {
      ReportSection(
        claim: $0.claim, family: $0.family, stem: $0.stem, experiments: $0.experiments, controls: $0.controls)
    }
    try self.init(json: text, sections: sections)
  }
}

extension HTMLReport {
  /// The page of a run that was read back, its figures drawn again, with the rates of the soaks.
  ///
  /// - Throws: what drawing a figure throws, and what a formula that cannot be shown throws.
  public init(_ run: RecordedRun, judgments: [ClaimJudgment], soaks: SoakFile? = nil) throws {
    let recorded = judgments.filter { run.claims.contains($0.claim.id) }
    try self.init(
      snapshot: run.snapshot, settings: run.settings, sections: recorded.map { try $0.section(run.snapshot) },
      prose: ReportProse.ofPackage(), soaks: soaks)
  }
}
