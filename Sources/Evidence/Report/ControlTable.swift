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

  /// A row a control.
  var table: ReportTable {
    var table = ReportTable([
      ("#", true), ("kind", false), ("control", false), ("of", true), ("what is changed", false),
      ("refuted by", false), ("refuted", true),
    ])
    for (index, control) in section.controls.enumerated() where !trials(control).isEmpty {
      let trials = trials(control)
      let refuted = trials.count { snapshot.outcomes[$0]?.verdict.isRefuted == true }
      table.append([
        "\(index + 1)", .init(control.kind.rawValue), .init(control.experiment.name),
        .init(original(control)),
        .init(control.change), .init(control.check ?? "any check"), "\(refuted) of \(trials.count)",
      ])
    }
    return table
  }

  /// The number of the experiment that a control changes, or its name if it is not the claim's.
  private func original(_ control: Control) -> String {
    section.experiments.firstIndex { $0.name == control.original }.map { "\($0 + 1)" }
      ?? control.original
  }

  /// Over the counterexamples.
  static let counterexamplesHead = "A counterexample to each, as the predicate prints it"
  /// Over what the controls measured.
  static let measuredHead = "What was measured in the controls"

  /// What the predicate said to each control, the first counterexample of each, a line a control.
  var counterexamples: [String] {
    section.controls.enumerated().compactMap { index, control -> String? in
      for trial in trials(control) {
        guard case .refuted(let counterexample)? = snapshot.outcomes[trial]?.verdict else { continue }
        return "\(index + 1): \(counterexample)"
      }
      return nil
    }
  }

  private func trials(_ control: Control) -> [Trial] {
    snapshot.trials(ofExperiment: control.experiment, .control)
  }
}
