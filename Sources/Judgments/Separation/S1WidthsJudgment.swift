import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S1: both widths for T to a million, and the measured risk of attention layers with those widths.
  ///
  /// The controls: layers an eighth as wide with the same logit (at a quarter of the width the margin is still mostly
  /// positive, and that is enough), and networks as wide as attention.
  public static let s1Widths = ClaimJudgment(
    claim: .s1Widths,
    experiments: WidthsByFormula.all + DrawnAttentionLayers.all,
    controls: [(10, 4000), (100, 1000)].map { tokens, draws in
      let target = RiskTarget(tokens: tokens, percent: 10)
      return .otherWorld(
        of: DrawnAttentionLayers.tenPercent, "layers an eighth as wide",
        DrawnAttentionLayers(target: target, draws: draws, narrower: 8))
    }
      + [(1000, 1), (1_000_000, 50)].map { tokens, percent in
        let target = RiskTarget(tokens: tokens, percent: percent)
        return .otherWorld(
          of: WidthsByFormula(target: target), "a network as wide as attention",
          NetworkAsWideAsAttention(target: target))
      },
    own: .takes { own in
      let targets = RiskTarget.percents.map {
        RiskTarget(problem: SmallProblem(own.problem), percent: $0)
      }
      // The table's widths are refused here, not in the trial, where a problem is out of range.
      for target in targets { _ = try target.widths() }
      return targets.map { WidthsByFormula(target: $0) }
        + targets.filter { $0.percent >= 10 }.map {
          DrawnAttentionLayers(target: $0, draws: $0.percent == 10 ? 4000 : 1500)
        }
    },
    figures: { [WidthsFigure.draw($0)] })
}

/// A problem and the risk that both models are to reach.
struct RiskTarget: Hashable, Sendable {
  let problem: SmallProblem
  /// The risk, in percent of d/q.
  let percent: Int

  static let percents = [1, 10, 50]
  static let lengths = [10, 100, 1000, 10_000, 100_000, 1_000_000]

  init(problem: SmallProblem, percent: Int) {
    self.problem = problem
    self.percent = percent
  }

  /// The problem of the table at a length: d = 5, q = 3.
  init(tokens: Int, percent: Int) {
    self.init(problem: SmallProblem(tokens, 5, 3), percent: percent)
  }

  var name: String { "\(problem.name), risk \(percent) %" }

  func widths() throws -> S1Widths {
    try S1Widths(
      problem: problem.problem(), share: Rational(numerator: Int128(percent), denominator: 100))
  }
}

/// Both models' widths by formula, from ten tokens to a million.
struct WidthsByFormula: Experiment {
  let target: RiskTarget

  static func all(percent: Int) -> [WidthsByFormula] {
    RiskTarget.lengths.map { WidthsByFormula(target: RiskTarget(tokens: $0, percent: percent)) }
  }

  static let all: [any Experiment] = RiskTarget.percents.flatMap { all(percent: $0) }

  struct Row: EvidenceRow {
    let widths: S1Widths
    let guaranteedShare: Double

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.widths.problem.tokens },
      Column(count: "network, width") { $0.widths.networkWidth },
      Column(count: "attention, width d + d_e") { $0.widths.attentionWidth },
      Column("network, parameters") { $0.widths.networkParameters },
      Column("attention, parameters") { $0.widths.attentionParameters },
      Column("share of d/q guaranteed") { $0.guaranteedShare },
    ]
  }

  var claim: Claim { .s1Widths }
  var grade: Claim.Grade { .numerical }
  var name: String { target.name }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    return Row(widths: widths, guaranteedShare: try widths.guaranteedShare())
  }

  func judge(_ row: Row) throws -> [Check] {
    [Check("widths", try S1WidthsPredicate(row.widths).judge())]
  }
}

/// Attention layers on fresh positions and subsets, with the stated width or a part of it.
///
/// A layer's risk given its attention is exact (A1) and at most (q+1) d/q; its mean over draws of positions and subset
/// has an interval by empirical Bernstein.
struct DrawnAttentionLayers: Experiment {
  let target: RiskTarget
  /// As many as the interval needs.
  let draws: Int
  var isQuick = false
  /// What d_e is divided by.
  var narrower = 1

  static let tenPercent = DrawnAttentionLayers(
    target: RiskTarget(tokens: 100, percent: 10), draws: 4000)

  static let all: [any Experiment] = [
    DrawnAttentionLayers(target: RiskTarget(tokens: 10, percent: 1), draws: 30_000),
    DrawnAttentionLayers(target: RiskTarget(tokens: 10, percent: 50), draws: 1500, isQuick: true),
    tenPercent,
    DrawnAttentionLayers(target: RiskTarget(tokens: 1000, percent: 50), draws: 1000),
    DrawnAttentionLayers(target: RiskTarget(tokens: 100, percent: 1), draws: 30_000),
    DrawnAttentionLayers(target: RiskTarget(tokens: 1000, percent: 10), draws: 4000),
  ]

  struct Row: EvidenceRow {
    let draws: Int
    let positionDimension: Int
    let risk: Measured
    let trivialRisk: Double
    let share: Double

    static let columns: [Column<Row>] = [
      Column(count: "draws") { $0.draws },
      Column(count: "d_e") { $0.positionDimension },
      Column("measured share of d/q") { $0.risk.estimate / $0.trivialRisk },
      Column("upper end") { $0.risk.upper / $0.trivialRisk },
      Column("lower end") { $0.risk.lower / $0.trivialRisk },
      Column("share allowed") { $0.share },
    ]
  }

  var claim: Claim { .s1Widths }
  var name: String {
    "\(target.name), layers " + (narrower == 1 ? "drawn" : "with d_e divided by \(narrower)")
  }

  func repetitions(_ effort: Effort) -> Int {
    isQuick || narrower > 1 || effort != .quick ? 1 : 0
  }

  /// Drawing positions is the larger part: T d_e normal numbers a draw, and the products with the query.
  func cost(_ effort: Effort) -> Cost {
    guard let widths = try? target.widths() else { return Cost() }
    let positions = Double(target.problem.tokens) * Double(widths.positionDimension / narrower)
    return Cost(seconds: Double(draws) * positions * 1e-8, bytes: 16 * positions)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    let problem = widths.problem
    let width = max(problem.sparsity, widths.positionDimension / narrower)
    let layer = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: width, batch: 1, stepSize: 0)
    let evaluation = try AttentionEvaluation.evaluate(
      AttentionWeights(
        alpha: 1, logit: widths.logit, dimension: problem.dimension, positionDimension: width),
      settings: layer, address: trial.address(settings), draws: draws)
    let most = Double(problem.sparsity + 1) * problem.trivialRisk
    let risk = try EmpiricalBernstein.mean(
      evaluation.risk, variance: evaluation.riskVariance, samples: draws, range: 0...(most * (1 + 1e-9)),
      falseAlarm: claim.falseAlarmPerTrial)
    return Row(
      draws: draws, positionDimension: width, risk: risk, trivialRisk: problem.trivialRisk,
      share: widths.share.double)
  }

  func judge(_ row: Row) throws -> [Check] {
    [
      Check(
        "layers", S1WidthsPredicate(try target.widths()).judge(risk: row.risk),
        falseAlarm: row.risk.falseAlarm)
    ]
  }
}

/// The least risk of any network whose first layer is as wide as the attention layer.
struct NetworkAsWideAsAttention: Experiment {
  let target: RiskTarget

  struct Row: EvidenceRow {
    let width: Int
    let leastRisk: Double
    let trivialRisk: Double
    let share: Double

    static let columns: [Column<Row>] = [
      Column(count: "network, width") { $0.width },
      Column("least share of d/q") { $0.leastRisk / $0.trivialRisk },
      Column("share allowed") { $0.share },
    ]
  }

  var claim: Claim { .s1Widths }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(target.name), network as wide as attention" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    return Row(
      width: widths.attentionWidth,
      leastRisk: try F2RiskLowerBound.value(problem: widths.problem, width: widths.attentionWidth),
      trivialRisk: widths.problem.trivialRisk, share: widths.share.double)
  }

  func judge(_ row: Row) throws -> [Check] {
    let risk = Measured(
      estimate: row.leastRisk, lower: row.leastRisk, upper: row.trivialRisk, falseAlarm: 0)
    return [Check("network", S1WidthsPredicate(try target.widths()).judge(risk: risk))]
  }
}
