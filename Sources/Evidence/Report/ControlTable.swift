import Theory

/// The controls of a claim, each with the experiment that it changes, and whether it was refuted.
struct ControlTable {
  private let section: ReportSection
  private let snapshot: LedgerSnapshot

  init(_ section: ReportSection, _ snapshot: LedgerSnapshot) {
    self.section = section
    self.snapshot = snapshot
  }

  /// How many controls of a kind, or those of them that one check must refute, were refuted in every trial, of how many that
  /// were run.
  func counts(_ kind: Control.Kind, check: String? = nil) -> (refuted: Int, all: Int) {
    let controls = section.controls.filter {
      $0.kind == kind && (check == nil || $0.check == check) && !trials($0).isEmpty
    }
    return (controls.count(where: isRefuted), controls.count)
  }

  /// The same in words, for example `3 of 3`; `-` if there is none.
  func refuted(_ kind: Control.Kind, check: String? = nil) -> String {
    let (refuted, all) = counts(kind, check: check)
    return all == 0 ? "-" : "\(refuted) of \(all)"
  }

  /// Whether every trial of a control was refuted.
  private func isRefuted(_ control: Control) -> Bool {
    trials(control).allSatisfy { snapshot.outcomes[$0]?.verdict.isRefuted == true }
  }

  /// The table in Markdown, folded if it is long, with the counterexamples behind a fold.
  var markdown: String {
    var table = MarkdownTable([
      ("#", true), ("kind", false), ("control", false), ("of", true), ("what is changed", false),
      ("refuted by", false), ("refuted", true),
    ])
    for (index, control) in section.controls.enumerated() where !trials(control).isEmpty {
      let trials = trials(control)
      let refuted = trials.count { snapshot.outcomes[$0]?.verdict.isRefuted == true }
      table.append([
        "\(index + 1)", control.kind.rawValue, MarkdownText.cell(control.experiment.name),
        original(control), MarkdownText.cell(control.change),
        control.check.map(MarkdownText.cell) ?? "any check", "\(refuted) of \(trials.count)",
      ])
    }
    return [table.folded("controls"), counterexamples].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The number of the experiment that a control changes, or its name if it is not the claim's.
  private func original(_ control: Control) -> String {
    section.experiments.firstIndex { $0.name == control.original }.map { "\($0 + 1)" }
      ?? MarkdownText.cell(control.original)
  }

  /// What the predicate said to each control, the first counterexample of each.
  private var counterexamples: String {
    let lines = section.controls.enumerated().compactMap { index, control -> String? in
      for trial in trials(control) {
        guard case .refuted(let counterexample)? = snapshot.outcomes[trial]?.verdict else { continue }
        return "\(index + 1): \(counterexample)"
      }
      return nil
    }
    if lines.isEmpty { return "" }
    return MarkdownTable.fold(
      "A counterexample to each, as the predicate prints it",
      MarkdownText.code(lines.joined(separator: "\n")))
  }

  private func trials(_ control: Control) -> [Trial] {
    snapshot.trials(ofExperiment: control.experiment, .control)
  }
}
