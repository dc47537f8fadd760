import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F9: the decoder as a ReLU network, on every input for small Td and on samples up to Td = 50.
  public static let f9OneNeuronDecoder = ClaimJudgment(
    claim: .f9OneNeuronDecoder,
    experiments: EveryDecodedInput.all + SampledDecoding.all,
    controls: [
      .nearMiss(
        of: EveryDecodedInput(problem: .init(4, 2, 2)), "one of the neuron's weights off by one",
        check: DecodedRow.risk, EveryDecodedInput(problem: .init(4, 2, 2), decoder: .weightOffByOne)),
      .nearMiss(
        of: EveryDecodedInput(problem: .init(2, 1, 1)), "two neurons on two tokens", check: DecodedRow.rank,
        EveryDecodedInput(problem: .init(2, 1, 1), decoder: .twoNeurons)),
      .nearMiss(
        of: SampledDecoding(problem: .init(10, 2, 4)), "noise of 0.001 in the signs", check: DecodedRow.risk,
        SampledDecoding(problem: .init(10, 2, 4), law: .smoothedSigns(noise: 0.001))),
      .nearMiss(
        of: SampledDecoding(problem: .init(50, 1, 1)), "Td = 53, the first that Double does not hold",
        check: DecodedRow.risk, SampledDecoding(problem: .init(53, 1, 1))),
      .otherWorld(
        of: SampledDecoding(problem: .init(25, 2, 8)), "Gaussian tokens", check: DecodedRow.risk,
        SampledDecoding(problem: .init(25, 2, 8), law: .gaussian)),
    ],
    own: .takes { own in
      let sparsity = own.problem.sparsity
      if sparsity & (sparsity - 1) != 0 {
        throw TheoryError(value: "q = \(sparsity)", rule: "a power of two, by which Double divides exactly")
      }
      let decoder = try F9OneNeuronDecoder(own.problem)
      let problem = SmallProblem(own.problem)
      return [
        decoder.canBeEnumerated ? EveryDecodedInput(problem: problem) : SampledDecoding(problem: problem)
      ]
    })
}

/// The decoder on every sequence of signs with every subset.
struct EveryDecodedInput: Experiment {
  /// The network that decodes.
  enum Decoder: String, Sendable {
    /// F9's.
    case exact = "every input"
    /// F9's with the weight 2 for 1 on the first entry.
    case weightOffByOne = "every input, one weight off by one"
    /// F6's with K = 1 and no shift: no gate leaks a sign, and every entry has a neuron of its own.
    case twoNeurons = "every input, a neuron for each entry"

    func network(_ problem: Problem) throws -> FullyConnectedNetwork<Double> {
      let exact = try FullyConnectedNetwork<Double>.signDecoder(problem)
      switch self {
      case .exact: return exact
      case .weightOffByOne:
        var parameters = exact.parameters
        parameters[exact.shape.layers[0].weights] += 1
        return try FullyConnectedNetwork(exact.shape, parameters: parameters)
      case .twoNeurons:
        return try FullyConnectedNetwork(
          F6HandMadeNetwork(problem: problem, threshold: 1).layers(hasShift: false))
      }
    }
  }

  let problem: SmallProblem
  var decoder = Decoder.exact

  static let all: [any Experiment] = [
    SmallProblem(2, 1, 1), SmallProblem(4, 2, 2), SmallProblem(5, 1, 4), SmallProblem(10, 1, 2),
    SmallProblem(3, 3, 1),
  ].map { EveryDecodedInput(problem: $0) }

  var claim: Claim { .f9OneNeuronDecoder }
  var name: String { "\(problem.name), \(decoder.rawValue)" }

  func cost(_ effort: Effort) -> Cost {
    let inputs = (try? problem.problem()).flatMap { try? Double(Subsets.count(of: $0)) } ?? 1e6
    return DecodedRow.cost(problem, inputs: inputs * Double(1 << min(20, problem.inputDimension)))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> DecodedRow {
    let problem = try problem.problem()
    var inputs = SignInputs(problem: problem)
    for pattern in 0..<(1 << problem.inputDimension) {
      let tokens = (0..<problem.inputDimension).map { pattern >> $0 & 1 == 1 ? 1.0 : -1 }
      for subset in Subsets(of: problem) { inputs.add(tokens, subset) }
    }
    return try DecodedRow(decoder.network(problem), inputs)
  }

  func judge(_ row: DecodedRow) throws -> [Check] {
    try row.checks(problem.problem(), detects: Check.Detectable(0, "of the inputs"))
  }
}

/// The decoder on drawn tokens with drawn subsets.
struct SampledDecoding: Experiment {
  let problem: SmallProblem
  var law = TokenLaw.smoothedSigns(noise: 0)

  static let all: [any Experiment] = [
    SmallProblem(10, 2, 4), SmallProblem(10, 5, 2), SmallProblem(25, 2, 8), SmallProblem(50, 1, 1),
  ].map { SampledDecoding(problem: $0) }

  var claim: Claim { .f9OneNeuronDecoder }
  /// A true decoder has no loss on any input, so samples never refute it; a fault is found where one is met.
  var grade: Claim.Grade { .statistical(inequality: "counting of errors", falseAlarmPerTrial: 0) }
  var name: String {
    "\(problem.name), " + (law == .smoothedSigns(noise: 0) ? "samples" : "\(law.name) tokens")
  }

  func cost(_ effort: Effort) -> Cost { DecodedRow.cost(problem, inputs: Double(samples(effort))) }

  private func samples(_ effort: Effort) -> Int { effort.pick(quick: 50, standard: 500, thorough: 5000) }

  func run(_ trial: Trial, _ settings: Settings) throws -> DecodedRow {
    let problem = try problem.problem()
    var stream = RandomStream(try trial.address(settings), step: 0)
    var inputs = SignInputs(problem: problem)
    var tokens = [Double](repeating: 0, count: problem.inputDimension)
    for _ in 0..<samples(settings.effort) {
      law.fill(&tokens, &stream)
      inputs.add(tokens, stream.subset(size: problem.sparsity, of: problem.tokens))
    }
    return try DecodedRow(.signDecoder(problem), inputs)
  }

  /// A fault on a share p of all inputs is met with probability 1 - (1-p)^n.
  func judge(_ row: DecodedRow) throws -> [Check] {
    let share = -Elementary.expm1(Elementary.log(0.01) / Double(row.inputs))
    return try row.checks(problem.problem(), detects: Check.Detectable(share, "of the inputs"))
  }
}

/// A decoder's risk over inputs, and what its first layer reads.
struct DecodedRow: EvidenceRow {
  let inputs: Int
  let inputDimension: Int
  let neuronsOnTokens: Int
  let rank: Int
  let hiddenLayers: Int
  let risk: Double
  let bound: Double

  static let columns: [Column<DecodedRow>] = [
    Column(count: "inputs") { $0.inputs },
    Column(count: "T d") { $0.inputDimension },
    Column(count: "neurons on the tokens") { $0.neuronsOnTokens },
    Column(count: "rank") { $0.rank },
    Column(count: "hidden layers") { $0.hiddenLayers },
    Column("risk") { $0.risk },
    Column("LB(1)") { $0.bound }.atLeast { [$0.risk] },
  ]

  init(_ network: FullyConnectedNetwork<Double>, _ inputs: SignInputs) throws {
    let problem = inputs.problem
    let outputs = try network.outputs(inputs.numbers)
    let weights = try network.tokenWeights(problem)
    self.inputs = outputs.count / problem.dimension
    inputDimension = problem.inputDimension
    neuronsOnTokens = (0..<weights.rows).count { weights.row($0).contains { $0 != 0 } }
    rank = try SingularValues(of: weights).rank
    hiddenLayers = network.shape.layers.count - 1
    risk = inputs.meanSquaredError(outputs)
    bound = try F9OneNeuronPredicate(problem).bound
  }

  static let risk = "risk 0"
  static let rank = "rank 1"

  func checks(_ problem: Problem, detects: Check.Detectable) throws -> [Check] {
    let predicate = try F9OneNeuronPredicate(problem)
    return [
      Check(Self.risk, predicate.judge(risk: risk), detects: detects),
      Check(Self.rank, predicate.judge(rank: rank), detects: Check.Detectable(1, "in the rank")),
    ]
  }

  /// 2 Td hidden layers of T + Td neurons or so, at about 5 10^8 weights a second.
  static func cost(_ problem: SmallProblem, inputs: Double) -> Cost {
    let length = Double(problem.inputDimension)
    let width = length + Double(problem.tokens)
    return Cost(
      seconds: inputs * 2 * length * width * width / 5e8,
      bytes: 8 * inputs * (2 * length + width) + 16 * length * width * width)
  }
}

/// Inputs of a network, example after example, each vec(X) and then the indicator of y.
struct SignInputs {
  let problem: Problem
  private(set) var numbers: [Double] = []

  init(problem: Problem) { self.problem = problem }

  mutating func add(_ tokens: [Double], _ subset: [Int]) {
    numbers += tokens
    numbers += (0..<problem.tokens).map { subset.contains($0) ? 1 : 0 }
  }

  /// The mean squared error of a network's outputs, d an example.
  func meanSquaredError(_ outputs: [Double]) -> Double {
    let (d, length) = (problem.dimension, problem.inputDimension)
    let examples = outputs.count / d
    var sum = 0.0
    for example in 0..<examples {
      let start = example * (length + problem.tokens)
      for coordinate in 0..<d {
        var target = 0.0
        for token in 0..<problem.tokens where numbers[start + length + token] == 1 {
          target += numbers[start + token * d + coordinate]
        }
        let error = outputs[example * d + coordinate] - target / Double(problem.sparsity)
        sum += error * error
      }
    }
    return sum / Double(examples)
  }
}
