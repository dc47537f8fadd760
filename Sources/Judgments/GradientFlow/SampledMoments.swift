import Evidence
import Sim
import Theory

/// The quadrature's moments of attention against samples of positions.
struct SampledMoments: Experiment {
  let problem: SmallProblem
  let width: Int
  let logit: Double
  /// The width that the quadrature is told, if another than the samples'.
  var toldWidth: Int?

  static let massOff = "1 - E P"
  static let square = "E |s|^2"

  /// The quadrature of one dimension more.
  static let nearMisses: [Control] = [
    (massOff, SampledMoments(problem: SmallProblem(12, 1, 1), width: 8, logit: 4)),
    (square, SampledMoments(problem: SmallProblem(8, 3, 2), width: 4, logit: 1)),
  ].map { check, original in
    var told = original
    told.toldWidth = original.width + 1
    return .nearMiss(of: original, "the moments of width + 1", check: check, told)
  }

  /// q = 1, q > T/2, narrow and wide, early and late.
  static let all = [
    SampledMoments(problem: SmallProblem(20, 5, 3), width: 64, logit: 1),
    SampledMoments(problem: SmallProblem(20, 5, 3), width: 64, logit: 4),
    SampledMoments(problem: SmallProblem(8, 3, 2), width: 16, logit: 3),
    SampledMoments(problem: SmallProblem(6, 2, 4), width: 12, logit: 2),
    SampledMoments(problem: SmallProblem(12, 1, 1), width: 8, logit: 4),
    SampledMoments(problem: SmallProblem(8, 3, 2), width: 4, logit: 1),
    SampledMoments(problem: SmallProblem(12, 1, 1), width: 3, logit: 4),
    SampledMoments(problem: SmallProblem(20, 5, 3), width: 6, logit: 2),
  ]

  struct Row: EvidenceRow {
    /// 1 - E P.
    let massOffSubset: Double
    let sampledMassOffSubset: Measured
    /// E ||s||^2.
    let square: Double
    let sampledSquare: Measured

    static let columns: [Column<Row>] = [
      Column("1 - E P") { $0.massOffSubset }, Column("1 - E P, samples") { $0.sampledMassOffSubset.estimate },
      Column("E |s|^2") { $0.square }, Column("E |s|^2, samples") { $0.sampledSquare.estimate },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var grade: Claim.Grade { .statistical(inequality: "empirical Bernstein", falseAlarmPerTrial: 2e-10) }
  var name: String {
    "\(problem.name), R^\(width), moments at C = \(logit)" + (toldWidth.map { ", those of R^\($0)" } ?? "")
  }

  func cost(_ effort: Effort) -> Cost {
    let draws = Double(draws(effort))
    return Cost(seconds: draws * Double(problem.tokens * width) * 2e-8, bytes: 32 * draws)
  }

  private func draws(_ effort: Effort) -> Int {
    effort.pick(quick: 40_000, standard: 80_000, thorough: 400_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    // Attention that has learned nothing has moments that no position changes.
    guard logit > 0 else { throw TheoryError(value: "logit = \(logit)", rule: "logit > 0") }
    let problem = try problem.problem()
    let attention = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: width, batch: 1, stepSize: 0)
    let spread = try AttentionSpread.sample(
      attention, address: trial.address(settings), logits: [logit], draws: draws(settings.effort))[0]
    let q = Double(problem.sparsity)
    // ||s||^2 = (q |s - 1_y/q|^2 + 2 P - 1) / q.
    let squares = zip(spread.squaredMiss, spread.massOffSubset).map { min(1, max(0, ($0 + 1 - 2 * $1) / q)) }
    let exact = try GaussianPositionFlow(
      problem: problem, width: toldWidth ?? width, largestLogit: 6
    )
    .moments(logit: logit)
    return Row(
      massOffSubset: 1 - exact.mass,
      sampledMassOffSubset: try EmpiricalBernstein.mean(
        of: spread.massOffSubset, range: 0...1, falseAlarm: 1e-10),
      square: exact.square,
      sampledSquare: try EmpiricalBernstein.mean(of: squares, range: 0...1, falseAlarm: 1e-10))
  }

  /// A moment's interval reaches seven standard errors or more to either side, by its false-alarm
  /// probability.
  func judge(_ row: Row) -> [Check] {
    [
      (Self.massOff, row.massOffSubset, row.sampledMassOffSubset),
      (Self.square, row.square, row.sampledSquare),
    ]
    .map { name, moment, sampled in
      Check(
        name, D8GaussianPositionsPredicate.judge(moment: moment, sampled: sampled, name),
        falseAlarm: sampled.falseAlarm,
        detects: .init((1 + 2.33 / 7) * 0.5 * (sampled.upper - sampled.lower) / moment, "of the moment"))
    }
  }
}
