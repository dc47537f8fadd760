import Evidence
import Theory

/// What is claimed of scores and lengths; a near miss changes one of its numbers.
struct ClaimedScores: Hashable, Sendable {
  /// Dimensions that the positions are claimed to have beyond those they have.
  var extraWidth = 0
  /// Whether the scores are claimed to be N(0, q/d_e), and so |e_y|^2 to be q.
  var isNormal = false
  /// The variance of a position's coordinates, claimed, times d_e.
  var variance = 1.0
  /// Tokens that the probability of a failure counts beyond T.
  var extraTokens = 0
  /// Tokens that the union bound leaves out.
  var fewerInUnion = 0

  /// What differs from A4, in words; empty where nothing does.
  var name: [String] {
    (extraWidth == 0 ? [] : ["law of R^(d_e + \(extraWidth))"]) + (isNormal ? ["normal law N(0, q/d_e)"] : [])
      + (variance == 1 ? [] : ["coordinates of variance \(variance)/d_e claimed"])
      + (extraTokens == 0 ? [] : ["failures of T + \(extraTokens) tokens"])
      + (fewerInUnion == 0 ? [] : ["union over N - \(fewerInUnion) tokens"])
  }

  func law(sparsity: Int, width: Int) throws -> A4WidthForMargin {
    try A4WidthForMargin(sparsity: sparsity, positionDimension: width + extraWidth)
  }

  /// sup |F_n - F| for scores.
  func distance(scores: [Double], _ law: A4WidthForMargin) throws -> Double {
    let sorted = scores.sorted()
    if !isNormal {
      return try EmpiricalDistance.supremum(probabilities: sorted.map { try law.cumulative(score: $0) })
    }
    let scale = (Double(law.positionDimension) / Double(law.sparsity)).squareRoot()
    return try EmpiricalDistance.supremum(probabilities: sorted.map { try GaussianTail.upper(-$0 * scale) })
  }

  /// The greatest |F_n - F| at 61 places, for samples of q/r^2 and the chi-square law.
  func distance(inverseSquares: [Double], _ law: A4WidthForMargin) throws -> Double {
    let nu = law.student.degreesOfFreedom
    let places = (-30...30).map { nu * Elementary.exp(0.1 * Double($0) * (2 / nu).squareRoot()) }
    let claimed =
      isNormal
      ? places.map { $0 < Double(law.positionDimension) ? 0.0 : 1 }
      : try ChiSquareLaw.cumulative(places, degreesOfFreedom: Int(nu))
    let sorted = inverseSquares.sorted()
    var (below, greatest) = (0, 0.0)
    for (place, probability) in zip(places, claimed) {
      while below < sorted.count, sorted[below] <= place { below += 1 }
      greatest = max(greatest, abs(Double(below) / Double(sorted.count) - probability))
    }
    return greatest
  }
}

extension ScoreLaw {
  /// The law of one dimension more and the normal law at every width up to 64, and one near miss for every other check.
  static let controls: [Control] =
    all.filter { $0.width <= 64 }.flatMap { original in
      [
        nearMiss(original, check: "degrees of freedom") { $0.claimed.extraWidth = 1 },
        nearMiss(original, check: "law of the query's length") { $0.claimed.isNormal = true },
      ]
    }
    + [
      nearMiss(ScoreLaw(sparsity: 3, width: 4, margin: 0), check: "law of the scores") {
        $0.claimed.extraWidth = 2
      },
      nearMiss(ScoreLaw(sparsity: 3, width: 16, margin: 0), check: "variance of the scores") {
        $0.claimed.variance = 1.05
      },
      nearMiss(ScoreLaw(sparsity: 3, width: 16, margin: 0), check: "margin failures") {
        $0.claimed.extraTokens = 2
      },
      nearMiss(ScoreLaw(sparsity: 3, width: 162, margin: 0.5), check: "union bound") {
        $0.claimed.fewerInUnion = 1
      },
      sumQuery(ScoreLaw(sparsity: 3, width: 16, margin: 0)),
    ]

  private static func nearMiss(_ original: ScoreLaw, check: String, _ change: (inout ScoreLaw) -> Void)
    -> Control
  {
    var changed = original
    change(&changed)
    return .nearMiss(of: original, changed.claimed.name.joined(), check: check, changed)
  }

  private static func sumQuery(_ original: ScoreLaw) -> Control {
    var changed = original
    changed.query = .sum
    return .otherWorld(of: original, "the query is the sum", check: "law of the scores", changed)
  }
}

/// The least width at which the union bound is at most a failure probability, for several lengths, by numbers.
struct LeastPositionWidth: Experiment {
  let sparsity: Int
  let margin: Double
  let failure: Double
  var tokens = defaultTokens
  /// What the widths claimed to suffice and to be necessary are multiplied with.
  var sufficientFactor = 1.0
  var necessaryFactor = 1.0

  private static let defaultTokens = [10, 100, 1000, 10_000, 100_000, 1_000_000, 1_000_000_000]

  private static let threeSelected = LeastPositionWidth(sparsity: 3, margin: 0.5, failure: 0.01)
  static let all = [
    threeSelected,
    LeastPositionWidth(sparsity: 1, margin: 0.5, failure: 0.01),
    LeastPositionWidth(sparsity: 8, margin: 0, failure: 1e-6),
  ]

  static let controls: [Control] = [
    .nearMiss(
      of: threeSelected, "10 % less than the width that suffices", check: "width that suffices",
      LeastPositionWidth(sparsity: 3, margin: 0.5, failure: 0.01, sufficientFactor: 0.9)),
    .nearMiss(
      of: threeSelected, "10 % more than what is necessary", check: "width that is necessary",
      LeastPositionWidth(sparsity: 3, margin: 0.5, failure: 0.01, necessaryFactor: 1.1)),
  ]

  struct Row: EvidenceRow {
    let tokens: [Int]
    let leastWidths: [Int]

    static let columns: [Column<Row>] = [
      Column(series: "T") { $0.tokens.map(Double.init) },
      Column(series: "least width") { $0.leastWidths.map(Double.init) },
    ]
  }

  var claim: Claim { .a4WidthForMargin }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "least widths, q=\(sparsity), margin \(margin), failure \(failure)"
      + (tokens == Self.defaultTokens ? "" : ", T=\(tokens.map(String.init).joined(separator: ", "))")
      + (sufficientFactor == 1 ? "" : ", \(sufficientFactor) of the width that suffices")
      + (necessaryFactor == 1 ? "" : ", \(necessaryFactor) of what is necessary")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    Row(
      tokens: tokens.filter { $0 > sparsity },
      leastWidths: try tokens.filter { $0 > sparsity }.map {
        try A4WidthForMargin.minimalWidth(tokens: $0, sparsity: sparsity, margin: margin, failure: failure)
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let sufficient = try row.tokens.map {
      try A4WidthForMargin.sufficientWidth(tokens: $0, sparsity: sparsity, margin: margin, failure: failure)
    }.map { Int(Double($0) * sufficientFactor) }
    let necessary = try zip(row.tokens, row.leastWidths).map { tokens, width in
      try A4WidthForMargin.necessaryShare(
        width: width, tokens: tokens, sparsity: sparsity, margin: margin, failure: failure) / necessaryFactor
    }
    let tightest = zip(row.leastWidths, sufficient).map { Double($0) / Double($1) }.max() ?? 0
    return [
      Check(
        "width that suffices",
        .all(
          zip(row.leastWidths, sufficient).map {
            A4WidthForMarginPredicate.judge(leastWidth: $0, atMost: $1)
          }), detects: Check.Detectable(1 - tightest, "of the width"), margin: .distance),
      Check(
        "width that is necessary",
        .all(necessary.map { A4WidthForMarginPredicate.judge(necessaryShare: $0) }),
        detects: Check.Detectable((necessary.min() ?? .infinity) - 1, "of what is necessary"),
        margin: .distance),
    ]
  }
}
