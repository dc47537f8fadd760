import Theory

extension CalibrationTable {
  /// The table as a page of the report, which `sts calibrate --write` writes.
  public var page: String {
    """
    # How often the inequalities and the checks err

    Written by `sts calibrate --worlds \(worlds) --seed \(seed) --write Report/Calibration.md`, and not by `swift test`. Each row
    is \(worlds) worlds in which a statement is true, or, where it says so, wrong by the smallest violation that the check
    states it detects. **\(counts).**

    What may happen with probability p at most may happen in no more worlds than the binomial law with p exceeds with
    probability \(NumberText.short(CalibrationPredicate.falseAlarm)); were every statement true, one row or more would be
    refuted with probability at most \(NumberText.short(falseAlarm)). The last column is the least rate that is refuted with
    probability 0.99. [Calibration.json](Calibration.json) has the same numbers; a test draws the first worlds of every
    row again.

    ## Inequalities

    A level is the probability with which an interval may miss the truth, or a bound of a p-value be at most the level.

    \(Self.table(of: judged.filter { $0.row.kind == .inequality }).markdown())

    ## Checks of claims

    A check in a world in which the claim is true may refute it with its stated false-alarm probability. In a world wrong by
    what the check states it detects, what was measured is moved by that much, the noise kept: the check may then miss it
    with probability 0.01. Samples are few, so that a world is cheap, and what is detected is large.

    \(Self.table(of: judged.filter { $0.row.kind == .claim }).markdown())

    ## Not repeated

    \(omissionTable)

    """
  }

  /// Judged rows, on the page and on the command line.
  package static func table(of judged: [JudgedCalibrationRow]) -> ReportTable {
    var table = ReportTable([
      ("of", false), ("worlds", false), ("counted", false), ("p", true), ("count", true), ("at most", true),
      ("verdict", false), ("rate seen", true),
    ])
    for one in judged {
      let (row, check) = (one.row, one.check)
      table.append([
        .init(row.subject), .init(row.world), .init(row.event), .init(NumberText.short(row.atMost)),
        "\(row.count)", .init(one.leastRefuted.map { "\($0 - 1)" } ?? "-"), .init(check.verdict.word),
        .init(check.detects.map { NumberText.text($0.size, digits: 2) } ?? "-"),
      ])
    }
    return table
  }

  private var omissionTable: String {
    var table = ReportTable([("claim", false), ("check", false), ("why", false)])
    for omission in omissions {
      table.append([.init(omission.claim), .init(omission.check), .init(omission.reason)])
    }
    return table.markdown()
  }
}
