import Theory

/// What the committed soaks say of the trials of one claim that are graded `observed`, a sentence or two for each effort.
///
/// All of it comes from the file. A soak of another version, or of other experiments than the claim has now, is named
/// without its numbers.
struct SoakRate {
  let section: ReportSection
  let file: SoakFile?

  /// The sentences, `page` being Soak.md as the form of the report names it; empty if no soak has an observed trial of the
  /// claim.
  func text(page: String) -> String {
    guard let file, section.experiments.contains(where: { $0.grade == .observed }) else { return "" }
    let found = file.soaks.compactMap(sentence)
    return found.isEmpty ? "" : found.joined(separator: " ") + " More in \(page)."
  }

  private func sentence(_ soak: SoakTable) -> String? {
    guard let row = soak.rows.first(where: { $0.claim == section.claim.id }), row.observedSeeds.all > 0,
      let atLeast = row.observedAtLeast
    else { return nil }
    let settings = soak.settings
    guard settings.version == PackageIdentity.version, let effort = Effort(rawValue: settings.effort) else {
      return
        "The soak at effort `\(settings.effort)` is of version \(settings.version): its rate is not stated."
    }
    guard row.experiments == SoakRecord.fingerprint(of: section.trials(effort)) else {
      return
        "The soak at effort `\(settings.effort)` judged other experiments than these: its rate is not stated."
    }
    let last = settings.seed &+ UInt64(max(1, soak.runs)) &- 1
    let missed = row.observed.all - row.observed.asRequired
    return
      "At effort `\(settings.effort)` all of its observed trials were verified at \(row.observedSeeds.text) fresh base"
      + " seeds (\(settings.seed) to \(last)), \(row.observed.text) trials"
      + (missed == 0 ? "" : "; \(missed) of them \(missed == 1 ? "was" : "were") not") + "."
      + " The probability that all are at another base seed is at least \(NumberText.short(atLeast)) (Clopper and Pearson,"
      + " confidence \(NumberText.short(100 * (1 - SoakTable.error))) %)."
  }
}
