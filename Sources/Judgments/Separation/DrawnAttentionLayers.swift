import Evidence
import Sim
import Theory

/// Attention layers of the stated width on fresh positions and subsets, with the stated logit or a lower one.
///
/// A layer's risk given its attention is exact (A1) and at most (q+1) d/q; its mean over draws of positions and subset
/// has an interval by empirical Bernstein.
struct DrawnAttentionLayers: Experiment {
  let target: RiskTarget
  /// As many as the interval needs.
  let draws: Int
  var isQuick = false
  /// The multiple of the allowed risk that the layer's logit gives orthonormal positions (A2); nil for the stated logit.
  var excessRisk: Double?

  /// Logits for twice the allowed risk.
  static let nearMisses: [Control] = [fiftyPercent, fiftyPercentLong].map { layers in
    var lowered = layers
    lowered.excessRisk = 2
    return .nearMiss(of: layers, "a logit for twice the allowed risk", check: "layers", lowered)
  }

  private static let fiftyPercent = DrawnAttentionLayers(
    target: RiskTarget(tokens: 10, percent: 50), draws: 20_000, isQuick: true)
  private static let fiftyPercentLong = DrawnAttentionLayers(
    target: RiskTarget(tokens: 1000, percent: 50), draws: 1000)

  static let all: [any Experiment] = [
    DrawnAttentionLayers(target: RiskTarget(tokens: 10, percent: 1), draws: 30_000),
    fiftyPercent, DrawnAttentionLayers(target: RiskTarget(tokens: 100, percent: 10), draws: 4000),
    fiftyPercentLong,
    DrawnAttentionLayers(target: RiskTarget(tokens: 100, percent: 1), draws: 30_000),
    DrawnAttentionLayers(target: RiskTarget(tokens: 1000, percent: 10), draws: 4000),
  ]

  struct Row: EvidenceRow {
    let draws: Int
    let positionDimension: Int
    let risk: Measured
    let standardError: Double
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
    "\(target.name), layers "
      + (excessRisk.map { "with a logit for \($0) times the risk" } ?? "drawn")
  }

  func repetitions(_ effort: Effort) -> Int {
    isQuick || effort != .quick ? 1 : 0
  }

  /// Drawing positions is the larger part: T d_e normal numbers a draw, and the products with the query.
  func cost(_ effort: Effort) -> Cost {
    guard let widths = try? target.widths() else { return Cost() }
    let positions = Double(target.problem.tokens) * Double(widths.positionDimension)
    return Cost(seconds: Double(draws) * positions * 1e-8, bytes: 16 * positions)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    let problem = widths.problem
    let width = widths.positionDimension
    let layer = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: width, batch: 1, stepSize: 0)
    let evaluation = try AttentionEvaluation.evaluate(
      AttentionWeights(
        alpha: 1, logit: try logit(widths), dimension: problem.dimension, positionDimension: width),
      settings: layer, address: trial.address(settings), draws: draws)
    let most = Double(problem.sparsity + 1) * problem.trivialRisk
    let risk = try EmpiricalBernstein.mean(
      evaluation.risk, variance: evaluation.riskVariance, samples: draws, range: 0...(most * (1 + 1e-9)),
      falseAlarm: claim.falseAlarmPerTrial)
    return Row(
      draws: draws, positionDimension: width, risk: risk,
      standardError: (evaluation.riskVariance / Double(draws)).squareRoot(),
      trivialRisk: problem.trivialRisk, share: widths.share.double)
  }

  /// The stated logit, or the C at which aligned weights, alpha = 1, on orthonormal positions have the multiple of the
  /// allowed risk: `d (1/q + 1/N) delta^2` with `delta = N e^-C/(q + N e^-C)`.
  private func logit(_ widths: S1Widths) throws -> Double {
    guard let excessRisk else { return widths.logit }
    let (q, outside) = (Double(widths.problem.sparsity), Double(widths.problem.tokensOutside))
    let delta = (excessRisk * widths.share.double / (1 + q / outside)).squareRoot()
    return Elementary.log(outside * (1 - delta) / (q * delta))
  }

  func judge(_ row: Row) throws -> [Check] {
    [
      Check(
        "layers", S1WidthsPredicate(try target.widths()).judge(risk: row.risk),
        falseAlarm: row.risk.falseAlarm,
        // The upper half of the interval, as the lower one is cut at 0; with the variance seen.
        detects: .init(
          (row.risk.upper - row.risk.estimate + 2.33 * row.standardError) / (row.share * row.trivialRisk),
          "above the allowed risk"))
    ]
  }
}
