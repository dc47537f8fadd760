import Theory

/// REPORT.md: what was checked, how, and what was found; a pure function of its three parts.
///
/// The order is that of the sections and, within a claim, of the expected trials. There are no times and nothing about
/// the machine, so the same run gives the same bytes everywhere.
public struct MarkdownReport: Sendable {
  private let snapshot: LedgerSnapshot
  private let settings: Settings
  private let sections: [ReportSection]
  private let pathToPackage: String

  /// Prepares the report of a run; links lead to the package by the path given, for example `../../../`.
  public init(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection], pathToPackage: String = ""
  ) {
    self.snapshot = snapshot
    self.settings = settings
    self.sections = sections
    self.pathToPackage = pathToPackage
  }

  /// The whole text, ending with a newline.
  public var text: String {
    let parts =
      [Self.introduction, run, shortcomings, summary, Self.key, budget]
      + sections.map { ClaimReport(section: $0, snapshot: snapshot, pathToPackage: pathToPackage).text }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private static let introduction = """
    # Sparse token selection: report

    The theory says that one layer of attention learns to average a given subset of its tokens while no fully connected
    network of small width can. Each claim below is stated, simulated or computed, and judged by a predicate that knows
    only the claim and the numbers. A claim is *verified* if it held in every case and repetition, *refuted* if one of
    them contradicts it, *undecided* if one was too thin to tell; anything but verified is a failure. So that a
    predicate which accepts everything cannot pass, every claim also has a control, a world in which the claim is
    false: there the same predicate must say *refuted*.
    """

  private var run: String {
    "This run: base seed \(settings.baseSeed), effort `\(settings.effort.rawValue)`."
  }

  private var shortcomings: String {
    let found = snapshot.shortcomings
    if found.isEmpty { return "" }
    let shown = found.prefix(20).map { "- \(MarkdownText.cell($0))" }
    let more = found.count > 20 ? ["- and \(found.count - 20) more"] : []
    return "**This run does not verify every claim:**\n\n" + (shown + more).joined(separator: "\n")
  }

  private var summary: String {
    let rows = sections.map { section in
      let id = section.claim.id
      let evidence = EvidenceTable(claim: id, role: .claim, snapshot: snapshot)
      return [
        "[\(MarkdownText.cell(section.heading))](#\(MarkdownText.anchor(section.heading)))",
        section.claim.grade.word, snapshot.verdict(of: id, .claim).word, evidence.extent,
        evidence.worstMargin.map(NumberText.short) ?? "-", snapshot.verdict(of: id, .control).word,
      ]
    }
    let head = ["claim", "grade", "verdict", "problems x seeds", "worst margin", "its control"]
    return "## Summary\n\n" + MarkdownText.table(head, numbers: [3, 4], rows: rows)
  }

  private static let key = """
    How a claim is established: *exact*, by rational arithmetic or enumeration; *enclosed*, by intervals with outward
    rounding or a proved error bound; *numerical*, by floating-point numbers held against a closed form within a stated,
    calibrated tolerance; *statistical*, by samples, through a named inequality with a stated probability
    of a false alarm; *observed*, counted over trained networks against a stated threshold. The margin is the unused
    share of the tolerance: 1 is exact agreement, 0 the edge of refutation.
    """

  private var budget: String {
    "Were every claim true, the samples of such a run would still refute one with probability at most "
      + "\(NumberText.short(snapshot.budget.spent)); the limit is \(NumberText.short(ErrorBudget.limit))."
  }
}

extension ReportSection {
  /// The section's heading, id and title.
  var heading: String { "\(claim.id). \(claim.title)" }
}

extension Claim.Grade {
  /// One word: `exact`, `enclosed`, `numerical`, `statistical` or `observed`.
  public var word: String {
    switch self {
    case .exact: "exact"
    case .enclosed: "enclosed"
    case .numerical: "numerical"
    case .statistical: "statistical"
    case .observed: "observed"
    }
  }
}
