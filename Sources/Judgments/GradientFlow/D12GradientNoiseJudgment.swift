import Evidence
import Theory

extension ClaimJudgment {
  /// D12: hundreds of layers in each cell of a grid of steps and batches, their exact risks averaged over late times; and
  /// D7's layers on frames.
  ///
  /// The controls hold the same layers against no excess at all and against that of twice the batch; those on frames also
  /// against the limit of late times, and against frames of each example's own.
  public static let d12GradientNoise = ClaimJudgment(
    claim: .d12GradientNoise,
    experiments: NoiseCell.all.map { CellExcess(cell: $0) } + FrameExcess.all,
    controls: NoiseCell.all.map { cell in
      .otherWorld(
        of: CellExcess(cell: cell), "no excess predicted", CellExcess(cell: cell, prediction: .noExcess))
    }
      + NoiseCell.all.map { cell in
        .otherWorld(
          of: CellExcess(cell: cell), "the law of twice the batch",
          CellExcess(cell: cell, prediction: .law(batch: 2 * cell.batch)))
      }
      + FrameExcess.all.flatMap { $0.controls },
    own: .takes(required: [.batch, .learningRate], optional: [.steps]) { own in
      guard let batch = own.batch, let step = own.learningRate else {
        throw TheoryError(value: "no batch or learning rate", rule: "both are given")
      }
      let last = step * Double(own.steps ?? Int(1000 / step))
      _ = try D12GradientNoise.excess(problem: own.problem, stepSize: step, batch: batch)
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
  let stepOverBatch: Double
  let predicted: Double
  let limit: Double

  static let columns: [Column<ExcessRow>] = [
    Column(count: "networks") { $0.seen.count },
    Column("step / batch") { $0.stepOverBatch },
    Column("excess predicted") { $0.predicted },
    Column("excess seen") { $0.seen.mean },
    Column("standard error") { $0.seen.standardError },
    Column("limit of late times") { $0.limit },
  ]

  /// The excess against the predicate.
  func checks() -> [Check] {
    let predicate = D12GradientNoisePredicate(predicted: predicted)
    return [
      Check("excess", predicate.judge(meanExcess: seen.mean, standardError: seen.standardError))
    ]
  }
}

/// The mean excess of a cell's layers, its own and no other cell's.
struct CellExcess: Experiment {
  /// What the excess is held against.
  enum Prediction: Hashable, Sendable {
    /// The law of a number of examples in a step.
    case law(batch: Int)
    case noExcess
  }

  let cell: NoiseCell
  let prediction: Prediction

  /// A cell against its own law, or in a control against another prediction.
  init(cell: NoiseCell, prediction: Prediction? = nil) {
    self.cell = cell
    self.prediction = prediction ?? .law(batch: cell.batch)
  }

  var claim: Claim { .d12GradientNoise }

  var name: String {
    switch prediction {
    case .law(cell.batch): cell.name
    case .law(let batch): "\(cell.name), law of batch \(batch)"
    case .noExcess: "\(cell.name), no excess predicted"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1)
  }
  func cost(_ effort: Effort) -> Cost { cell.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> ExcessRow {
    var predicted = 0.0
    if case .law(let batch) = prediction { predicted = try cell.law(batch: batch) }
    return ExcessRow(
      seen: try await cell.excess(settings), stepOverBatch: cell.ratio, predicted: predicted,
      limit: try cell.limit())
  }

  func judge(_ row: ExcessRow) -> [Check] { row.checks() }
}

/// The mean excess of D7's layers on frames at one late time; two times of the same layers, so not counted as networks.
struct FrameExcess: Experiment {
  /// What the excess is held against.
  enum Prediction: Hashable, Sendable {
    case law(NoiseLaw)
    case noExcess
    case lateLimit
  }

  let recipe: AttentionRecipe
  let time: Double
  let prediction: Prediction

  /// Layers against their own law, or in a control against another prediction.
  init(recipe: AttentionRecipe, time: Double, prediction: Prediction? = nil) {
    self.recipe = recipe
    self.time = time
    self.prediction = prediction ?? .law(NoiseLaw(recipe: recipe))
  }

  /// The late ones of the times at which D7 looks at its layers on frames.
  static let all = [2000.0, 8000].map { FrameExcess(recipe: .wideFrames, time: $0) }

  /// The same layers held against other predictions.
  var controls: [Control] {
    var twice = recipe
    twice.batch *= 2
    func control(_ change: String, _ prediction: Prediction) -> Control {
      .otherWorld(of: self, change, FrameExcess(recipe: recipe, time: time, prediction: prediction))
    }
    return [
      control("no excess predicted", .noExcess),
      control("the law of twice the batch", .law(NoiseLaw(recipe: twice))),
      control("the limit of late times", .lateLimit),
      control(
        "the law of frames of each example's own", .law(NoiseLaw(recipe: recipe, sharesFrame: false))),
    ]
  }

  var claim: Claim { .d12GradientNoise }
  var grade: Claim.Grade { .numerical }

  var name: String {
    let name = "\(recipe.name), t = \(NumberText.short(time))"
    return switch prediction {
    case .law(let law): name + LayerMeans.suffix(recipe, law)
    case .noExcess: "\(name), no excess predicted"
    case .lateLimit: "\(name), limit of late times"
    }
  }

  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 0, standard: 1, thorough: 1) }
  func cost(_ effort: Effort) -> Cost { LayerMeans(recipe: recipe, time: time).cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> ExcessRow {
    let seen = try await TrainedLayer.states(recipe, at: time, settings)
    let quiet = try await NoiseLaw(recipe: recipe).state(at: time, settings.effort).quiet.risk
    let limit = try D12GradientNoise.excess(
      problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch)
    let predicted: Double =
      switch prediction {
      case .law(let law): try await law.state(at: time, settings.effort).excess
      case .noExcess: 0
      case .lateLimit: limit
      }
    return ExcessRow(
      seen: SampleMean(seen.map { $0.risk / quiet - 1 }),
      stepOverBatch: recipe.stepSize / Double(recipe.batch), predicted: predicted, limit: limit)
  }

  func judge(_ row: ExcessRow) -> [Check] { row.checks() }
}
