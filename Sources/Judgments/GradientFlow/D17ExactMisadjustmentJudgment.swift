import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D17: the gradient's moments over every outcome of a token law, runs with frozen attention, the noise law late, layers trained
  /// at large steps and small batches, and layers below and beyond the edge.
  public static let d17ExactMisadjustment = ClaimJudgment(
    claim: .d17ExactMisadjustment,
    experiments: FrozenGradient.all + FrozenRuns.all + LateLimit.all + LateExcess.all + EdgeLayers.all,
    controls: FrozenGradient.controls + FrozenRuns.controls + LateLimit.controls + LateExcess.controls
      + EdgeLayers.controls,
    own: .takes(required: [.batch, .learningRate], optional: [.steps]) { own in
      guard let batch = own.batch, let step = own.learningRate else {
        throw TheoryError(value: "no batch or learning rate", rule: "both are given")
      }
      let steps = own.steps ?? 4
      guard (1...64).contains(steps) else {
        throw TheoryError(value: "steps = \(steps)", rule: "1 <= steps <= 64, where runs have a variance")
      }
      _ = try Subsets.count(of: own.problem, limit: 10_000)
      let problem = SmallProblem(own.problem)
      guard step <= 1.2 * (try FrozenRuns.limit(problem, batch: batch)) else {
        throw TheoryError(
          value: "step = \(step)",
          rule: "at most 1.2 times the mean-square limit \(try FrozenRuns.limit(problem, batch: batch))")
      }
      return [FrozenRuns(problem: problem, step: step, batch: batch, steps: steps)]
    },
    figures: { [try MisadjustmentFigure.draw($0)] })
}

/// The mean and the mean square of the gradient in V with frozen attention, over every outcome of a token law.
struct FrozenGradient: Experiment {
  let problem: SmallProblem
  let batch: Int
  /// The attention on a token of y, and off y, up to their sum.
  let attention: Attention
  /// What is told for d + 1.
  var told: Int?
  /// How much further the edge is said to be, in thousandths of it.
  var further = 0

  /// Two whole numbers.
  struct Attention: Hashable, Sendable {
    let on: Int
    let off: Int
  }

  static let momentCheck = "moments of the gradient"
  static let edgeCheck = "step that keeps the mean square"

  init(_ problem: SmallProblem, batch: Int, on: Int, off: Int) {
    (self.problem, self.batch, attention) = (problem, batch, Attention(on: on, off: off))
  }

  static let all = [
    FrozenGradient(SmallProblem(2, 1, 1), batch: 1, on: 3, off: 1),
    FrozenGradient(SmallProblem(2, 1, 1), batch: 4, on: 2, off: 1),
    FrozenGradient(SmallProblem(3, 1, 2), batch: 3, on: 5, off: 2),
    FrozenGradient(SmallProblem(2, 2, 1), batch: 2, on: 3, off: 2),
    FrozenGradient(SmallProblem(4, 2, 2), batch: 1, on: 3, off: 1),
    FrozenGradient(SmallProblem(2, 3, 1), batch: 1, on: 4, off: 1),
  ]

  static let controls: [Control] = all.flatMap { original -> [Control] in
    var less = original
    less.told = original.problem.dimension
    var far = original
    far.further = 15
    return [
      .nearMiss(of: original, "d for d + 1", check: momentCheck, less),
      .nearMiss(of: original, "an edge 1.5 % further", check: edgeCheck, far),
    ]
  }

  struct Row: EvidenceRow {
    struct Point: Codable, Hashable, Sendable {
      let value: [Rational]
      let moments: FrozenAttentionDesign.Moments
    }

    let points: [Point]
    let stepLimit: Rational

    static let columns: [Column<Row>] = [
      Column(count: "value matrices") { $0.points.count },
      Column("mean squared gradient at 0", digits: 8) { $0.points.first?.moments.square.double },
      Column("edge", digits: 8) { $0.stepLimit.double },
    ]
    static let conditions: Set = ["value"]
  }

  var claim: Claim { .d17ExactMisadjustment }
  var grade: Claim.Grade { .exact }
  var name: String {
    "\(problem.name), batch \(batch), attention \(attention.on) : \(attention.off), gradient"
      + (told.map { ", \($0) for d + 1" } ?? "") + (further == 0 ? "" : ", edge \(further)/1000 further")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.1) }

  /// 0, the unit matrices with both signs, and the sums of two: they decide a quadratic form.
  private var values: [[Int]] {
    let size = problem.dimension * problem.dimension
    let units = (0..<size).map { place in (0..<size).map { $0 == place ? 1 : 0 } }
    var values = [[Int](repeating: 0, count: size)] + units + units.map { $0.map { -$0 } }
    for one in 0..<size {
      for other in (one + 1)..<max(one + 1, size) { values.append(zip(units[one], units[other]).map(+)) }
    }
    return values
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let points = try values.map { value in
      Row.Point(
        value: value.map { Rational($0) },
        moments: try FrozenAttentionDesign.moments(
          problem, on: attention.on, off: attention.off, value: value, batch: batch))
    }
    // 0, the first unit matrix, and its negative.
    let (zero, unit, opposite) = (points[0], points[1], points[1 + problem.dimension * problem.dimension])
    return Row(
      points: points,
      stepLimit: try D17ExactMisadjustment.stepLimit(
        move: unit.value, gradients: (unit.moments.gradient, zero.moments.gradient),
        squares: (unit.moments.square, opposite.moments.square, zero.moments.square)))
  }

  func judge(_ row: Row) throws -> [Check] {
    let law = try FrozenAttentionGradient(
      problem.problem(), on: attention.on, off: attention.off, batch: batch, fourthMomentTerm: told)
    let edge = try law.stepLimit() * Rational(numerator: Int128(1000 + further), denominator: 1000)
    return [
      Check(
        Self.momentCheck,
        .all(
          try row.points.map {
            try D17ExactMisadjustment.judge(
              gradient: $0.moments.gradient, square: $0.moments.square, at: $0.value, law)
          }), detects: .init(0, "exact")),
      Check(Self.edgeCheck, .exactly(row.stepLimit, equals: edge, "edge"), detects: .init(0, "exact")),
    ]
  }
}
