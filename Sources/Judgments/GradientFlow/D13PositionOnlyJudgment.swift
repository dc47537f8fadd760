import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D13: the gradients in W_XE and V_E, exactly, on samples, and what SGD makes of the blocks.
  public static let d13PositionOnly = ClaimJudgment(
    claim: .d13PositionOnly,
    experiments: PopulationBlocks.all + SampledBlocks.all + TrainedBlocks.all,
    controls: [CoordinateLaw.skewed(probability: 0.2), .shifted(mean: 0.5)].flatMap { law in
      PopulationBlocks.all.prefix(2).map { experiment in
        var skewed = experiment
        skewed.law = law
        return Control.otherWorld(of: experiment, law.words, skewed)
      }
        + SampledBlocks.all.prefix(1).map { experiment in
          var skewed = experiment
          skewed.law = law
          return Control.otherWorld(of: experiment, law.words, skewed)
        }
    },
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      return problem.inputDimension <= 16
        ? [
          PopulationBlocks(problem: problem), SampledBlocks(problem: problem),
          TrainedBlocks(problem: problem),
        ]
        : [SampledBlocks(problem: problem), TrainedBlocks(problem: problem)]
    })
}

extension CoordinateLaw {
  /// The law of tokens in words.
  fileprivate var words: String {
    switch self {
    case .gaussian: "Gaussian tokens"
    case .sign: "sign tokens"
    case .skewed(let p): "two-point tokens of mean 0, p = \(p)"
    case .shifted(let mean): "sign tokens of mean \(mean)"
    }
  }
}

/// The population gradient at V_X and W_EE near multiples of I, and descent from zero.
struct PopulationBlocks: Experiment {
  let problem: SmallProblem
  var law = CoordinateLaw.sign

  static let all = [(3, 2, 1), (4, 2, 2), (4, 1, 3)].map {
    PopulationBlocks(problem: SmallProblem($0.0, $0.1, $0.2))
  }

  struct Row: EvidenceRow {
    let terms: Int
    /// The largest entry of the gradient in the two blocks.
    let gradient: D13PositionOnlyPredicate.Blocks
    /// The largest entry of the two blocks after descent.
    let descended: D13PositionOnlyPredicate.Blocks
    let norms: TokenLayerNorms

    static let columns: [Column<Row>] =
      [
        Column(count: "terms") { $0.terms },
        Column("largest gradient, W_XE") { $0.gradient.tokenKey },
        Column("largest gradient, V_E") { $0.gradient.positionValue },
      ] + TokenLayerNorms.columns.map { $0.of(\.norms) }
  }

  var claim: Claim { .d13PositionOnly }
  var grade: Claim.Grade { .exact }
  var name: String { "\(problem.name), every sequence of \(law.words)" }
  func cost(_ effort: Effort) -> Cost { TokenLayerNorms.cost(problem, examples: 61 * terms) }

  private var terms: Double { FullMatrixCost.subsets(problem) * Double(1 << min(16, problem.inputDimension)) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let gradient = try TokenLayerDescent.populationGradient(
      .nearMultiplesOfIdentity(problem, trial.address(settings)), over: enumeration, law: law)
    let layer = try TokenLayerDescent.populationDescent(enumeration, law: law, stepSize: 0.5, steps: 60)
    return Row(
      terms: try Subsets.count(of: problem) << problem.inputDimension, gradient: .init(largestOf: gradient),
      descended: .init(largestOf: layer), norms: TokenLayerNorms(layer))
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D13PositionOnlyPredicate()
    return [
      Check("gradient in W_XE", predicate.judge(exactlyZero: row.gradient.tokenKey)),
      Check("gradient in V_E", predicate.judge(exactlyZero: row.gradient.positionValue)),
      Check("W_XE after descent", predicate.judge(exactlyZero: row.descended.tokenKey)),
      Check("V_E after descent", predicate.judge(exactlyZero: row.descended.positionValue)),
    ]
  }
}

/// Sums of sampled gradients at V_X and W_EE near multiples of I.
struct SampledBlocks: Experiment {
  let problem: SmallProblem
  var law = CoordinateLaw.gaussian

  static let all = [(6, 2, 2), (8, 3, 3)].map { SampledBlocks(problem: SmallProblem($0.0, $0.1, $0.2)) }

  struct Row: EvidenceRow {
    let samples: Int
    let entries: Int
    /// The largest sum of an entry's gradients over the root of the sum of their squares.
    let ratios: D13PositionOnlyPredicate.Blocks

    static let columns: [Column<Row>] = [
      Column(count: "samples") { $0.samples },
      Column(count: "entries of the two blocks") { $0.entries },
      Column("largest sum / root of squares, W_XE") { $0.ratios.tokenKey },
      Column("largest sum / root of squares, V_E") { $0.ratios.positionValue },
    ]
  }

  var claim: Claim { .d13PositionOnly }
  var name: String { "\(problem.name), samples of \(law.words)" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 20) }
  func cost(_ effort: Effort) -> Cost { TokenLayerNorms.cost(problem, examples: 20_000) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let samples = 20_000
    let address = try trial.address(settings)
    let layer = TokenLayer.nearMultiplesOfIdentity(problem, address)
    let (sum, squares) = try TokenLayerDescent.sampleSums(
      layer, problem, law: law, address: address, step: 1, samples: samples, withSquares: true)
    return Row(
      samples: samples, entries: 2 * sum.tokenKey.count,
      ratios: D13PositionOnlyPredicate.Blocks(
        tokenKey: D13PositionOnlyPredicate.largestRatio(sums: sum.tokenKey, squares: squares.tokenKey),
        positionValue: D13PositionOnlyPredicate.largestRatio(
          sums: sum.positionValue, squares: squares.positionValue)))
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D13PositionOnlyPredicate()
    return [
      Check(
        "sums in W_XE", predicate.judge(ratio: row.ratios.tokenKey, entries: row.entries),
        falseAlarm: predicate.falseAlarm / 2),
      Check(
        "sums in V_E", predicate.judge(ratio: row.ratios.positionValue, entries: row.entries),
        falseAlarm: predicate.falseAlarm / 2),
    ]
  }
}

/// SGD from zero on all four blocks.
struct TrainedBlocks: Experiment {
  let problem: SmallProblem
  var law = CoordinateLaw.gaussian

  static let all = [(6, 2, 2), (8, 3, 3)].map { TrainedBlocks(problem: SmallProblem($0.0, $0.1, $0.2)) }

  struct Row: EvidenceRow {
    let samples: Int
    let norms: TokenLayerNorms

    static let columns: [Column<Row>] =
      [Column(count: "samples") { $0.samples }] + TokenLayerNorms.columns.map { $0.of(\.norms) }
  }

  var claim: Claim { .d13PositionOnly }
  var grade: Claim.Grade { .observed }
  var name: String { "\(problem.name), SGD on \(law.words)" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 3, thorough: 20) }
  func cost(_ effort: Effort) -> Cost { TokenLayerNorms.cost(problem, examples: 32 * 1500) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let (batch, steps) = (32, 1500)
    let layer = try TokenLayerDescent.sampleDescent(
      problem.problem(), law: law, address: trial.address(settings), stepSize: 0.1, batch: batch, steps: steps
    )
    return Row(samples: batch * steps, norms: TokenLayerNorms(layer))
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D13PositionOnlyPredicate()
    return [
      Check("W_XE", predicate.judge(norm: row.norms.tokenKey, partner: row.norms.positionKey, "W_XE")),
      Check("V_E", predicate.judge(norm: row.norms.positionValue, partner: row.norms.tokenValue, "V_E")),
    ]
  }
}

/// The Frobenius norms of a layer's blocks.
struct TokenLayerNorms: EvidenceRow {
  let tokenKey: Double
  let positionKey: Double
  let positionValue: Double
  let tokenValue: Double

  static let columns: [Column<TokenLayerNorms>] = [
    Column("norm of W_XE") { $0.tokenKey },
    Column("norm of W_EE") { $0.positionKey },
    Column("norm of V_E") { $0.positionValue },
    Column("norm of V_X") { $0.tokenValue },
  ]

  init(_ layer: TokenLayer) {
    func norm(_ entries: [Double]) -> Double { entries.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    tokenKey = norm(layer.tokenKey)
    positionKey = norm(layer.positionKey)
    positionValue = norm(layer.positionValue)
    tokenValue = norm(layer.tokenValue)
  }

  /// What the gradients of a number of examples take, 25 ns a token and 2 ns a product with a token.
  static func cost(_ problem: SmallProblem, examples: Double) -> Cost {
    let (length, d, q) = (Double(problem.tokens), Double(problem.dimension), Double(problem.sparsity))
    return Cost(
      seconds: 1e-9 * examples * (100 + 25 * length + 2 * length * d * (q + 4) + 2 * d * d),
      bytes: 64 * length * (length + 2 * d))
  }
}

extension D13PositionOnlyPredicate.Blocks {
  /// The largest magnitudes in a layer, or a gradient.
  fileprivate init(largestOf layer: TokenLayer) {
    self.init(
      tokenKey: D13PositionOnlyPredicate.largest(layer.tokenKey),
      positionValue: D13PositionOnlyPredicate.largest(layer.positionValue))
  }
}

extension TokenLayer {
  /// V_X near 0.4 I and W_EE near 2 I, with entries N(0, 1/100) added, the other two blocks zero.
  ///
  /// There the gradients of skewed tokens are four times what the samples must show, whatever the seed.
  fileprivate static func nearMultiplesOfIdentity(_ problem: Problem, _ address: StreamAddress) -> TokenLayer
  {
    var stream = RandomStream(address, step: 0)
    var layer = TokenLayer(problem)
    let (d, length) = (problem.dimension, problem.tokens)
    for index in layer.tokenValue.indices {
      layer.tokenValue[index] = (index % (d + 1) == 0 ? 0.4 : 0) + 0.1 * stream.normal()
    }
    for index in layer.positionKey.indices {
      layer.positionKey[index] = (index % (length + 1) == 0 ? 2 : 0) + 0.1 * stream.normal()
    }
    return layer
  }
}
