import Evidence
import Judgments

extension Command {
  static let calibrate = Command(
    name: "calibrate", summary: "count how often the inequalities and the checks err, on simulated worlds",
    discussion: """
      Draws worlds in which what is stated is true and counts:
        how often an inequality's interval at the levels 0.5, 0.1 and 0.01 misses the truth;
        how often a statistical check of a claim, with few samples, refutes it though it is true;
        how often such a check misses a world that is wrong by the smallest violation it states it detects.
      A count is refuted if it exceeds what the binomial law with the stated probability exceeds with probability 1e-9, and
      undecided if the worlds are so few that five times the stated rate would not be seen. World n is the same for every
      number of worlds. Without a name every inequality and every claim is taken that has a check cheap enough. Other checks
      are listed with the reason why they are not repeated.
      The table has the greatest count that is not refuted (at most) and the least rate that is refuted with probability
      0.99 (rate seen).
      The exit status is 0 when every count is verified, 1 otherwise.
      JSON: {seed, worlds, rows: [{kind, subject, world, event, atMost, worlds, count, firstWorlds, firstCount}],
      omissions: [{claim, check, reason}]}.
      """,
    rest: "<claim id or inequality>",
    options: [
      Option(
        "--worlds", "N",
        "the number of worlds of each row, instead of 1000 (quick), 4000 or 10000 (thorough)",
        allowed: "an integer from 1 to 1000000", absence: .allowed),
      .effort,
      Option(
        "--seed", "S", "the base seed", allowed: "an integer from 0 to 2^64 - 1", absence: .means("1")),
      .page("Report/Calibration.md"),
    ]
  ) { arguments, context in
    let effort = try arguments.effort() ?? context.settings().effort
    let worlds =
      try arguments.optionalText("--worlds") == nil
      ? effort.pick(quick: 1000, standard: 4000, thorough: 10_000)
      : arguments.integer("--worlds", in: 1...1_000_000)
    let seed = try arguments.word("--seed")
    let page = try arguments.page()
    let chosen = try calibrated(arguments.operands)
    var rows: [CalibrationRow] = []
    for (place, one) in chosen.enumerated() {
      rows += try await one.rows(worlds: worlds, first: CalibratedWorlds.firstWorlds, seed: seed)
      context.progress("\(place + 1) of \(chosen.count)  \(one.subject): \(one.name)")
    }
    let omissions = CalibrationTable.notRepeated.filter {
      arguments.operands.isEmpty || arguments.operands.contains($0.claim)
    }
    let table = CalibrationTable(seed: seed, worlds: worlds, rows: rows, omissions: omissions)
    try page?.write(table.page, data: table)
    return CalibrationAnswer(table: table)
  }

  /// The worlds of the subjects named, or all.
  private static func calibrated(_ names: [String]) throws(UsageError) -> [CalibratedWorlds] {
    var subjects: [String] = []
    for worlds in CalibratedWorlds.all where !subjects.contains(worlds.subject) {
      subjects.append(worlds.subject)
    }
    for name in names where !subjects.contains(name) {
      throw UsageError("claim or inequality", value: name, allowed: subjects.joined(separator: ", "))
    }
    return CalibratedWorlds.all.filter { names.isEmpty || names.contains($0.subject) }
  }
}

/// The table as printed.
private struct CalibrationAnswer: Answer {
  let table: CalibrationTable

  func encode(to encoder: any Encoder) throws { try table.encode(to: encoder) }
  var status: Int32 { table.isVerified ? 0 : 1 }
  var quotesPredicates: Bool { true }

  var text: String {
    sts.table(CalibrationTable.table(of: table.judged).texts)
      + table.omissions.map { "\($0.claim) \($0.check): not repeated, \($0.reason)\n" }.joined()
      + "\(table.counts); false alarm \(NumberText.short(table.falseAlarm)), \(table.worlds) worlds a row,"
      + " seed \(table.seed)\n"
  }
}
