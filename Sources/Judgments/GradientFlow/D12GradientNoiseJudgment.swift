import Evidence
import Theory

extension ClaimJudgment {
  /// D12: hundreds or thousands of layers in each cell of steps and batches, their exact risks averaged over a window of times; the
  /// limit of small excesses; and D7's layers on frames.
  ///
  /// The near misses hold the same layers against the law of a batch of 1.1, 1.2 or 1.5 B; those on frames against the law
  /// of wider frames, the limit of late times, and frames of each example's own. The other world is without noise.
  public static let d12GradientNoise = ClaimJudgment(
    claim: .d12GradientNoise,
    experiments: NoiseCell.all.map { CellExcess(cell: $0) } + [GridExcess()] + FrameExcess.all,
    controls: CellExcess.controls + [GridExcess.control] + FrameExcess.controls,
    own: .takes(required: [.batch, .learningRate], optional: [.steps]) { own in
      guard let batch = own.batch, let step = own.learningRate else {
        throw TheoryError(value: "no batch or learning rate", rule: "both are given")
      }
      let system = try FlowSystem(problem: own.problem, positions: .oneHot)
      try NoiseRange(system, batch: batch).checkFirstOrder(step)
      try NoiseRange.check(
        excess: D12GradientNoise.excess(problem: own.problem, stepSize: step, batch: batch))
      let steps = own.steps ?? Int(1000 / step)
      guard steps >= 100, steps <= 100_000_000 else {
        throw TheoryError(value: "steps = \(steps)", rule: "100 <= steps <= 10^8")
      }
      let last = step * Double(steps)
      let cell = NoiseCell(
        SmallProblem(own.problem), step: step, batch: batch, window: (0.4 * last)...last,
        networks: .init(100, 100, 100))
      return [CellExcess(cell: cell)]
    },
    figures: { [try GradientNoiseFigure.figure($0)] })
}

/// A mean excess risk over layers beside what is predicted.
struct ExcessRow: EvidenceRow {
  let seen: SampleMean
  let seenOffFamily: SampleMean
  let stepOverBatch: Double
  let predicted: Double
  let predictedOffFamily: Double
  let limit: Double
  /// What the higher orders in 1/B multiply the excess by, late (D17); none with frames, where it is not known.
  let factor: Double?

  static let columns: [Column<ExcessRow>] = [
    Column(count: "networks") { $0.seen.count },
    Column("step / batch") { $0.stepOverBatch },
    Column("excess predicted") { $0.predicted },
    Column("excess seen") { $0.seen.mean },
    Column("standard error") { $0.seen.standardError },
    Column("off the families predicted") { $0.predictedOffFamily },
    Column("off the families seen") { $0.seenOffFamily.mean },
    Column("standard error there") { $0.seenOffFamily.standardError },
    // (d + q - 1)/(2q) of the step over the batch or more, and d is 1 or more.
    Column("limit of late times") { $0.limit }.atLeast { [0.5 * $0.stepOverBatch] },
    Column("times, by higher orders") { $0.factor }.atLeast { _ in [1] },
  ]

  /// The excess, and its part off the families, against the law: times the factor of the higher orders, where it is known.
  func checks() -> [Check] {
    [
      check("excess", seen, predicted),
      check("excess off the families", seenOffFamily, predictedOffFamily),
    ]
  }

  private func check(_ name: String, _ seen: SampleMean, _ part: Double) -> Check {
    let (verdict, detectable): (Verdict, Double?)
    if let factor {
      let predicate = D17LatePredicate(firstOrder: part, factor: factor)
      verdict = predicate.judge(meanExcess: seen.mean, standardError: seen.standardError)
      detectable = predicate.detectable(standardError: seen.standardError)
    } else {
      let predicate = D12GradientNoisePredicate(predicted: part, whole: predicted)
      verdict = predicate.judge(meanExcess: seen.mean, standardError: seen.standardError)
      detectable = predicate.detectable(standardError: seen.standardError)
    }
    return Check(name, verdict, detects: detectable.map { .init($0, "of the excess") })
  }
}

/// The mean excess of a cell's layers, its own and no other cell's.
struct CellExcess: Experiment {
  let cell: NoiseCell
  /// How many times the batch is what the law is told; 1 but in a control, infinite where no noise is predicted.
  var batchFactor = 1.0

  /// The near misses for each check, as small as the next order allows, and one world without noise.
  static let controls: [Control] =
    NoiseCell.all.flatMap { cell -> [Control] in
      let own = CellExcess(cell: cell)
      func told(_ factor: Double, _ check: String) -> Control {
        .nearMiss(
          of: own, "the law of batch \(NumberText.short(factor)) B", check: check,
          remark: ": \(check)", CellExcess(cell: cell, batchFactor: factor))
      }
      let factor = cell.isSmall ? 1.1 : 1.2
      return [told(factor, "excess"), told(factor, "excess off the families")]
    } + [
      .otherWorld(
        of: CellExcess(cell: .noisiest), "no excess predicted",
        CellExcess(cell: .noisiest, batchFactor: .infinity))
    ]

  var claim: Claim { .d12GradientNoise }

  var name: String {
    switch batchFactor {
    case 1: cell.name
    case .infinity: "\(cell.name), no excess predicted"
    default: "\(cell.name), law of batch \(NumberText.short(batchFactor)) B"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    // The few layers of a quick run do not resolve a near miss.
    let isQuick = cell.isQuick && (batchFactor == 1 || batchFactor == .infinity)
    return effort.pick(quick: isQuick ? 1 : 0, standard: 1, thorough: 1)
  }

  func cost(_ effort: Effort) -> Cost { cell.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> ExcessRow {
    let law = try cell.law()
    let seen = try await cell.excess(settings)
    return ExcessRow(
      seen: seen.whole, seenOffFamily: seen.offFamily, stepOverBatch: cell.ratio,
      predicted: law.whole / batchFactor, predictedOffFamily: law.offFamily / batchFactor,
      limit: try cell.limit(),
      factor: try LateNoise(cell.problem.problem(), batch: cell.batch).factor(stepSize: cell.stepSize))
  }

  func judge(_ row: ExcessRow) -> [Check] { row.checks() }
}

/// The grid's limit of small excesses: a line through the excess off the families over the law's, against the excess.
///
/// The next order drops out of its value at 0. It is of the same layers as the cells, so not counted as networks.
struct GridExcess: Experiment {
  /// How many times the batch is what the law is told; 1 but in a control.
  var batchFactor = 1.0

  private static let cells = NoiseCell.all.filter { $0.problem == NoiseCell.gridProblem }

  static let control = Control.nearMiss(
    of: GridExcess(), "the law of batch 1.1 B", check: "limit of small excesses", GridExcess(batchFactor: 1.1)
  )

  struct Row: EvidenceRow {
    let points: [ExcessLine.Point]

    static let conditions: Set = ["excess"]
    static let columns: [Column<Row>] = [
      Column(series: "excess predicted") { $0.points.map(\.excess) },
      Column(series: "seen / predicted") { $0.points.map(\.ratio) },
      Column("limit of seen / predicted") { ExcessLine($0.points).limit },
      Column("standard error") { ExcessLine($0.points).standardError },
    ]
  }

  var claim: Claim { .d12GradientNoise }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(NoiseCell.gridProblem.name), limit of small excesses"
      + (batchFactor == 1 ? "" : ", law of batch \(NumberText.short(batchFactor)) B")
  }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 0, standard: 1, thorough: 1) }

  func cost(_ effort: Effort) -> Cost {
    Cost(
      seconds: Self.cells.reduce(0) { $0 + $1.cost(effort).seconds },
      bytes: NoiseCell.noisiest.cost(effort).bytes)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    var points: [ExcessLine.Point] = []
    for cell in Self.cells {
      let law = try cell.law()
      let seen = try await cell.excess(settings).offFamily
      let predicted = law.offFamily / batchFactor
      points.append(
        .init(
          excess: law.whole, ratio: seen.mean / predicted, standardError: seen.standardError / predicted))
    }
    return Row(points: points)
  }

  func judge(_ row: Row) -> [Check] {
    let line = ExcessLine(row.points)
    return [
      Check("limit of small excesses", line.judge(), detects: .init(line.detectable, "of the excess"))
    ]
  }
}
