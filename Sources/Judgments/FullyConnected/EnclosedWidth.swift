import Evidence
import Theory

/// F4's width at problems too long for a search: LB(m) at most the risk, LB(m - 1) above it, both enclosed.
struct EnclosedWidth: Experiment {
  /// What is added to the formula's width.
  var offset = 0
  /// The formula's share is told this much larger, relative.
  var isOff = false

  static let sufficient = "LB(m) is at most the risk"
  static let necessary = "LB(m - 1) is above it"

  static let nearMisses: [Control] = [
    .nearMiss(
      of: EnclosedWidth(), "one neuron fewer", check: sufficient, EnclosedWidth(offset: -1)),
    .nearMiss(of: EnclosedWidth(), "one neuron more", check: necessary, EnclosedWidth(offset: 1)),
    .nearMiss(
      of: EnclosedWidth(), "a share a part in 10^9 larger", check: sufficient, EnclosedWidth(isOff: true)),
  ]

  /// Problems with up to 5 * 10^9 inputs.
  private static let problems = [
    SmallProblem(1_000_000, 5000, 3), SmallProblem(100_000, 64, 500), SmallProblem(1000, 5, 900),
  ]
  /// Shares at which no LB(m) is the risk exactly.
  private static let shares = ["10/17", "1/97", "1/1009"]

  struct Row: EvidenceRow {
    struct Width: Codable, Hashable, Sendable {
      let problem: Problem
      let share: Rational
      let width: Int
    }
    let widths: [Width]

    static let columns: [Column<Row>] = [
      Column(series: "T d") { $0.widths.map { Double($0.problem.inputDimension) } },
      Column(series: "share eps") { $0.widths.map(\.share.double) },
      Column(series: "least width", digits: 12) { $0.widths.map { Double($0.width) } },
    ]
  }

  var claim: Claim { .f4WidthNeeded }
  var grade: Claim.Grade { .enclosed }
  var name: String {
    "enclosure, up to 5e9 inputs" + (offset == 0 ? "" : ", width \(offset < 0 ? "-" : "+")\(abs(offset))")
      + (isOff ? ", a share a part in 10^9 larger" : "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let factor = try Rational(numerator: isOff ? 1_000_000_001 : 1_000_000_000, denominator: 1_000_000_000)
    return Row(
      widths: try Self.problems.flatMap { small in
        let problem = try small.problem()
        return try Self.shares.map { text in
          let share = try Rational(parsing: text)
          let width = try F4WidthNeeded.exact(problem: problem, share: share * factor) + offset
          return Row.Width(problem: problem, share: share, width: width)
        }
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let neuron = Check.Detectable(1, "neuron")
    return [
      Check(
        Self.sufficient,
        .all(
          try row.widths.map {
            try F4WidthNeeded.judge(sufficient: $0.width, problem: $0.problem, share: $0.share)
          }), detects: neuron, margin: .distance),
      Check(
        Self.necessary,
        .all(
          try row.widths.map {
            try F4WidthNeeded.judge(necessary: $0.width, problem: $0.problem, share: $0.share)
          }), detects: neuron, margin: .distance),
    ]
  }
}
