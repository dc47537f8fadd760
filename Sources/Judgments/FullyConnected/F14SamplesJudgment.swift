import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F14: pairs of networks trained on fixed examples from mirrored starts, and the predictor that meets the bound.
  public static let f14Samples = ClaimJudgment(
    claim: .f14Samples,
    experiments: FixedExamplePairs.all + TightOnExamples.all,
    controls: FixedExamplePairs.controls + TightOnExamples.controls,
    own: .takes(required: [.width], optional: [.steps]) { own in
      let (length, width) = (own.problem.inputDimension, own.width ?? 0)
      guard (1...1024).contains(width), length <= 256 else {
        throw TheoryError(value: "width \(width), Td = \(length)", rule: "1 <= width <= 1024, Td <= 256")
      }
      let problem = SmallProblem(own.problem)
      return [1, length / 4, length / 2].filter { $0 > 0 }.map {
        FixedExamplePairs(problem: problem, hidden: [width], examples: $0, steps: own.steps ?? 200)
      } + [TightOnExamples(problem: problem, examples: max(1, length / 4))]
    },
    figures: { [try SamplesFigure.draw($0)] })
}

/// Pairs of networks trained on the same n examples from mirrored starts; each pair has examples and a start of its own.
struct FixedExamplePairs: Experiment {
  /// Whose training is judged.
  enum World: Hashable, Sendable {
    /// As the claim says.
    case stated
    /// The steps on the first token are longer by a share.
    case unevenSteps(Double)
    /// Adam's steps.
    case adam
    /// F6's network, which no rotation leaves alone, in place of both drawn starts.
    case handMadeStart
    /// No training: the tight predictor of all examples, held against the bound of one example fewer.
    case oneExampleFewer

    var name: String {
      switch self {
      case .stated: ""
      case .unevenSteps(let share): ", steps on the first token \(share) longer"
      case .adam: ", Adam"
      case .handMadeStart: ", F6's network as the start, steps of 0.001"
      case .oneExampleFewer: ", the tight predictor with n - 1 examples counted"
      }
    }
  }

  static let riskCheck = "risk at least tr((I - Pi) S)"
  static let rowsCheck = "rows keep their part outside the span"
  static let mirrorCheck = "mirrored starts give mirrored networks"

  let problem: SmallProblem
  let hidden: [Int]
  let examples: Int
  var steps = 200
  var method = FixedExampleTraining.Method.gradientDescent
  var world = World.stated

  /// Fresh samples on which a pair is judged.
  private static let samples = 256

  /// The figure's: three widths, Td/2 to 8 Td, at three numbers of examples.
  static let onTheLine: [FixedExamplePairs] = [8, 32, 128].flatMap { width in
    [2, 8, 14].map { FixedExamplePairs(problem: SmallProblem(8, 2, 2), hidden: [width], examples: $0) }
  }

  /// Of these the narrowest, on two examples.
  private static let narrowestOnTwo = FixedExamplePairs(
    problem: SmallProblem(8, 2, 2), hidden: [8], examples: 2)

  /// Two hidden layers, the other methods, as many examples as inputs, q above T/2.
  private static let others = [
    FixedExamplePairs(problem: SmallProblem(8, 2, 2), hidden: [32, 32], examples: 8),
    FixedExamplePairs(
      problem: SmallProblem(8, 2, 2), hidden: [32], examples: 12, method: .miniBatches(size: 4)),
    FixedExamplePairs(problem: SmallProblem(8, 2, 2), hidden: [32], examples: 8, method: .momentum(0.9)),
    FixedExamplePairs(
      problem: SmallProblem(8, 2, 2), hidden: [32], examples: 8, method: .weightDecay(rate: 0.1)),
    FixedExamplePairs(problem: SmallProblem(8, 2, 2), hidden: [32], examples: 16),
    fourOfSix,
  ]

  private static let fourOfSix = FixedExamplePairs(problem: SmallProblem(6, 1, 4), hidden: [12], examples: 3)

  /// Adam's networks beside the claim's, for the figure.
  static let adam = onTheLine.filter { $0.hidden == [32] }.map { pairs in
    var beside = pairs
    (beside.method, beside.world) = (.adam, .adam)
    return beside
  }

  static let all: [any Experiment] = onTheLine + others

  static let controls: [Control] =
    (onTheLine.filter { $0.hidden == [32] } + [fourOfSix]).flatMap { pairs -> [Control] in
      func uneven(_ share: Double) -> FixedExamplePairs {
        var uneven = pairs
        (uneven.method, uneven.world) = (.uneven(1 + share), .unevenSteps(share))
        return uneven
      }
      var fewer = pairs
      fewer.world = .oneExampleFewer
      return [
        .nearMiss(of: pairs, "steps on the first token 0.1 % longer", check: rowsCheck, uneven(0.001)),
        .nearMiss(of: pairs, "steps on the first token 1 % longer", check: mirrorCheck, uneven(0.01)),
        .nearMiss(of: pairs, "the bound of n - 1 examples", check: riskCheck, fewer),
      ]
    }
    + zip(onTheLine.filter { $0.hidden == [32] }, adam).map {
      .otherWorld(of: $0, "Adam, which treats coordinates apart", check: rowsCheck, $1)
    } + [handMade]

  private static let handMade: Control = {
    let pairs = FixedExamplePairs(problem: SmallProblem(8, 2, 2), hidden: [16], examples: 4)
    var start = pairs
    start.world = .handMadeStart
    return .otherWorld(
      of: narrowestOnTwo, "a start that rotations do not leave alone: F6's network", check: riskCheck, start)
  }()

  struct Row: EvidenceRow {
    let pairs: Int
    let trainingRisk: Double
    /// The mean risk on fresh samples.
    let risk: Double
    /// The mean of tr((I - Pi) S).
    let certificate: Double
    /// Its mean by the formula, (1 - n/(Td)) d/q.
    let formula: Double
    /// Loss less |l|^2, whose mean is R - tr((I - Pi) S).
    let excess: Measured
    let standardError: Double
    let outsideChange: Double
    let mirrorDifference: Double

    static let columns: [Column<Row>] = [
      Column(count: "pairs") { $0.pairs },
      Column("risk on the examples") { $0.trainingRisk }.atMost { [$0.risk] },
      Column("risk") { $0.risk }.near(within: 0.15) { [$0.certificate + $0.excess.estimate] },
      Column("tr((I - Pi) S)") { $0.certificate },
      Column("(1 - n/(Td)) d/q") { $0.formula }.near(within: 0.15) { [$0.certificate] },
      Column("risk over the bound") { $0.excess.estimate },
      Column("at most") { $0.excess.upper },
      Column("change outside the span") { $0.outsideChange },
    ]
  }

  var claim: Claim { .f14Samples }
  var name: String {
    let widths = hidden.map(String.init).joined(separator: "-")
    return "\(problem.name), widths \(widths), \(examples) examples\(methodName), \(steps) steps\(world.name)"
  }

  private var methodName: String {
    switch method {
    case .gradientDescent, .uneven, .adam: ""
    case .miniBatches(let size): ", mini-batches of \(size)"
    case .momentum(let factor): ", momentum \(factor)"
    case .weightDecay(let rate): ", weight decay \(rate)"
    }
  }

  private func pairs(_ effort: Effort) -> Int {
    switch world {
    // What these break is seen in every pair.
    case .unevenSteps, .handMadeStart: 10
    case .oneExampleFewer: 100
    case .stated, .adam: effort.pick(quick: 20, standard: 100, thorough: 400)
    }
  }

  /// Short enough for the widest networks to descend from the first step on; F6's weights, which are large, take shorter
  /// steps.
  private var stepSize: Double { world == .handMadeStart ? 0.001 : min(0.05, 1.6 / Double(hidden[0])) }

  func cost(_ effort: Effort) -> Cost {
    let inputs = Double(problem.inputDimension + problem.tokens)
    let weights = zip([Int(inputs)] + hidden, hidden + [problem.dimension]).reduce(0.0) {
      $0 + Double($1.0 * $1.1)
    }
    let gradient = 4e-6 + 1e-9 * weights * Double(examples)
    return Cost(seconds: Double(pairs(effort)) * 2 * (Double(steps) * gradient + 2.56e-7 * weights))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let training = try FixedExampleTraining(
      problem: problem, hidden: hidden, examples: examples, steps: steps, stepSize: stepSize, method: method)
    var sums = MirroredPairSums(problem)
    for pair in 0..<pairs(settings.effort) {
      let address = try trial.address(settings).with(part: pair)
      try sums.add(try trained(training, address), address: address, samples: Self.samples)
    }
    return try sums.row(examples: examples, falseAlarm: claim.falseAlarmPerTrial)
  }

  /// The examples of one of the claim's pairs, for what else is trained on them.
  func data(of pair: Int, _ settings: Settings) throws -> FixedExamples {
    let trial = Trial(claim: claim.id, role: .claim, experiment: name, repetition: 0)
    return try FixedExamples(
      drawing: examples, of: problem.problem(), address: trial.address(settings).with(part: pair))
  }

  private func trained(_ training: FixedExampleTraining, _ address: StreamAddress) throws -> MirroredPair {
    switch world {
    case .oneExampleFewer: return try .tight(training.drawExamples(address))
    case .handMadeStart:
      let hand = try F6HandMadeNetwork(problem: training.problem, threshold: 4)
      let start = try FullyConnectedNetwork<Double>(
        training.shape, parameters: hand.layers().flatMap { $0.weights.elements + $0.biases })
      let result = try training.run(address: address, start: start)
      return .networks(result, result)
    case .stated, .unevenSteps, .adam:
      let (first, second) = try training.mirroredPair(address: address)
      return .networks(first, second)
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F14SamplesPredicate(try problem.problem())
    return [
      Check(
        Self.riskCheck, predicate.judge(riskOverBound: row.excess), falseAlarm: row.excess.falseAlarm,
        detects: .init(
          reach: row.excess.reach, standardError: row.standardError, of: predicate.problem.trivialRisk,
          "of the trivial risk"), margin: .distance),
      Check(
        Self.rowsCheck, predicate.judge(outsideChange: row.outsideChange),
        detects: .init(F14SamplesPredicate.outsideTolerance, "of a row's length")),
      Check(
        Self.mirrorCheck, predicate.judge(mirrorDifference: row.mirrorDifference),
        detects: .init(F14SamplesPredicate.mirrorTolerance, "of the root of the trivial risk")),
    ]
  }
}
