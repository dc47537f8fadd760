import Theory

extension SoakFile {
  /// The soaks as a page of the report, which `sts soak --write` writes.
  public var page: String {
    """
    # The claims at other base seeds

    Written by `sts soak` and not by `swift test`: every trial of every claim and every control, at base seeds other than the
    report's.

    The last two columns are of the claim's trials that are graded *observed*: at how many base seeds all of them were
    verified, and Clopper and Pearson's lower bound of that probability, which is too high with probability at most
    \(NumberText.short(SoakTable.error)). Base seeds share no random number. [Soak.json](Soak.json) has the same numbers, which
    the pages of these claims state, and what was found at the first seed, which a test judges again in part.

    \(soaks.map(\.section).joined(separator: "\n"))
    """
  }
}

extension SoakTable {
  /// What the page says of this soak, ending with a newline.
  fileprivate var section: String {
    """
    ## Effort \(settings.effort)

    `sts soak --runs \(runs) --effort \(settings.effort) --seed \(settings.seed) --write Report/Soak.md`, version
    \(settings.version): the \(runs) base seeds from \(settings.seed) on. **\(summary)**

    \(table.markdown())
    \(complaints)
    """
  }

  private var summary: String {
    let trials = rows.reduce(0) { $0 + $1.verified + $1.refuted + $1.undecided }
    let verified = rows.reduce(0) { $0 + $1.verified }
    let (all, refuted) = rows.reduce((0, 0)) {
      ($0.0 + $1.nearMisses.all, $0.1 + $1.nearMisses.asRequired)
    }
    return
      "\(cleanClaims) of \(rows.count) claims clean at every seed; \(verified) of \(trials) trials verified,"
      + " \(refuted) of \(all) near misses refuted."
  }

  /// A row a claim, on the page and on the command line.
  package var table: ReportTable {
    var table = ReportTable([
      ("claim", false), ("seeds", true), ("verified", true), ("refuted", true), ("undecided", true),
      ("near misses refuted", true), ("other worlds refuted", true), ("observed seeds", true),
      ("probability at least", true),
    ])
    for row in rows {
      table.append([
        .init(row.claim), "\(row.seeds)", "\(row.verified)", "\(row.refuted)", "\(row.undecided)",
        .init(row.nearMisses.text), .init(row.otherWorlds.text), .init(row.observedSeeds.text),
        .init(row.observedAtLeast.map { NumberText.short($0) } ?? "-"),
      ])
    }
    return table
  }

  private var complaints: String {
    let found = rows.compactMap { row in row.complaint.map { "- \(MarkdownText.cell($0))" } }
    return found.isEmpty ? "" : "\nWhat came out otherwise:\n\n" + found.joined(separator: "\n") + "\n"
  }
}

extension SoakRecord.Count {
  /// For example `12 of 12`, `-` for none.
  public var text: String { all == 0 ? "-" : "\(asRequired) of \(all)" }
}
