import Theory

/// Report/README.md: the pages of the claims and the fields of report.json.
struct ReportIndex {
  let sections: [ReportSection]

  /// The page in Markdown.
  var text: String {
    var table = ReportTable([("page", false), ("claim", false), ("files", false)])
    for section in sections {
      table.append([
        .init(section.claim.id, to: section), .init(section.claim.title), .init(section.family),
      ])
    }
    return "# The report in full\n\nWritten with [REPORT.md](../REPORT.md) by a full run of `swift test`."
      + " [Calibration.md](Calibration.md) is written by `sts calibrate`, [Soak.md](Soak.md) by `sts soak`;"
      + " the pages of observed claims state its rates.\n\n"
      + table.markdown(fromPages: true) + "\n\n" + Self.schema + "\n"
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

    ## certificates.json, schema \(CertificateData.schema)

    What verified trials certify exactly, a line each, for `Scripts/recheck.py`, which shares no code with the package: it
    proves every statement below again in rational arithmetic. `claim`, `experiment` and `repetition` name the trial,
    `certificate.kind` the statement, `certificate.object` has the fields. A string `p/q` or `p` is a rational number, a number with
    a point or an exponent the 64-bit value that it reads back as. `problem` is `tokens` T, `dimension` d, `sparsity` q; places of tokens count from 0; a
    vector of Td entries lists token after token.

    | kind | what is stated |
    | :-- | :-- |
    | `spectrum` (F1) | the second moment of the target over all subsets has the eigenvalues `low` and `high`, `lowMultiplicity` and `highMultiplicity` times |
    | `least widths` (F4) | for each `share` of d/q, `width` is the least m for which the sum of the Td - m smallest eigenvalues is at most that share |
    | `worst case` (F7) | the first layer `weights` (rows) is 0 at `input` and at its negative; on `subset` their targets are opposite, of squared length `squaredRatio` over the longest token's, at least 1/(2q-1)^2 |
    | `constant attained` (F7) | `weights` has rank Td - 1, its kernel is spanned by `input`, and over all subsets that squared ratio is `squaredRatio` = 1/(2q-1)^2 at most |
    | `selection` (A7) | at the `places` t, positions (t, .., t^2q) let a query give every q-subset one score, above all others by `leastGap` at least, which is attained |
    | `obstacle` (A7) | in fewer dimensions than the least width: `dependency` lists tokens with coefficients that sum to 0 and cancel their positions; so no query selects `subset` (`task`: `evenly`, or `apart`) |
    | `curvatures` (D14) | the Hessian in W at the end of training has each `curvature` in so many `directions`, and 0 in `flatDirections` |
    | `set Omega` (D15) | with 1/kappa = `inverseRate` the flow does not leave Omega, the bounds of C' and R hold in it, and the box of `odds` h and `deviation` w lies in it |
    | `tube` (D15) | while delta <= `offLimit` the flow crosses w = (q/N) delta (eta(delta) +- `epsilon`) inwards only, eta having the coefficients `center` |
    | `misadjustment` (D17) | with the attention frozen at `on` : `off`, normalized, and a `batch` of examples with normal tokens, V = `bestScale` I has the least risk `leastRisk`; a `step` takes the mean excess x = E R/R* - 1 to `keep` x + `noise`, which `misadjustment` is not changed by; at `stepLimit` all of x is kept |
    """
}
