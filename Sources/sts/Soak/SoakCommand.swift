import Evidence
import Foundation
import Judgments

extension Command {
  static let soak = Command(
    name: "soak", summary: "judge every claim at many fresh base seeds",
    discussion: """
      Judges every trial and every control of every claim at N base seeds, FIRST, FIRST + 1, ..., as a full run of the tests
      does at one, and counts the verdicts claim by claim. With --out a line of JSON is appended for each base seed and claim
      that is done, so a run that was stopped goes on where it was, and a longer one uses what is there; claims whose
      experiments are others by now are judged again. A quick run takes about a minute of one core a seed. The effort is that
      of STS_EFFORT unless it is given. With --write the soak takes its place on the page beside those of other efforts, which
      stay if they are of this version.
      For claims about what training reaches the table has the base seeds at which all of it was reached, with Clopper and
      Pearson's lower bound of that probability, which is too high with probability at most 0.05.
      The exit status is 0 when every trial is verified and every control refuted, 1 otherwise.
      JSON: {settings: {version, effort, seed}, runs, rows: [{claim, experiments, seeds, cleanSeeds, verified, refuted,
      undecided, nearMisses: {all, asRequired}, otherWorlds, observed, observedSeeds, observedAtLeast, complaint}], first: the
      records of the first seed}.
      """,
    options: [
      Option("--runs", "N", "the number of base seeds", allowed: "an integer from 1 to 100000"),
      .effort,
      Option(
        "--seed", "FIRST", "the first base seed", allowed: "an integer from 0 to 2^64 - 1",
        absence: .means("1001")),
      Option(
        "--out", "FILE", "the file of the records, to go on with",
        allowed: "a file of the same soak, or a new one",
        absence: .allowed),
      .page("Report/Soak.md"),
    ]
  ) { arguments, context in
    let effort = try arguments.effort() ?? context.settings().effort
    let runs = try arguments.integer("--runs", in: 1...100_000)
    let seed = try arguments.word("--seed")
    guard seed <= UInt64.max - UInt64(runs) else { throw arguments.refusal("--seed", "\(seed)") }
    let page = try arguments.page()
    // Tried before the run, and read again after it: another soak may have been written meanwhile.
    if let page { _ = try SoakFile.read(path: page.dataPath) }
    let settings = SoakTable.Settings(version: PackageIdentity.version, effort: effort, seed: seed)
    let plan = SoakPlan(settings: settings, runs: runs, effort: effort, judgments: context.judgments)
    let file = try arguments.optionalText("--out").map {
      try RecordFile<SoakTable.Settings, SoakRecord>(
        path: $0, header: settings, kind: "soak", fresh: "a new file for --out")
    }
    var records = plan.current(file?.done ?? [])
    try await plan.run(without: records, context) { record in
      try file?.append(record)
      records.append(record)
    }
    let table = try SoakTable(settings, runs: runs, claims: context.judgments.map(\.claim.id), records)
    if let page {
      let soaks = (try SoakFile.read(path: page.dataPath) ?? SoakFile()).adding(table)
      try page.write(soaks.page, data: soaks)
    }
    return SoakAnswer(table: table)
  }
}

/// The table as printed.
private struct SoakAnswer: Answer {
  let table: SoakTable

  func encode(to encoder: any Encoder) throws { try table.encode(to: encoder) }
  var status: Int32 { table.isClean ? 0 : 1 }
  var quotesPredicates: Bool { true }

  var text: String {
    sts.table(table.table.texts)
      + table.rows.compactMap { row in row.complaint.map { "\($0)\n" } }.joined()
      + "\(table.cleanClaims) of \(table.rows.count) claims clean at \(table.runs) base seeds"
      + " from \(table.settings.seed), effort \(table.settings.effort)\n"
  }
}

extension SoakFile {
  /// Reads a file; nil if there is none.
  ///
  /// - Throws: `FileError` if it is no file of soaks.
  static func read(path: String) throws(FileError) -> SoakFile? {
    do {
      return try SoakFile(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .broken(
        "\(UsageError.quotedPath(path)) is no file of soaks; allowed: one that sts soak has written, or none")
    }
  }
}

extension SoakRecord: FileRecord {
  /// Whether no count is negative and none exceeds what it is of.
  var isPossible: Bool {
    min(verified, refuted, undecided) >= 0
      && [observed, nearMisses, otherWorlds].allSatisfy { 0...max(0, $0.all) ~= $0.asRequired }
  }
}
