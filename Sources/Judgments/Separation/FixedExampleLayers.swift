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
    /// The flow on the next data set's examples.
    case flowOfNextSet
    /// That part of the risk counts as learnt.
    case risk(part: Double)
    /// The statement for that number of examples.
    case told(examples: Int)

    var name: String {
      switch self {
      case .stated: ""
      case .steps(let part): part == 0 ? ", untrained" : ", \(part) of the steps"
      case .flow(let part): ", held against the flow at \(part) of the time"
      case .flowOfNextSet: ", held against the flow on the next data set"
      case .risk(let part): ", \(part) of the risk asked for"
      case .told(let examples): ", the statement for \(examples) examples"
      }
    }
  }

  /// Whose data sets the layers are trained on.
  enum DataSets: Hashable, Sendable {
    /// Drawn for the layers.
    case own
    /// Those on which F14 trains networks of width 32, token by token and subset by subset.
    case networks
  }

  static let learntCheck = "data sets learnt"
  static let flowCheck = "layers on the flow"
  static let boundCheck = "mean risk below networks' bound"
  static let fewCheck = "mean risk of at most d examples above networks' bound"
  /// What stands for the risk of a layer whose weights have diverged.
  private static let diverged = 1e6

  let problem: SmallProblem
  var examples: Int
  /// The start's C_0.
  var logit = 0.0
  /// The time to which the layers are trained; nil for the claim's.
  var time: Double?
  var data = DataSets.own
  var world = World.stated

  /// Few examples can have a second moment twice its mean 1/q, which halves the limit 2q of the step; d or fewer one
  /// many times its mean.
  private var stepSize: Double {
    if examples <= problem.dimension { return 0.25 }
    return problem.tokens >= 64 ? 2 : 1
  }

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
      // Eight standard errors of a share of n data sets are at most 4/sqrt(n).
      Column("law") { $0.law }
        .atMost { [$0.learnt.estimate + 4 / Double($0.risks.count).squareRoot()] }
        .atLeast { [$0.learnt.estimate - 4 / Double($0.risks.count).squareRoot()] },
      Column(count: "on the flow") { $0.following },
      Column("mean risk / (d/q)") { $0.meanShare },
      Column("standard error") { $0.standardError },
      // Means of numbers whose logarithms are within the flow's band, 0.3, are in a ratio of e^-0.3 to e^0.3.
      Column("flow, mean risk / (d/q)") { $0.flowRisks.reduce(0, +) / Double($0.flowRisks.count) }
        .near(within: 0.26) { $0.following == $0.risks.count ? [$0.meanShare] : [] },
      // 1 - n/(Td), with d of 1 or more.
      Column("networks at least") { $0.networkBound }.atMost { _ in [1] }
        .atLeast { [1 - Double($0.examples) / Double($0.tokens)] },
    ]
  }

  var claim: Claim { .s3Samples }
  var name: String {
    "\(problem.name), layers on \(data == .networks ? "F14's " : "")\(examples) examples"
      + (logit == 0 ? "" : ", C_0 = \(logit)") + (time.map { ", to time \(Int($0))" } ?? "") + world.name
  }

  /// Frames of a length cost its cube: longer sequences wait for a longer run.
  func repetitions(_ effort: Effort) -> Int {
    let longest = effort.pick(quick: 8, standard: logit == 0 ? 64 : 32, thorough: 256)
    return problem.tokens <= longest ? 1 : 0
  }

  /// Independent data sets; enough of short sequences for the mean risk to be told from the bound.
  private func sets(_ effort: Effort) -> Int {
    // All of eight, the fewest whose interval lies above one half.
    if problem.tokens >= 256 { return 8 }
    if problem.tokens >= 64 { return 28 }
    if problem.tokens >= 32 { return effort.pick(quick: 40, standard: 40, thorough: 160) }
    // One coordinate leaves the least room below the networks' bound.
    if problem.dimension == 1 { return effort.pick(quick: 80, standard: 160, thorough: 400) }
    if problem.tokens >= 16 { return effort.pick(quick: 80, standard: 80, thorough: 400) }
    return effort.pick(quick: 100, standard: 100, thorough: 400)
  }

  /// The steps to the layers' time, or the part of them that is stated.
  private func steps(_ problem: Problem) -> Int {
    let steps = (time ?? S3Samples.time(problem)) / stepSize
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
      stepSize: stepSize)
    let count = sets(settings.effort)
    var (risks, flowRisks) = ([Double](), [Double]())
    for set in 0..<count {
      let address = try trial.address(settings).with(part: set)
      let drawn = try examples(of: set, training, trial, settings)
      risks.append(try layerRisk(training, drawn, address) / problem.trivialRisk)
      let flowing =
        world == .flowOfNextSet ? try examples(of: (set + 1) % count, training, trial, settings) : drawn
      flowRisks.append(try flowRisk(flowing) / problem.trivialRisk)
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

  /// The examples of a data set.
  private func examples(
    of set: Int, _ training: AttentionSettings, _ trial: Trial, _ settings: Settings
  ) throws -> FixedExamples {
    switch data {
    case .own:
      return try FixedExamples(firstStepOf: training, address: trial.address(settings).with(part: set))
    case .networks:
      return try FixedExamplePairs(problem: problem, hidden: [32], examples: examples).data(
        of: set, settings)
    }
  }

  /// The risk of a layer trained on examples, its positions drawn at an address.
  private func layerRisk(
    _ training: AttentionSettings, _ examples: FixedExamples, _ address: StreamAddress
  ) throws -> Double {
    let start = AttentionWeights(
      alpha: 0, logit: logit, dimension: problem.dimension, positionDimension: problem.tokens)
    let trained = try AttentionTraining.run(
      training, address: address, checkpoints: [steps(training.problem)], evaluationDraws: 50, initial: start,
      examples: examples)
    // A layer that diverged has a risk, though no number: not learnt, and far above every bound.
    let risk = trained.checkpoints[0].evaluation.risk
    return risk < Self.diverged ? risk : Self.diverged
  }

  /// The risk of the flow on the same examples at the same time.
  private func flowRisk(_ examples: FixedExamples) throws -> Double {
    var flow = try FixedExampleFlow(
      examples.problem, moments: ExampleMoments(of: examples), logit: logit)
    var time = stepSize * Double(steps(examples.problem))
    if case .flow(let part) = world { time *= part }
    flow.advance(to: time)
    return flow.risk
  }

  func judge(_ row: Row) throws -> [Check] {
    var told = examples
    if case .told(let number) = world { told = number }
    let predicate = S3SamplesPredicate(try problem.problem(), examples: told)
    let onFlow = Check(
      Self.flowCheck, predicate.judge(following: row.following, of: row.risks.count),
      detects: .init(S3Samples.flowBand, "in ln R, of every layer"), margin: .distance)
    let reach = Check.Detectable(5.33 * row.standardError, "of d/q")
    if told <= problem.dimension {
      let verdict = try predicate.judge(meanShareOfFew: row.meanShare, standardError: row.standardError)
      return [onFlow, Check(Self.fewCheck, verdict, detects: reach, margin: .distance)]
    }
    return [
      Check(
        Self.learntCheck, predicate.judge(learnt: row.learnt),
        detects: .init(2.5 / Double(row.risks.count).squareRoot(), "of the data sets"), margin: .distance),
      onFlow,
      Check(
        Self.boundCheck, try predicate.judge(meanShare: row.meanShare, standardError: row.standardError),
        detects: reach, margin: .distance),
    ]
  }
}
