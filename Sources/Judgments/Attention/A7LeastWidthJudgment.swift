import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A7: every subset selected on the moment curve and on a simplex, and the obstacles below the least width.
  public static let a7LeastWidth = ClaimJudgment(
    claim: .a7LeastWidth,
    experiments: CurveSelection.all + SimplexSelection.all + SelectionObstacles.all,
    controls: CurveSelection.nearMisses + SelectionObstacles.nearMisses + [
      SimplexSelection.nearMiss, SelectionObstacles.otherWorld,
    ],
    own: .takes { own in
      let (tokens, q) = (own.problem.tokens, own.problem.sparsity)
      let least = try A7LeastWidth.leastWidth(tokens: tokens, sparsity: q)
      let digits = Double(2 * q) * (Elementary.log(Double(tokens)) / Elementary.log(2) + 1)
      guard tokens <= 1000, least <= 16, digits <= 120 else {
        throw TheoryError(
          value: "tokens = \(tokens), sparsity = \(q)",
          rule: "at most 1000 tokens, min(2q, T - 1) <= 16 and 2q (1 + log2 T) <= 120, so that numbers fit")
      }
      let upper: any Experiment =
        least == 2 * q
        ? CurveSelection(tokens: tokens, sparsity: q, draws: CurveSelection.draws(own.problem))
        : SimplexSelection(tokens: tokens, sparsity: q, task: .evenly)
      let lower = SelectionObstacles.Layout.allCases.map {
        SelectionObstacles(tokens: tokens, sparsity: q, width: least - 1, layout: $0)
      }
      return [upper] + (least > 1 ? lower : [])
    })
}

/// Positions on the moment curve and its query: every subset, or some of a long sequence.
struct CurveSelection: Experiment {
  /// What is not as claimed.
  enum Change: String, Sendable {
    case none = ""
    /// Positions of 2q - 1 dimensions.
    case narrower = "one dimension fewer"
    /// A token a hundredth of the spacing further on.
    case moved = "a token moved by 1/100"
    /// The first coordinate of a token a thousandth larger.
    case bent = "a coordinate larger by 1/1000"
    /// The margin's bound with one power of T less.
    case cheaper = "a power of T less in the margin"
  }

  let tokens: Int
  let sparsity: Int
  /// How many subsets are drawn; nil enumerates all.
  var draws: Int?
  var change = Change.none

  static let selects = "selects y"
  static let gap = "least difference"
  static let margin = "margin"

  private static let enumerated =
    [(3, 1), (6, 1), (6, 2), (8, 2), (8, 3), (18, 3), (13, 4), (12, 5)].map {
      CurveSelection(tokens: $0.0, sparsity: $0.1)
    }
  static let all: [any Experiment] =
    enumerated
    + [(1000, 3), (10_000, 2), (256, 5)].map {
      CurveSelection(tokens: $0.0, sparsity: $0.1, draws: 8)
    }

  static let nearMisses: [Control] = [(3, 1), (6, 2), (18, 3)].flatMap { tokens, sparsity in
    let original = CurveSelection(tokens: tokens, sparsity: sparsity)
    return [(Change.narrower, selects), (.bent, selects), (.moved, gap), (.cheaper, margin)].compactMap {
      change, check -> Control? in
      // One token has one score.
      if change == .bent, original.sparsity == 1 { return nil }
      // Short sequences have margins up to four times the bound.
      if change == .cheaper, original.tokens < 10 { return nil }
      var miss = original
      miss.change = change
      return .nearMiss(of: original, change.rawValue, check: check, miss)
    }
  }

  /// Subsets drawn at a problem with too many to enumerate.
  static func draws(_ problem: Problem) -> Int? {
    (try? Subsets.count(of: problem, limit: 5000)) == nil ? 8 : nil
  }

  struct Row: EvidenceRow {
    let subsets: Int
    let leastGap: Rational
    let greatestSpread: Rational
    let leastMargin: Double

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column("least difference") { $0.leastGap.double },
      Column("least margin") { $0.leastMargin },
      Column("bits of it") { -Elementary.log($0.leastMargin) / Elementary.log(2) },
    ]
  }

  var claim: Claim { .a7LeastWidth }
  var name: String {
    "T=\(tokens) q=\(sparsity), moment curve, " + (draws.map { "\($0) subsets drawn" } ?? "all subsets")
      + (change == .none ? "" : ", " + change.rawValue)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    var places = A7LeastWidth.places(tokens: tokens)
    if change == .moved {
      places[tokens / 2] = try places[tokens / 2] + Rational(numerator: 1, denominator: 100)
    }
    var positions = try A7LeastWidth.curve(
      places, width: change == .narrower ? 2 * sparsity - 1 : 2 * sparsity)
    if change == .bent {
      positions[0, 0] = try positions[0, 0] * Rational(numerator: 1001, denominator: 1000)
    }
    var (gap, spread, margin) = (Rational?.none, Rational.zero, Double.infinity)
    let subsets = try subsets(trial, settings)
    let unit = Double(tokens / 2)
    let longest =
      (0..<tokens).map { SelectionScores.length(positions.row($0), unit: 1 / unit) }.max() ?? 0
    for subset in subsets {
      let query = try A7LeastWidth.curveQuery(places, subset: subset)
      let scores = try SelectionScores(positions, query: query, subset: subset)
      gap = try min(gap ?? scores.gap(), scores.gap())
      spread = try max(spread, scores.spread())
      let length = SelectionScores.length(query, unit: unit)
      margin = try min(margin, scores.gap().double / (longest * length))
    }
    return Row(
      subsets: subsets.count, leastGap: gap ?? .zero, greatestSpread: spread, leastMargin: margin)
  }

  /// Where all subsets were tried.
  func certificates(_ row: Row) throws -> [Certificate] {
    guard draws == nil else { return [] }
    let selection = CertifiedSelection(
      tokens: tokens, sparsity: sparsity, places: A7LeastWidth.places(tokens: tokens), leastGap: row.leastGap)
    return [Certificate("selection", selection)]
  }

  private func subsets(_ trial: Trial, _ settings: Settings) throws -> [[Int]] {
    guard let draws else {
      return Array(Subsets(of: try Problem(tokens: tokens, dimension: 1, sparsity: sparsity)))
    }
    var stream = RandomStream(try trial.address(settings), step: 0)
    // Neighbours beside drawn ones: their differences are the least.
    let middle = tokens / 2
    let close = (0...sparsity).map { $0 + middle - sparsity / 2 }.filter { $0 != middle }
    return [close] + (0..<draws).map { _ in stream.subset(size: sparsity, of: tokens).sorted() }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try A7LeastWidthPredicate(tokens: tokens, sparsity: sparsity)
    let exact = Check.Detectable(0, "exact")
    let bound = try A7LeastWidth.marginBound(tokens: tokens, sparsity: sparsity)
    return [
      Check(
        Self.selects,
        predicate.judge(
          leastGap: row.leastGap, greatestSpread: row.greatestSpread, width: 2 * sparsity),
        detects: exact),
      Check(Self.gap, try predicate.judge(curveGap: row.leastGap, isComplete: draws == nil), detects: exact),
      Check(
        Self.margin,
        try predicate.judge(curveMargin: row.leastMargin, times: change == .cheaper ? Double(tokens) : 1),
        detects: Check.Detectable(max(0, row.leastMargin / bound - 1) + 1e-12, "of the bound"),
        margin: .distance),
    ]
  }
}

/// What another program checks again of A7's positions on the moment curve, subset by subset.
private struct CertifiedSelection: Encodable {
  let tokens: Int
  let sparsity: Int
  let places: [Rational]
  let leastGap: Rational
}

/// All subsets of the vertices of a simplex, and of these with their mean.
struct SimplexSelection: Experiment {
  let tokens: Int
  let sparsity: Int
  /// Evenly, a simplex of T vertices; apart, one of T - 1 and its mean.
  let task: SelectionObstacle.Task
  /// The least width that is claimed, if not the claim's own.
  var claimedLeast: Int?

  static let check = "selects y"
  static let all: [any Experiment] =
    [(2, 1), (4, 2), (5, 3), (6, 5)].map {
      SimplexSelection(tokens: $0.0, sparsity: $0.1, task: .evenly)
    } + [(5, 2), (7, 3), (9, 4)].map { SimplexSelection(tokens: $0.0, sparsity: $0.1, task: .apart) }

  static let nearMiss: Control = .nearMiss(
    of: SimplexSelection(tokens: 7, sparsity: 3, task: .apart), "2q claimed to be needed at T = 2q + 1",
    check: check, SimplexSelection(tokens: 7, sparsity: 3, task: .apart, claimedLeast: 6))

  struct Row: EvidenceRow {
    let subsets: Int
    let leastGap: Rational
    let greatestSpread: Rational
    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column("least difference") { $0.leastGap.double },
      Column("scores of y apart by") { $0.greatestSpread.double },
    ]
  }

  var claim: Claim { .a7LeastWidth }
  private var width: Int { task == .evenly ? tokens - 1 : tokens - 2 }
  var name: String {
    "T=\(tokens) q=\(sparsity), simplex in R^\(width)" + (task == .apart ? " and its mean, apart" : "")
      + (claimedLeast.map { ", least width \($0)" } ?? "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let positions = try A7LeastWidth.simplex(width: width, withMean: task == .apart)
    var (gap, spread, count) = (Rational?.none, Rational.zero, 0)
    for subset in Subsets(of: try Problem(tokens: tokens, dimension: 1, sparsity: sparsity)) {
      let query = A7LeastWidth.simplexQuery(width: width, subset: subset)
      let scores = try SelectionScores(positions, query: query, subset: subset)
      gap = try min(gap ?? scores.gap(), scores.gap())
      spread = try max(spread, scores.spread())
      count += 1
    }
    return Row(subsets: count, leastGap: gap ?? .zero, greatestSpread: spread)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try A7LeastWidthPredicate(
      task, tokens: tokens, sparsity: sparsity, leastWidth: claimedLeast)
    let told = try task == .evenly ? .one : A7LeastWidth.leastGapWithMean(sparsity: sparsity)
    let exact = Check.Detectable(0, "exact")
    return [
      Check(
        Self.check,
        predicate.judge(leastGap: row.leastGap, greatestSpread: row.greatestSpread, width: width),
        detects: exact),
      Check(
        "least difference", .exactly(row.leastGap, equals: told, "least difference, \(name)"),
        detects: exact),
    ]
  }
}
