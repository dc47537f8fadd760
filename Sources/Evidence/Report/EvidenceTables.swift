import Theory

/// What the experiments of a claim, or its controls, measured: a table for every set of columns, a row an experiment.
///
/// Numbers are gathered over the repetitions; a series has one value a time in its cell.
struct EvidenceTables {
  /// Experiments whose rows have the same columns.
  private struct Group {
    let columns: [EvidenceColumn]
    var experiments: [(number: Int, experiment: any Experiment)]
  }

  private let section: ReportSection
  private let snapshot: LedgerSnapshot
  private let role: Trial.Role
  private let groups: [Group]

  init(_ section: ReportSection, _ role: Trial.Role, _ snapshot: LedgerSnapshot) {
    var groups: [Group] = []
    for (index, experiment) in section.experiments(role).enumerated() {
      // An experiment may have no trial at this effort.
      if snapshot.trials(ofExperiment: experiment, role).isEmpty { continue }
      let columns = snapshot.columns(of: experiment, role)
      if let known = groups.firstIndex(where: { $0.columns == columns }) {
        groups[known].experiments.append((index + 1, experiment))
      } else {
        groups.append(Group(columns: columns, experiments: [(index + 1, experiment)]))
      }
    }
    self.section = section
    self.snapshot = snapshot
    self.role = role
    self.groups = groups
  }

  /// The tables; none if there was no trial.
  var tables: [ReportTable] { groups.map(table) }

  private func table(_ group: Group) -> ReportTable {
    let showsGrade = group.experiments.contains { $0.experiment.grade != section.claim.grade }
    var head: [(head: String, isNumber: Bool)] = [("#", true), ("experiment", false)]
    if showsGrade { head.append(("grade", false)) }
    head += [("seeds", true), ("verdicts", false)]
    // A control has no margin: it is refuted or it is not.
    if role == .claim { head.append(("worst margin", true)) }
    head += group.columns.map { ($0.title, true) }
    var table = ReportTable(head)
    for (number, experiment) in group.experiments {
      let trials = snapshot.trials(ofExperiment: experiment, role)
      let outcomes = snapshot.outcomes(of: trials)
      var cells: [ReportTable.Cell] = ["\(number)", .init(experiment.name)]
      if showsGrade { cells.append(.init(experiment.grade.word)) }
      cells += [
        "\(trials.count)",
        "\(VerdictCounts(outcomes.map(\.verdict), missing: trials.count - outcomes.count))",
      ]
      if role == .claim { cells.append(.init(WorstMargins(outcomes, experiment.claim).text)) }
      for column in group.columns.indices { cells.append(.init(Self.cell(column, of: group, outcomes))) }
      table.append(cells)
    }
    return table
  }

  /// The cell of a column: each number of its series gathered over the repetitions.
  private static func cell(_ column: Int, of group: Group, _ outcomes: [Outcome]) -> String {
    let series = outcomes.compactMap { $0.values.indices.contains(column) ? $0.values[column].numbers : nil }
    let length = series.map(\.count).max() ?? 0
    if length == 0 { return "-" }
    return (0..<length).map { time in
      NumberText.gathered(
        series.compactMap { $0.indices.contains(time) ? $0[time] : nil },
        digits: group.columns[column].digits)
    }.joined(separator: "; ")
  }
}

/// A column of an evidence table as it is printed.
struct EvidenceColumn: Hashable, Encodable {
  let head: String
  let unit: String
  let digits: Int

  /// The head with its unit.
  var title: String { unit.isEmpty ? head : "\(head) (\(unit))" }
}

extension Experiment {
  /// The columns of the experiment's rows.
  fileprivate var columns: [EvidenceColumn] {
    Row.columns.map { EvidenceColumn(head: $0.head, unit: $0.unit, digits: $0.digits) }
  }
}

extension LedgerSnapshot {
  /// The expected trials of an experiment in a role, in the order of the repetitions.
  func trials(ofExperiment experiment: any Experiment, _ role: Trial.Role) -> [Trial] {
    trials(of: experiment, role)
  }

  /// The columns of an experiment's rows.
  func columns(of experiment: any Experiment, _ role: Trial.Role) -> [EvidenceColumn] {
    let declared = experiment.columns
    if !declared.isEmpty { return declared }
    let values = outcomes(of: trials(ofExperiment: experiment, role)).first { !$0.values.isEmpty }?.values
    return (values ?? []).map { EvidenceColumn(head: $0.head, unit: $0.unit, digits: $0.digits) }
  }
}

extension Verdict {
  /// The counterexample or the reason for being undecided; nil if verified.
  public var complaint: String? {
    switch self {
    case .verified: nil
    case .refuted(let counterexample): "refuted, \(counterexample)"
    case .undecided(let reason): "undecided, \(reason)"
    }
  }
}
