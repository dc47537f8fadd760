import Evidence
import Theory

/// How the time to C = 1 grows as K(0) = Q(0) = eps I shrinks, against D19's plateau.
struct FactorizedPlateau: Experiment {
  let problem: SmallProblem
  /// How many tokens outside the subset the plateau is told, beside N.
  var moreOutside = 0

  static let check = "plateau"
  private static let problems = [
    SmallProblem(5, 2, 2), SmallProblem(20, 5, 3), SmallProblem(6, 2, 5), SmallProblem(12, 1, 1),
    SmallProblem(100, 50, 10), SmallProblem(1000, 5, 3),
  ]
  static let all: [any Experiment] = problems.map { FactorizedPlateau(problem: $0) }

  static let controls: [Control] = problems.map { problem in
    .nearMiss(
      of: FactorizedPlateau(problem: problem), "N + 1 for N", check: check,
      FactorizedPlateau(problem: problem, moreOutside: 1))
  }

  struct Row: EvidenceRow {
    /// The times to C = 1 from eps = 10^-6 and 10^-12.
    let times: [Double]
    /// Their difference over the plateaus'.
    let ratio: Double

    static let columns: [Column<Row>] = [
      // The plateau is as long as ln(1/eps), which doubles.
      Column(series: "t of C = 1, eps = 10^-6, 10^-12", digits: 8) { $0.times }
        .near(within: 0.1) { row in row.times.first.map { [$0, 2 * $0] } ?? [] },
      Column("difference / plateau", digits: 8) { $0.ratio },
    ]
  }

  var claim: Claim { .d19FactorizedAttention }
  var name: String { "\(problem.name), plateau" + (moreOutside == 0 ? "" : ", N + \(moreOutside)") }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.002) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let laws = try [1e-6, 1e-12].map { try FactorCase(problem, $0).law() }
    let times = try laws.map { try $0.flow().time(logit: 1) }
    let outside = Double(problem.tokens - problem.sparsity)
    let told = (laws[1].plateau - laws[0].plateau) * outside / (outside + Double(moreOutside))
    return Row(times: times, ratio: (times[1] - times[0]) / told)
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.check, D19FactorizedAttentionPredicate.judge(plateauRatio: row.ratio),
        detects: .init(2 * D19FactorizedAttentionPredicate.plateauTolerance, "of the plateau"))
    ]
  }
}
