import Evidence
import Sim
import Theory

/// SGD on samples, all four blocks, from V_X = W_EE = 0 and W_XE, V_E of norm 0.5 together.
struct TrainedFromSmallBlocks: Experiment {
  let problem: SmallProblem
  /// Whether W_XE and V_E start along the direction that grows most, or in a random one.
  var fromWorst = false
  /// Whether W_EE is held at zero.
  var holdsAttention = false
  /// The time at the end.
  let until: Double
  /// Examples in a step.
  let batch: Int
  static let peak = "largest norm"
  static let end = "norm at the end"

  private static let randomTwoOfSix = TrainedFromSmallBlocks(
    problem: SmallProblem(6, 2, 2), until: 200, batch: 64)
  private static let worstOneOfFour = TrainedFromSmallBlocks(
    problem: SmallProblem(4, 2, 1), fromWorst: true, until: 80, batch: 256)
  private static let worstOneOfFive = TrainedFromSmallBlocks(
    problem: SmallProblem(5, 1, 1), fromWorst: true, until: 100, batch: 256)

  /// Larger batches where the noise of samples is large beside the growth.
  static let all = [
    randomTwoOfSix,
    TrainedFromSmallBlocks(problem: SmallProblem(6, 2, 3), until: 250, batch: 64),
    worstOneOfFour, worstOneOfFive,
    TrainedFromSmallBlocks(problem: SmallProblem(6, 2, 2), fromWorst: true, until: 200, batch: 64),
  ]

  struct Row: EvidenceRow {
    let samples: Int
    /// The norm of (W_XE, V_E) by its start's, after every 20 steps.
    let ratios: [Double]
    let norms: TokenLayerNorms

    static let columns: [Column<Row>] =
      [
        Column(count: "samples") { $0.samples },
        Column("largest norm by the start's") { $0.ratios.max() },
        // The start's is 1/2.
        Column("norm at the end by the start's") { $0.ratios.last }.near(within: 1e-9) { row in
          let (key, value) = (row.norms.tokenKey, row.norms.positionValue)
          return [2 * (key * key + value * value).squareRoot()]
        },
      ] + TokenLayerNorms.columns.map { $0.of(\.norms) }
  }

  private static let (stepSize, stepsEach) = (0.05, 20)
  private var rounds: Int { Int((until / (Self.stepSize * Double(Self.stepsEach))).rounded()) }

  var claim: Claim { .d16TransversalStability }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { true }
  var name: String {
    "\(problem.name), SGD from \(fromWorst ? "the worst" : "a random") direction"
      + (holdsAttention ? ", W_EE held" : "")
  }
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(
      quick: problem.sparsity == 1 ? 1 : 0, standard: holdsAttention ? 1 : 2,
      thorough: holdsAttention ? 1 : 20)
  }
  /// Half as much again as a gradient for drawing an example.
  func cost(_ effort: Effort) -> Cost {
    TokenLayerNorms.cost(problem, examples: 1.5 * Double(rounds * Self.stepsEach * batch))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    var layer = try start(problem, address)
    let size = Self.norm(layer)
    var ratios: [Double] = []
    for round in 0..<rounds {
      layer = try TokenLayerDescent.sampleDescent(
        problem, from: layer, stepsBefore: 1 + round * Self.stepsEach, law: .gaussian, address: address,
        stepSize: Self.stepSize, batch: batch, steps: Self.stepsEach, holdsAttention: holdsAttention)
      ratios.append(Self.norm(layer) / size)
    }
    return Row(
      samples: rounds * Self.stepsEach * batch, ratios: ratios, norms: TokenLayerNorms(layer))
  }

  private static func norm(_ layer: TokenLayer) -> Double {
    (layer.tokenKey + layer.positionValue).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The theory of the way: the most that any start grows, and which grows so.
  private func theory() throws -> TransversalFlow.Propagator {
    try TransversalFlow(problem.problem()).amplification(until: until)
  }

  /// W_XE and V_E independent normal, or both along one matrix whose rows sum to 0; of norm 0.5 together.
  private func start(_ problem: Problem, _ address: StreamAddress) throws -> TokenLayer {
    var stream = RandomStream(address, step: 0)
    var layer = TokenLayer(problem)
    func normals() -> [Double] { layer.tokenKey.indices.map { _ in stream.normal() } }
    if fromWorst {
      let worst = try theory().centered.mostAmplified
      var direction = normals()
      let length = problem.tokens
      for i in 0..<problem.dimension {
        let mean = direction[(i * length)..<((i + 1) * length)].reduce(0, +) / Double(length)
        for t in 0..<length { direction[i * length + t] -= mean }
      }
      layer.tokenKey = direction.map { worst.tokenKey * $0 }
      layer.positionValue = direction.map { worst.positionValue * $0 }
    } else {
      (layer.tokenKey, layer.positionValue) = (normals(), normals())
    }
    let factor = 0.5 / Self.norm(layer)
    layer.tokenKey = layer.tokenKey.map { factor * $0 }
    layer.positionValue = layer.positionValue.map { factor * $0 }
    return layer
  }

  func judge(_ row: Row) throws -> [Check] {
    guard row.ratios.count == rounds, row.ratios.allSatisfy(\.isFinite), let top = row.ratios.max(),
      let last = row.ratios.last
    else { throw TheoryError(value: "\(row.ratios.count) norms", rule: "a finite one for each round") }
    return [
      Check(
        Self.peak,
        D16TransversalStabilityPredicate.judge(
          peak: max(1, top), amplification: try theory().amplification, fromWorst: fromWorst),
        detects: .init(2 * D16TransversalStabilityPredicate.trainedMargin, "of the norm at the start")),
      Check(
        Self.end, D16TransversalStabilityPredicate.judge(end: last),
        detects: .init(D16TransversalStabilityPredicate.trainedShare, "of the norm at the start")),
    ]
  }

  static let nearMisses: [Control] = [
    (randomTwoOfSix, end), (worstOneOfFour, peak), (worstOneOfFive, peak),
  ].map { original, check in
    let held = TrainedFromSmallBlocks(
      problem: original.problem, fromWorst: original.fromWorst, holdsAttention: true, until: original.until,
      batch: original.batch)
    return .nearMiss(of: original, "W_EE held at zero", check: check, held)
  }
}
