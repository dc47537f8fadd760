import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// S3: attention layers trained on fixed examples beside F14's bound for networks, and the flow at lengths to 1024.
  public static let s3Samples = ClaimJudgment(
    claim: .s3Samples,
    experiments: FixedExampleLayers.all + FixedExampleFlows.all,
    controls: FixedExampleLayers.controls + FixedExampleFlows.controls,
    own: .takes(required: [], optional: [.logit]) { own in
      guard own.problem.tokens <= 128, own.problem.dimension <= 8 else {
        throw TheoryError(value: "\(own.problem)", rule: "T <= 128, d <= 8")
      }
      let (problem, logit) = (SmallProblem(own.problem), own.logit ?? 0)
      let examples = max(2 * own.problem.dimension + 4, own.problem.tokens / 2)
      return [
        FixedExampleLayers(problem: problem, examples: examples, logit: logit),
        FixedExampleFlows(problem: problem, examples: examples, logit: logit),
      ]
    },
    figures: { [try SamplesByAttentionFigure.draw($0)] })
}

/// The flow on n fixed examples, averaged over frames: the share of data sets that it learns, beside the law.
struct FixedExampleFlows: Experiment {
  static let check = "share of flows on the law"

  let problem: SmallProblem
  let examples: Int
  /// The start's C_0.
  var logit = 0.0
  /// What part of n - d - 1 the law is told of.
  var told = 1.0

  /// The figure's: four lengths at d = q = 2.
  static let onTheLaw: [FixedExampleFlows] = [
    (16, [8, 16]), (64, [8, 16, 32, 64]), (256, [8, 16, 64, 128]), (1024, [8, 16, 128, 512]),
  ].flatMap { tokens, numbers in
    numbers.map { FixedExampleFlows(problem: SmallProblem(tokens, 2, 2), examples: $0) }
  }

  /// Other d and q, and aligned starts.
  private static let others = [
    FixedExampleFlows(problem: SmallProblem(32, 1, 2), examples: 16),
    FixedExampleFlows(problem: SmallProblem(32, 4, 2), examples: 12),
    FixedExampleFlows(problem: SmallProblem(32, 2, 3), examples: 12),
    FixedExampleFlows(problem: SmallProblem(256, 2, 2), examples: 8, logit: 2),
    FixedExampleFlows(problem: SmallProblem(1024, 2, 2), examples: 8, logit: 2),
  ]

  static let all: [any Experiment] = onTheLaw + others

  static let controls: [Control] = [(64, 32), (256, 128)].map { tokens, examples in
    let flows = FixedExampleFlows(problem: SmallProblem(tokens, 2, 2), examples: examples)
    var other = flows
    other.told = 1.0 / 9
    return .nearMiss(of: flows, "the law for a ninth of n - d - 1", check: check, other)
  }

  struct Row: EvidenceRow {
    let tokens: Int
    let examples: Int
    let learnt: Measured
    let law: Double

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.tokens },
      Column(count: "examples") { $0.examples },
      Column("share learnt") { $0.learnt.estimate },
      Column("at least") { $0.learnt.lower },
      Column("at most") { $0.learnt.upper },
      Column("law") { $0.law },
    ]
  }

  var claim: Claim { .s3Samples }
  var name: String {
    "\(problem.name), flows on \(examples) examples" + (logit == 0 ? "" : ", C_0 = \(logit)")
      + (told == 1 ? "" : ", the law for a ninth of n - d - 1")
  }

  private func sets(_ effort: Effort) -> Int { effort.pick(quick: 200, standard: 1000, thorough: 4000) }

  func cost(_ effort: Effort) -> Cost {
    let (length, d) = (Double(problem.tokens), Double(problem.dimension))
    return Cost(seconds: Double(sets(effort)) * (5e-5 + 1e-7 * d * d * length))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let enough = S3Samples.learntShare * problem.trivialRisk
    let count = sets(settings.effort)
    var learnt = 0
    for set in 0..<count {
      let moments = try ExampleMoments(of: problem, examples: examples, address: address.with(part: set))
      var flow = try FixedExampleFlow(problem, moments: moments, logit: logit)
      flow.advance(to: 20 * Double(problem.tokens * problem.tokens), orRisk: enough)
      if flow.risk <= enough { learnt += 1 }
    }
    let free = Double(examples - problem.dimension - 1)
    let law = try S3Samples.share(
      problem: problem, examples: problem.dimension + 1 + max(1, Int(free * told)), logit: logit)
    return Row(
      tokens: problem.tokens, examples: examples,
      learnt: try ClopperPearson(successes: learnt, trials: count).interval(
        falseAlarm: S3Samples.intervalError), law: law)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = S3SamplesPredicate(try problem.problem(), examples: examples)
    let reach = S3Samples.lawBand + 0.95 * (row.learnt.upper - row.learnt.lower)
    return [
      Check(
        Self.check, predicate.judge(flows: row.learnt, law: row.law),
        detects: .init(reach, "of the data sets"))
    ]
  }
}
