import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D13: the gradients in W_XE and V_E, exactly, on samples, and what SGD makes of the blocks.
  public static let d13PositionOnly = ClaimJudgment(
    claim: .d13PositionOnly,
    experiments: PopulationBlocks.all + SaddleAtZero.all + SampledBlocks.all + TrainedBlocks.all,
    controls: PopulationBlocks.nearMisses + SaddleAtZero.nearMisses + SampledBlocks.nearMisses
      + TrainedBlocks.nearMisses + [
        .otherWorld(
          of: PopulationBlocks(problem: PopulationBlocks.twoOfFour), "tokens with a mean of 0.5",
          PopulationBlocks(problem: PopulationBlocks.twoOfFour, law: .shifted(mean: 0.5)))
      ],
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      let exact: [any Experiment] = [PopulationBlocks(problem: problem), SaddleAtZero(problem: problem)]
      return (problem.inputDimension <= 16 ? exact : [])
        + [
          SampledBlocks(problem: problem),
          TrainedBlocks(problem: problem, shares: D13PositionOnlyPredicate.anyShares),
        ]
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

  fileprivate static let twoOfFour = SmallProblem(4, 2, 2)
  static let all = [SmallProblem(3, 2, 1), twoOfFour, SmallProblem(4, 1, 3)].map {
    PopulationBlocks(problem: $0)
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

  var terms: Double {
    FullMatrixCost.subsets(problem) * Double(1 << min(16, problem.inputDimension))
  }

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
      ("gradient in W_XE", row.gradient.tokenKey), ("gradient in V_E", row.gradient.positionValue),
      ("W_XE after descent", row.descended.tokenKey), ("V_E after descent", row.descended.positionValue),
    ].map { name, largest in
      Check(
        name, predicate.judge(exactlyZero: largest), detects: .init(.leastNonzeroMagnitude, "in any entry"))
    }
  }

  fileprivate static let nearMisses: [Control] = [
    ("gradient in W_XE", SmallProblem(3, 2, 1), CoordinateLaw.skewed(probability: 0.49)),
    ("gradient in V_E", SmallProblem(3, 2, 1), .shifted(mean: 0.01)),
    ("W_XE after descent", twoOfFour, .skewed(probability: 0.49)),
    ("V_E after descent", twoOfFour, .shifted(mean: 0.01)),
  ].map { check, problem, law in
    .nearMiss(
      of: PopulationBlocks(problem: problem), law.words, check: check,
      PopulationBlocks(problem: problem, law: law))
  }
}

/// Sums of sampled gradients at V_X and W_EE near multiples of I.
struct SampledBlocks: Experiment {
  let problem: SmallProblem
  var law = CoordinateLaw.gaussian
  /// The number of samples.
  var samples = 20_000

  private static let twoOfSix = SampledBlocks(problem: SmallProblem(6, 2, 2))
  static let all = [twoOfSix, SampledBlocks(problem: SmallProblem(8, 3, 3))]

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
  func cost(_ effort: Effort) -> Cost {
    TokenLayerNorms.cost(problem, examples: Double(samples))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
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
    // 0.99: 2.33 standard deviations, each 1 in units of the root of the sum of squares.
    let share = (predicate.allowedRatio(entries: row.entries) + 2.33) / Double(row.samples).squareRoot()
    return [("sums in W_XE", row.ratios.tokenKey), ("sums in V_E", row.ratios.positionValue)].map {
      name, ratio in
      Check(
        name, predicate.judge(ratio: ratio, entries: row.entries),
        falseAlarm: FalseAlarm(ofEvent: predicate.falseAlarm / 2),
        detects: .init(share, "of an entry's root mean square"))
    }
  }

  fileprivate static let nearMisses: [Control] = [
    ("sums in W_XE", CoordinateLaw.skewed(probability: 0.35)), ("sums in V_E", .shifted(mean: 0.1)),
  ].map { check, law in
    .nearMiss(
      of: twoOfSix, law.words, check: check, SampledBlocks(problem: twoOfSix.problem, law: law))
  }
}

/// SGD from zero on all four blocks.
struct TrainedBlocks: Experiment {
  let problem: SmallProblem
  var law = CoordinateLaw.gaussian
  /// The shares of their partners' norms that the blocks may have.
  let shares: D13PositionOnlyPredicate.Blocks

  private static let twoOfSix = TrainedBlocks(
    problem: SmallProblem(6, 2, 2), shares: D13PositionOnlyPredicate.sharesAtSix)
  static let all = [
    twoOfSix,
    TrainedBlocks(problem: SmallProblem(8, 3, 3), shares: D13PositionOnlyPredicate.sharesAtEight),
  ]

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
      ("W_XE", row.norms.tokenKey, row.norms.positionKey, shares.tokenKey),
      ("V_E", row.norms.positionValue, row.norms.tokenValue, shares.positionValue),
    ].map { name, norm, partner, share in
      Check(
        name, predicate.judge(norm: norm, partner: partner, share: share, name),
        detects: .init(share, "of its partner's norm"))
    }
  }

  fileprivate static let nearMisses: [Control] = [
    ("W_XE", CoordinateLaw.skewed(probability: 0.05)), ("V_E", .shifted(mean: 0.1)),
  ].map { check, law in
    .nearMiss(
      of: twoOfSix, law.words, check: check,
      TrainedBlocks(problem: twoOfSix.problem, law: law, shares: twoOfSix.shares))
  }
}
