import Evidence
import Sim
import Theory

/// Attention layers trained on n fixed examples, one data set each, positions drawn anew at every step.
struct FixedExampleLayers: Experiment {
  /// What is held against the layers in place of their own run.
  enum World: Hashable, Sendable {
    /// As the claim says.
    case stated
    /// That part of the steps.
    case steps(part: Double)
    /// The flow at that part of the time.
    case flow(part: Double)
    /// That part of the risk counts as learnt.
    case risk(part: Double)

    var name: String {
      switch self {
      case .stated: ""
      case .steps(let part): part == 0 ? ", untrained" : ", \(part) of the steps"
      case .flow(let part): ", held against the flow at \(part) of the time"
      case .risk(let part): ", \(part) of the risk asked for"
      }
    }
  }

  static let learntCheck = "data sets learnt"
  static let flowCheck = "layers on the flow"
  static let boundCheck = "mean risk below networks' bound"
  /// Few examples can have a second moment twice its mean 1/q, which halves 2q, the edge of V.
  private var stepSize: Double { problem.tokens >= 64 ? 2 : 1 }
  /// What stands for the risk of a layer whose weights have diverged.
  private static let diverged = 1e6

  let problem: SmallProblem
  let examples: Int
  /// The start's C_0.
  var logit = 0.0
  var world = World.stated

  /// The figure's, d = q = 2.
  static let onTheLine: [FixedExampleLayers] = [
    (8, 6), (8, 8), (8, 10), (16, 8), (16, 16), (32, 16), (64, 64), (128, 128),
  ].map { FixedExampleLayers(problem: SmallProblem($0, 2, 2), examples: $1) }

  /// Other d and q, and aligned starts.
  private static let others = [
    FixedExampleLayers(problem: SmallProblem(16, 1, 2), examples: 8),
    FixedExampleLayers(problem: SmallProblem(32, 4, 2), examples: 16),
    FixedExampleLayers(problem: SmallProblem(32, 2, 3), examples: 12),
    FixedExampleLayers(problem: SmallProblem(32, 2, 2), examples: 8, logit: 2),
    FixedExampleLayers(problem: SmallProblem(64, 2, 2), examples: 8, logit: 2),
  ]

  static let all: [any Experiment] = onTheLine + others

  static let controls: [Control] =
    [(8, 8), (16, 8)].flatMap { tokens, examples -> [Control] in
      let layers = FixedExampleLayers(problem: SmallProblem(tokens, 2, 2), examples: examples)
      func changed(_ world: World) -> FixedExampleLayers {
        var other = layers
        other.world = world
        return other
      }
      return [
        .nearMiss(of: layers, "a tenth of the steps", check: learntCheck, changed(.steps(part: 0.1))),
        .nearMiss(of: layers, "a tenth of the risk asked for", check: learntCheck, changed(.risk(part: 0.1))),
        .nearMiss(of: layers, "the flow at half the time", check: flowCheck, changed(.flow(part: 0.5))),
        .nearMiss(of: layers, "a hundredth of the steps", check: boundCheck, changed(.steps(part: 0.01))),
        .otherWorld(of: layers, "an untrained layer", check: learntCheck, changed(.steps(part: 0))),
      ]
    } + [
      .nearMiss(
        of: FixedExampleLayers(problem: SmallProblem(16, 2, 2), examples: 8), "3 examples, d + 1",
        check: learntCheck, FixedExampleLayers(problem: SmallProblem(16, 2, 2), examples: 3))
    ]

  struct Row: EvidenceRow {
    let tokens: Int
    let examples: Int
    /// Of each layer, as a share of d/q.
    let risks: [Double]
    /// Of the flow on each layer's examples, as a share of d/q.
    let flowRisks: [Double]
    let learnt: Measured
    let following: Int
    let meanShare: Double
    let standardError: Double
    /// F14's, as a share of d/q.
    let networkBound: Double
    let law: Double?

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.tokens },
      Column(count: "examples") { $0.examples },
      Column(count: "data sets") { $0.risks.count },
      Column("share learnt") { $0.learnt.estimate },
      Column("at least") { $0.learnt.lower },
      Column("law") { $0.law },
      Column(count: "on the flow") { $0.following },
      Column("mean risk / (d/q)") { $0.meanShare },
      Column("standard error") { $0.standardError },
      Column("flow, mean risk / (d/q)") { $0.flowRisks.reduce(0, +) / Double($0.flowRisks.count) },
      Column("networks at least") { $0.networkBound },
    ]
  }

  var claim: Claim { .s3Samples }
  var name: String {
    "\(problem.name), layers on \(examples) examples" + (logit == 0 ? "" : ", C_0 = \(logit)") + world.name
  }

  /// Frames of a length cost its cube: longer sequences wait for a longer run.
  func repetitions(_ effort: Effort) -> Int {
    let longest = effort.pick(quick: 8, standard: logit == 0 ? 64 : 32, thorough: 128)
    return problem.tokens <= longest ? 1 : 0
  }

  /// Independent data sets; enough of short sequences for the mean risk to be told from the bound.
  private func sets(_ effort: Effort) -> Int {
    if problem.tokens >= 64 { return 28 }
    if problem.tokens >= 32 { return effort.pick(quick: 40, standard: 40, thorough: 160) }
    // One coordinate leaves the least room below the networks' bound.
    if problem.dimension == 1 { return effort.pick(quick: 80, standard: 160, thorough: 400) }
    if problem.tokens >= 16 { return effort.pick(quick: 80, standard: 80, thorough: 400) }
    return effort.pick(quick: 100, standard: 100, thorough: 400)
  }

  /// The steps to the claim's time, or the part of them that is stated.
  private func steps(_ problem: Problem) -> Int {
    let steps = S3Samples.time(problem) / stepSize
    if case .steps(let part) = world { return Int(steps * part) }
    return Int(steps)
  }

  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.tokens)
    let step =
      4e-6 + 4e-10 * length * length * length + 3e-9 * Double(examples * problem.dimension) * length
    return Cost(seconds: Double(sets(effort)) * (Double((try? steps(problem.problem())) ?? 0) + 100) * step)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let training = try AttentionSettings(
      problem: problem, positions: .orthonormalFrame, positionDimension: problem.tokens, batch: examples,
      stepSize: stepSize, repeatsFirstExamples: true)
    let count = sets(settings.effort)
    var (risks, flowRisks) = ([Double](), [Double]())
    for set in 0..<count {
      let address = try trial.address(settings).with(part: set)
      risks.append(try layerRisk(training, address) / problem.trivialRisk)
      flowRisks.append(try flowRisk(training, address) / problem.trivialRisk)
    }
    let mean = risks.reduce(0, +) / Double(count)
    let squares = risks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let learnt = risks.filter { $0 <= S3Samples.learntShare * askedPart }.count
    let ratios = zip(risks, flowRisks).map { Elementary.log($0 / $1) }
    return Row(
      tokens: problem.tokens, examples: examples, risks: risks, flowRisks: flowRisks,
      learnt: try ClopperPearson(successes: learnt, trials: count).interval(
        falseAlarm: S3Samples.intervalError),
      following: ratios.filter { abs($0) <= S3Samples.flowBand }.count, meanShare: mean,
      standardError: (squares / Double(count * max(1, count - 1))).squareRoot(),
      networkBound: try F14Samples.meanBound(problem: problem, examples: examples) / problem.trivialRisk,
      law: try? S3Samples.share(problem: problem, examples: examples, logit: logit))
  }

  private var askedPart: Double {
    if case .risk(let part) = world { return part }
    return 1
  }

  /// The risk of a layer trained on the examples of an address.
  private func layerRisk(_ training: AttentionSettings, _ address: StreamAddress) throws -> Double {
    let start = AttentionWeights(
      alpha: 0, logit: logit, dimension: problem.dimension, positionDimension: problem.tokens)
    let trained = try AttentionTraining.run(
      training, address: address, checkpoints: [steps(training.problem)], evaluationDraws: 50, initial: start)
    // A layer that diverged has a risk, though no number: not learnt, and far above every bound.
    let risk = trained.checkpoints[0].evaluation.risk
    return risk < Self.diverged ? risk : Self.diverged
  }

  /// The risk of the flow on the same examples at the same time.
  private func flowRisk(_ training: AttentionSettings, _ address: StreamAddress) throws -> Double {
    var flow = try FixedExampleFlow(
      training.problem, moments: ExampleMoments(firstStepOf: training, address: address), logit: logit)
    var time = stepSize * Double(steps(training.problem))
    if case .flow(let part) = world { time *= part }
    flow.advance(to: time)
    return flow.risk
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = S3SamplesPredicate(try problem.problem(), examples: examples)
    let unit = 1 / Double(row.risks.count).squareRoot()
    return [
      Check(
        Self.learntCheck, predicate.judge(learnt: row.learnt),
        detects: .init(2.5 * unit, "of the data sets"), margin: .distance),
      Check(
        Self.flowCheck, predicate.judge(following: row.following, of: row.risks.count),
        detects: .init(S3Samples.flowBand, "in ln R, of every layer"), margin: .distance),
      Check(
        Self.boundCheck,
        try predicate.judge(meanShare: row.meanShare, standardError: row.standardError),
        detects: .init(5.33 * row.standardError, "of d/q"), margin: .distance),
    ]
  }
}
