import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D8: layers trained on Gaussian positions, and the system's moments, stall and approach to the orthonormal law.
  ///
  /// The control holds the same layers against D2's law with kappa = 1/d_e, which needs widths of T at least, or against
  /// the system of a width one greater.
  public static let d8GaussianPositions = ClaimJudgment(
    claim: .d8GaussianPositions,
    experiments: GaussianLayer.all + SampledMoments.all + GaussianStall.all + OrthonormalApproach.all,
    controls: GaussianLayer.all.map { layer in
      let width = layer.recipe.positionDimension
      if width < layer.recipe.problem.tokens {
        return .nearMiss(
          of: layer, "the system of width + 1", GaussianLayer(layer.recipe, system: .gaussian(width + 1)))
      }
      return .otherWorld(
        of: layer, "the orthonormal law", GaussianLayer(layer.recipe, system: .orthonormal))
    },
    own: .takes(required: [.positions], optional: [.batch, .learningRate, .steps, .logit]) { own in
      let recipe = try AttentionRecipe.own(own, allowed: [.gaussian])
      let (width, problem) = (recipe.positionDimension, recipe.problem)
      _ = try GaussianPositionFlow(problem: own.problem, width: width, largestLogit: 1)
      guard (0...6).contains(own.logit ?? 2) else {
        throw TheoryError(value: "logit = \(own.logit ?? 2)", rule: "0 <= logit <= 6")
      }
      return [
        GaussianLayer(recipe), SampledMoments(problem: problem, width: width, logit: own.logit ?? 2),
      ]
    })
}

/// A layer trained on Gaussian positions against the system's flow.
struct GaussianLayer: Experiment {
  /// What the layer is held against.
  enum System: Hashable, Sendable {
    /// The system of a width.
    case gaussian(Int)
    /// D2's law with kappa = 1/d_e.
    case orthonormal
  }

  let recipe: AttentionRecipe
  let system: System

  /// A layer against the system of its own width, or in a control against another.
  init(_ recipe: AttentionRecipe, system: System? = nil) {
    self.recipe = recipe
    self.system = system ?? .gaussian(recipe.positionDimension)
  }

  /// Two widths above T, and the narrowest at which a sample's gradient has a variance: d_e = q + 2 and q + 3.
  static let all = [
    layer(
      SmallProblem(20, 5, 3), width: 64, step: 1, times: [100, 250, 500, 1000, 2000], draws: 4000,
      .init(0, 4, 16)),
    layer(
      SmallProblem(8, 3, 2), width: 16, step: 0.5, times: [25, 50, 100, 200, 400, 1000], .init(1, 10, 40)),
    layer(
      SmallProblem(6, 4, 1), width: 3, batch: 256, step: 0.25, times: [25, 50, 100, 200, 400],
      .init(0, 4, 16)),
    layer(
      SmallProblem(8, 3, 2), width: 5, batch: 256, step: 0.25, times: [25, 50, 100, 200, 400],
      .init(0, 4, 16)),
  ]

  private static func layer(
    _ problem: SmallProblem, width: Int, batch: Int = 64, step: Double, times: [Double], draws: Int = 12_000,
    _ networks: AttentionRecipe.Counts
  ) -> GaussianLayer {
    GaussianLayer(
      AttentionRecipe(
        problem: problem, positions: .gaussian, positionDimension: width, batch: batch, stepSize: step,
        schedule: .at(times), evaluationDraws: draws, networks: networks))
  }

  struct Row: EvidenceRow {
    let seen: [TrackingPredicate.Observation]
    let risks: [Double]
    let flow: [FlowState]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.flow.map(\.time) },
      Column(series: "C") { $0.seen.map(\.logit) },
      Column(series: "C of the flow") { $0.flow.map(\.logit) },
      Column(series: "risk / flow") { row in zip(row.risks, row.flow).map { $0 / $1.risk } },
    ]
  }

  var claim: Claim { .d8GaussianPositions }

  var name: String {
    switch system {
    case .gaussian(recipe.positionDimension): recipe.name
    case .gaussian(let width): "\(recipe.name), system of R^\(width)"
    case .orthonormal: "\(recipe.name), orthonormal law"
    }
  }

  func repetitions(_ effort: Effort) -> Int {
    let count = recipe.networks.at(effort)
    let isControl = system != .gaussian(recipe.positionDimension)
    return isControl ? min(count, effort.pick(quick: 1, standard: 2, thorough: 8)) : count
  }

  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layer = TrainedLayer(recipe: recipe, repetition: trial.repetition, settings: settings)
    let checkpoints = try await layer.training().checkpoints
    let times = recipe.times(settings.effort)
    return Row(
      seen: zip(times, checkpoints).map { time, checkpoint in
        TrackingPredicate.Observation(
          time: time, massOnSubset: checkpoint.evaluation.massOnSubset, alpha: checkpoint.alpha,
          logit: checkpoint.logit, cosine: checkpoint.cosine)
      },
      risks: checkpoints.map(\.evaluation.risk), flow: try flow(times))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try D8GaussianPositionsPredicate(
      bands: TrackingPredicate.Bands(
        problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch))
    let risks = zip(row.risks, row.flow).map { predicate.judge(risk: $0, flow: $1) }
    return TrackingPredicate.Part.allCases.map {
      Check($0.rawValue, predicate.tracking.judge($0, row.seen, flow: row.flow))
    } + [Check("risk", .all(risks))]
  }

  private func flow(_ times: [Double]) throws -> [FlowState] {
    switch system {
    case .gaussian(let width):
      return try GaussianPositionFlow(problem: recipe.problem.problem(), width: width).states(at: times)
    case .orthonormal: return try recipe.flow().states(at: times)
    }
  }
}

/// The quadrature's moments of attention against samples of positions.
struct SampledMoments: Experiment {
  let problem: SmallProblem
  let width: Int
  let logit: Double

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
  var name: String { "\(problem.name), R^\(width), moments at C = \(logit)" }

  func cost(_ effort: Effort) -> Cost {
    let draws = Double(draws(effort))
    return Cost(seconds: draws * Double(problem.tokens * width) * 2e-8, bytes: 32 * draws)
  }

  private func draws(_ effort: Effort) -> Int {
    effort.pick(quick: 40_000, standard: 80_000, thorough: 400_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let attention = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: width, batch: 1, stepSize: 0)
    let spread = try AttentionSpread.sample(
      attention, address: trial.address(settings), logits: [logit], draws: draws(settings.effort))[0]
    let q = Double(problem.sparsity)
    // ||s||^2 = (q |s - 1_y/q|^2 + 2 P - 1) / q.
    let squares = zip(spread.squaredMiss, spread.massOffSubset).map { min(1, max(0, ($0 + 1 - 2 * $1) / q)) }
    let exact = try GaussianPositionFlow(problem: problem, width: width, largestLogit: 6)
      .moments(logit: logit)
    return Row(
      massOffSubset: 1 - exact.mass,
      sampledMassOffSubset: try EmpiricalBernstein.mean(
        of: spread.massOffSubset, range: 0...1, falseAlarm: 1e-10),
      square: exact.square,
      sampledSquare: try EmpiricalBernstein.mean(of: squares, range: 0...1, falseAlarm: 1e-10))
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        "1 - E P",
        D8GaussianPositionsPredicate.judge(
          moment: row.massOffSubset, sampled: row.sampledMassOffSubset, "1 - E P"),
        falseAlarm: row.sampledMassOffSubset.falseAlarm),
      Check(
        "E |s|^2",
        D8GaussianPositionsPredicate.judge(moment: row.square, sampled: row.sampledSquare, "E |s|^2"),
        falseAlarm: row.sampledSquare.falseAlarm),
    ]
  }
}

/// The flow on Gaussian positions followed to its stall; the longest sequence costs no more than the shortest.
struct GaussianStall: Experiment {
  let problem: SmallProblem
  let width: Int
  let time: Double

  static let all = [
    GaussianStall(problem: SmallProblem(8, 3, 2), width: 16, time: 1e7),
    GaussianStall(problem: SmallProblem(20, 5, 3), width: 64, time: 1e9),
    GaussianStall(problem: SmallProblem(100_000, 5, 3), width: 96, time: 1e11),
    GaussianStall(problem: SmallProblem(8, 3, 2), width: 4, time: 1e12),
  ]

  struct Row: EvidenceRow {
    let late: FlowState
    let floor: Double
    let logitOfFloor: Double

    static let columns: [Column<Row>] = [
      Column("late risk") { $0.late.risk }, Column("floor") { $0.floor },
      Column("late C") { $0.late.logit }, Column("C of the floor") { $0.logitOfFloor },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(problem.name), R^\(width), stall" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try GaussianPositionFlow(problem: problem.problem(), width: width, largestLogit: 32)
    let floor = flow.floor
    return Row(late: try flow.states(at: [time])[0], floor: floor.risk, logitOfFloor: floor.logit)
  }

  func judge(_ row: Row) -> [Check] {
    [Check("stall", D8GaussianPositionsPredicate.judge(lateRisk: row.late.risk, floor: row.floor))]
  }
}

/// The system's risk against D2's law with kappa = 1/d_e at a great width.
struct OrthonormalApproach: Experiment {
  let width: Int

  static let all = [512, 2048, 8192].map { OrthonormalApproach(width: $0) }

  private static let problem = SmallProblem(20, 5, 3)

  struct Row: EvidenceRow {
    let flow: [FlowState]
    let orthonormal: [FlowState]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.flow.map(\.time) },
      Column(series: "risk / orthonormal") { row in zip(row.flow, row.orthonormal).map { $0.risk / $1.risk }
      },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(Self.problem.name), R^\(width), against the orthonormal law" }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    // The same states at times in proportion to the width.
    let times = [10.0, 50, 500, 5000].map { $0 * Double(width) }
    return Row(
      flow: try GaussianPositionFlow(problem: problem, width: width).states(at: times),
      orthonormal: try GradientFlow(problem: problem, positions: .orthonormalFrame(width: width))
        .states(at: times))
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try Self.problem.problem()
    return [
      Check(
        "ratio of risks",
        .all(
          zip(row.flow, row.orthonormal).map {
            D8GaussianPositionsPredicate.judge(
              risk: $0.risk, orthonormal: $1, problem: problem, width: width)
          }))
    ]
  }
}
