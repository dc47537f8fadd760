import Theory

/// What is said of a whole run beside its claims: sentences and tables, for every form of the report.
struct RunText {
  let snapshot: LedgerSnapshot
  let settings: Settings
  let sections: [ReportSection]

  /// How many claims are verified and how many controls refuted, and with which settings.
  var run: String {
    let verified = sections.count { snapshot.verdict(of: $0.claim.id, .claim).isVerified }
    return
      "**\(verified) of \(sections.count) claims verified, \(refuted(.nearMiss)) near misses and"
      + " \(refuted(.otherWorld)) other worlds refuted.** Base seed \(settings.baseSeed), effort"
      + " `\(settings.effort.rawValue)`, \(snapshot.expected.count) trials."
  }

  /// How many of the controls of a kind were refuted, for example `12 of 12`.
  private func refuted(_ kind: Control.Kind) -> String {
    let counts = sections.map { ControlTable($0, snapshot).counts(kind) }
    return "\(counts.reduce(0) { $0 + $1.refuted }) of \(counts.reduce(0) { $0 + $1.all })"
  }

  /// Over the shortcomings.
  static let shortcomingsHead = "**This run does not verify every claim:**"

  /// Why the run does not show every claim verified, at most twenty lines; empty if it does.
  var shortcomings: [String] {
    let found = snapshot.shortcomings
    return found.prefix(20) + (found.count > 20 ? ["and \(found.count - 20) more"] : [])
  }

  static let judging = """
    Each claim is a statement with a proof or a stated observation, a closed form, and a predicate that knows only the claim
    and the numbers. It is *verified* if every trial verifies it, *refuted* if one contradicts it, *undecided* if one was too
    thin to tell; anything but verified fails the run. So that a predicate which accepts everything cannot pass, every claim
    has controls that the same predicate must refute: *near misses*, wrong by a stated small amount, and *other worlds*, in
    which the claim fails by far. A claim's page lists its checks with the smallest violation that each would detect.
    """

  static let grades = """
    How a claim is established: *exact*, by rational arithmetic or enumeration; *enclosed*, by outward rounding or a proved
    error bound; *numerical*, by floating-point numbers held against a closed form within a stated, calibrated tolerance;
    *statistical*, by samples, through a named inequality with a stated probability of a false alarm; *observed*, counted over
    trained networks against a stated threshold.
    """

  /// With which probability the samples of a run refute a true claim, and what the drawn numbers cost it.
  func budget(sampling: String) -> String {
    "Were every statistical claim true, the samples of a run would still refute one of them with probability at most "
      + "\(NumberText.short(snapshot.budget.spent)); the limit is \(NumberText.short(ErrorBudget.limit)). No such"
      + " probability belongs to an observed claim: its page says where its thresholds were set and how many independent"
      + " networks kept them." + (sampling.isEmpty ? "" : " " + sampling)
  }

  /// A row a claim.
  var summary: ReportTable {
    var table = ReportTable([("claim", false)] + Self.columns)
    for section in sections { table.append([.init(section.heading, to: section)] + inShort(section)) }
    return table
  }

  /// What is said of every claim in short.
  static let columns: [(head: String, isNumber: Bool)] = [
    ("grade", false), ("verdict", false), ("problems x seeds", true), ("worst margin", true),
    ("near misses refuted", true), ("other worlds refuted", true),
  ]

  /// A claim in short, a cell a column.
  func inShort(_ section: ReportSection) -> [ReportTable.Cell] {
    let id = section.claim.id
    let outcomes = snapshot.outcomes(of: snapshot.trials(of: id, .claim))
    let controls = ControlTable(section, snapshot)
    return [
      .init(grades(section)), .init(snapshot.verdict(of: id, .claim).word), .init(extent(section)),
      .init(WorstMargins(outcomes, section.claim).text), .init(controls.refuted(.nearMiss)),
      .init(controls.refuted(.otherWorld)),
    ]
  }

  /// What the margins mean, those of inequalities only if there are any.
  var summaryKey: String {
    let hasDistances = sections.contains {
      WorstMargins(snapshot.outcomes(of: snapshot.trials(of: $0.claim.id, .claim)), $0.claim).hasDistances
    }
    return Claim.Margin.tolerance.legend
      + (hasDistances
        ? " A margin marked ^ is that of an inequality. \(Claim.Margin.distance.legend)"
          + " A worst margin near 0 ^ is a predictor that attains its bound, not a narrow escape."
        : "")
  }

  /// A row a claim that spends some of the false-alarm budget: how much a trial may spend, and the sum over its trials.
  var falseAlarms: ReportTable {
    var table = ReportTable([
      ("claim", false), ("inequality", false), ("false alarm a trial, at most", true),
      ("trials that spend", true),
      ("sum", true),
    ])
    for section in sections {
      let spending = snapshot.outcomes(of: snapshot.trials(of: section.claim.id, .claim)).map(\.falseAlarm)
        .filter { $0 != 0 }
      if spending.isEmpty { continue }
      var inequality = "-"
      if case .statistical(let name, _) = section.claim.grade { inequality = name }
      table.append([
        .init(section.heading, to: section), .init(inequality), .init(NumberText.short(spending.max() ?? 0)),
        "\(spending.count)", .init(NumberText.short(spending.reduce(0, +))),
      ])
    }
    return table
  }

  /// The claim's grade, and those of its experiments that have another.
  private func grades(_ section: ReportSection) -> String {
    var words = [section.claim.grade.word]
    for experiment in section.experiments where !words.contains(experiment.grade.word) {
      words.append(experiment.grade.word)
    }
    return words.joined(separator: ", also ")
  }

  /// The number of experiments and of repetitions, for example `7 x 5` or `7 x 1 to 5`.
  private func extent(_ section: ReportSection) -> String {
    let counts = section.experiments.map { snapshot.trials(ofExperiment: $0, .claim).count }.filter { $0 > 0 }
    guard let least = counts.min(), let most = counts.max() else { return "none" }
    return "\(counts.count) x " + (least == most ? "\(least)" : "\(least) to \(most)")
  }
}
