import Theory

/// The checks of a claim, one row a name: how often it was made, its false alarms, its power, its near misses, its verdicts.
struct CheckTable {
  private struct Entry {
    var experiments = 0
    var trials = 0
    var checks: [Check] = []
    /// The greatest false-alarm probability that all checks of this name spent in one trial.
    var falseAlarm = 0.0
  }

  private let names: [String]
  private let entries: [String: Entry]
  private let claim: Claim
  private let controls: ControlTable

  init(_ section: ReportSection, _ snapshot: LedgerSnapshot) {
    var names: [String] = []
    var entries: [String: Entry] = [:]
    for experiment in section.experiments {
      var seen: Set<String> = []
      for outcome in snapshot.outcomes(of: snapshot.trials(ofExperiment: experiment, .claim)) {
        for (name, checks) in Self.byName(outcome.checks) {
          if entries[name] == nil { names.append(name) }
          var entry = entries[name] ?? Entry()
          if seen.insert(name).inserted { entry.experiments += 1 }
          entry.trials += 1
          entry.checks += checks
          entry.falseAlarm = max(entry.falseAlarm, checks.reduce(0) { $0 + $1.falseAlarm })
          entries[name] = entry
        }
      }
    }
    claim = section.claim
    controls = ControlTable(section, snapshot)
    self.names = names
    self.entries = entries
  }

  /// Checks gathered by their names, in the order in which the names occur.
  private static func byName(_ checks: [Check]) -> [(String, [Check])] {
    var names: [String] = []
    for check in checks where !names.contains(check.name) { names.append(check.name) }
    return names.map { name in (name, checks.filter { $0.name == name }) }
  }

  /// A row a check.
  var table: ReportTable {
    var table = ReportTable([
      ("check", false), ("experiments", true), ("trials", true), ("false alarm a trial", true),
      ("smallest violation detected", false), ("near misses refuted", true), ("verdicts", false),
      ("worst margin", true),
    ])
    for name in names {
      guard let entry = entries[name] else { continue }
      let verdicts = entry.checks.map(\.verdict)
      table.append([
        .init(name), "\(entry.experiments)", "\(entry.trials)",
        .init(entry.falseAlarm == 0 ? "none" : NumberText.short(entry.falseAlarm)),
        .init(Self.detected(entry.checks)), .init(controls.refuted(.nearMiss, check: name)),
        "\(VerdictCounts(verdicts))", .init(WorstMargins(entry.checks, claim).text),
      ])
    }
    return table
  }

  /// The smallest violations, the range over the checks of each unit.
  private static func detected(_ checks: [Check]) -> String {
    let stated = checks.compactMap(\.detects)
    var units: [String] = []
    for violation in stated where !units.contains(violation.unit) { units.append(violation.unit) }
    if units.isEmpty { return "not stated" }
    return units.map { unit in
      let sizes = stated.filter { $0.unit == unit }.map(\.size)
      let range = NumberText.range(sizes.min() ?? .nan, sizes.max() ?? .nan, digits: 2)
      return "\(range) \(unit)"
    }.joined(separator: "; ")
  }
}
