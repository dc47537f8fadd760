import Theory

/// Report/README.md: the pages of the claims and the fields of report.json.
struct ReportIndex {
  let sections: [ReportSection]

  /// The page in Markdown.
  var text: String {
    var table = MarkdownTable([("page", false), ("claim", false), ("files", false)])
    for section in sections {
      table.append([
        "[\(section.claim.id)](\(section.stem).md)", MarkdownText.cell(section.claim.title),
        MarkdownText.cell(section.family),
      ])
    }
    return "# The report in full\n\nWritten with [REPORT.md](../REPORT.md) by a full run of `swift test`."
      + " [Calibration.md](Calibration.md) is written by `sts calibrate`, [Soak.md](Soak.md) by `sts soak`.\n\n"
      + table.markdown + "\n\n" + Self.schema + "\n"
  }

  private static let schema = """
    ## report.json, schema \(ReportData.schema)

    One object. A line is one claim, one experiment or one trial; keys within a line are in alphabetical order. A number
    is the shortest decimal text that reads back as the same 64-bit value; infinity and what is not a number are the strings
    `infinity`, `-infinity`, `nan`. A field without a value is left out. `schema` grows whenever a field changes its meaning
    or goes; a new field leaves it as it is.

    | field | what it holds |
    | :-- | :-- |
    | `schema` | the version of these fields |
    | `run.package`, `run.version` | which package wrote the file |
    | `run.seed`, `run.effort` | the settings; every random number is a function of the seed and of its stream's name |
    | `run.falseAlarm`, `run.falseAlarmLimit` | the sum over all trials of claims, and what it may be |
    | `run.shortcomings` | why the run does not show every claim verified; empty in a published one |
    | `claims[].claim` | `id`, `title`, `statement`, `assumptions`, `source`, `grade`, `inequality`, `falseAlarmPerTrial`, `predicate`, `control`, `proof`, `thresholdsSetOn`, `margin` (`tolerance` or `distance`), `verdict`, `controlVerdict`, `family` and `stem` of its files |
    | `claims[].experiments[].experiment` | `number` and `name` as `sts judge --case` takes them, `grade`, `independentNetworks`, `columns` (`head`, `unit`, `digits`) of its page's table |
    | `claims[].experiments[].trials[]` | `repetition`, `verdict` with `margin` or `detail`, `checks`, and `row`: the measurement itself |
    | `...trials[].checks[]` | `name`, `verdict` with `margin` or `detail`, `falseAlarm` if it is not 0, `detects` (`size`, `unit`): the smallest violation refuted with probability 0.99; `marginOf` where the margin is not what the claim's `margin` says |
    | `...trials[].row` | the fields of the experiment's `Row` in `Sources/Judgments`; exact numbers are strings such as `3/28` |
    | `claims[].controls[]` | like `experiments`, and `experiment.control`: `kind`, `of` (the experiment changed), `change`, `check` (the one that must refute) |
    """
}
