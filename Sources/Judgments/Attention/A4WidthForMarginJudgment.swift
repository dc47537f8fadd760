import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A4: scores of fresh positions and subsets, and lengths of their queries, against their laws; margin failures against
  /// their probability; and the least width against what suffices and what is necessary.
  public static let a4WidthForMargin = ClaimJudgment(
    claim: .a4WidthForMargin,
    experiments: ScoreLaw.all + LeastPositionWidth.all,
    controls: ScoreLaw.controls + LeastPositionWidth.controls,
    own: .takes(required: [.positions], optional: []) { own in
      guard let positions = own.positions, positions.law == .gaussian else {
        throw TheoryError(value: "positions", rule: "gaussian positions of a width of at least sparsity")
      }
      guard positions.dimension <= 4096 else {
        throw TheoryError(value: "positions in R^\(positions.dimension)", rule: "a width of at most 4096")
      }
      let law = try A4WidthForMargin(
        sparsity: own.problem.sparsity, positionDimension: positions.dimension)
      return [
        ScoreLaw(sparsity: law.sparsity, width: law.positionDimension, margin: 0, tokens: own.problem.tokens),
        LeastPositionWidth(sparsity: law.sparsity, margin: 0.5, failure: 0.01, tokens: [own.problem.tokens]),
      ]
    },
    figures: { _ in [try MarginHistogram.figure()] })
}

/// Scores of tokens outside the subset on Gaussian positions, one a draw, so that the samples are independent.
///
/// Beside them stands the distance of the same law from rademacher and sphere positions, for which it is not claimed.
struct ScoreLaw: Experiment {
  let sparsity: Int
  let width: Int
  let margin: Double
  let tokens: Int
  var query = Query.dual
  /// What is claimed of the draws.
  var claimed = ClaimedScores()
  /// The number of draws in place of the effort's, for a calibration; rademacher and sphere positions are then left out.
  var ownDraws: Int?

  init(sparsity: Int, width: Int, margin: Double, tokens: Int? = nil) {
    self.sparsity = sparsity
    self.width = width
    self.margin = margin
    self.tokens = tokens ?? sparsity + 8
  }

  /// From d_e = q, the heaviest tail, to 512.
  static let all: [ScoreLaw] = [
    (1, 1, 0.0), (1, 8, 0.25), (2, 2, 0.0), (3, 3, 0), (3, 4, 0), (3, 16, 0), (3, 64, 0.25), (3, 162, 0.5),
    (8, 8, 0), (8, 64, 0.25), (5, 512, 0.75),
  ].map { ScoreLaw(sparsity: $0.0, width: $0.1, margin: $0.2) }

  struct Row: EvidenceRow {
    let draws: Int
    /// The distance of the scores from their law, and of q/r^2 from its own.
    let distance: Measured
    let lengthDistance: Measured
    /// The sum over draws of q/r^2, and of all squared scores over r^2.
    var inverseSquares: Double
    var scaledSquares: Double
    var failure: Measured
    let probability: Double
    let unionBound: Double
    /// The distances of rademacher and sphere positions' scores from Student's law.
    let rademacher: Double?
    let sphere: Double?

    static let columns: [Column<Row>] = [
      Column(count: "draws") { $0.draws },
      Column("distance") { $0.distance.estimate },
      Column("distance of the length") { $0.lengthDistance.estimate },
      Column("band") { $0.distance.upper - $0.distance.estimate },
      Column("mean of q/r^2") { $0.inverseSquares / Double($0.draws) },
      Column("failures seen, share") { $0.failure.estimate },
      Column("probability") { $0.probability },
      Column("union bound") { $0.unionBound },
      Column("distance, rademacher") { $0.rademacher }.within(0...1),
      Column("distance, sphere") { $0.sphere }.within(0...1),
    ]
  }

  var claim: Claim { .a4WidthForMargin }
  var name: String {
    "T=\(tokens) q=\(sparsity), positions in R^\(width), margin \(margin)"
      + (query == .sum ? ", sum query" : "") + claimed.name.map { ", \($0)" }.joined()
  }
  private var isControl: Bool { query == .sum || !claimed.name.isEmpty }

  /// A control takes what its change needs, at any effort: the normal law is far from the chi-square one in length.
  private func draws(_ effort: Effort) -> Int {
    let most = width > 100 ? 10_000 : 40_000
    if let ownDraws { return ownDraws }
    if isControl { return claimed.isNormal ? 4000 : claimed.extraTokens > 0 ? most : min(most, 15_000) }
    return effort.pick(quick: 3000, standard: most, thorough: 4 * most)
  }

  /// Three laws of positions, each with its T normals a coordinate and its scores.
  func cost(_ effort: Effort) -> Cost {
    let numbers = Double((tokens + sparsity * sparsity) * width)
    return Cost(
      seconds: 3 * Double(draws(effort)) * (4e-9 * numbers + 2e-6), bytes: 64 * Double(draws(effort)))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let sampling = try sampled(trial, settings, .gaussian)
    let count = sampling.scores.count
    let law = try claimed.law(sparsity: sparsity, width: width)
    func distance(_ positions: Positions) throws -> Double? {
      isControl || ownDraws != nil
        ? nil : try claimed.distance(scores: sampled(trial, settings, positions).scores, law)
    }
    func measured(_ distance: Double) throws -> Measured {
      try DvoretzkyKieferWolfowitz.distance(distance, samples: count, falseAlarm: Self.falseAlarm)
    }
    return Row(
      draws: count, distance: try measured(claimed.distance(scores: sampling.scores, law)),
      lengthDistance: try measured(
        claimed.distance(inverseSquares: sampling.spreads.map { Double(sparsity) / $0 }, law)),
      inverseSquares: sampling.spreads.reduce(0) { $0 + Double(sparsity) / $1 },
      scaledSquares: sampling.scaledSquareSum,
      failure: try ClopperPearson(successes: sampling.margins.count { $0 < margin }, trials: count)
        .interval(falseAlarm: Self.falseAlarm),
      probability: try law.failureProbability(tokens: tokens + claimed.extraTokens, margin: margin),
      unionBound: try law.failureBound(tokens: tokens - claimed.fewerInUnion, margin: margin),
      rademacher: try distance(.rademacher), sphere: try distance(.sphere))
  }

  /// Each law of positions has a part of its own of the trial's streams.
  private func sampled(_ trial: Trial, _ settings: Settings, _ positions: Positions) throws -> MarginSampling
  {
    let part = positions == .gaussian ? 0 : positions == .rademacher ? 1 : 2
    return try MarginSampling(
      AttentionSettings(
        problem: Problem(tokens: tokens, dimension: 1, sparsity: sparsity), positions: positions,
        positionDimension: width, query: query, batch: 1, stepSize: 0),
      address: trial.address(settings, part: part), draws: draws(settings.effort))
  }

  /// What each of the five inequalities may spend.
  private static let falseAlarm = Claim.a4WidthForMargin.falseAlarmPerTrial / 5

  /// Five checks by samples, and the union bound by numbers alone.
  ///
  /// A distribution function off by Delta is refuted with probability 0.99 if Delta exceeds the band by 2.33 standard errors
  /// of F_n, 1/(2 sqrt n) at most; a mean or a share if it is off by the half-width and 2.33 standard errors.
  func judge(_ row: Row) throws -> [Check] {
    let law = try claimed.law(sparsity: sparsity, width: width)
    let predicate = A4WidthForMarginPredicate(law)
    let count = Double(row.draws)
    func band(_ distance: Measured) -> Double { distance.upper - distance.estimate }
    let distance = Check.Detectable(
      band(row.distance) + 1e-5 + 1.165 / count.squareRoot(), "in the distribution function")
    let nu = law.student.degreesOfFreedom
    let outside = Double(tokens - sparsity)
    let rate = row.failure.estimate
    let failureError = (max(rate * (1 - rate), 1 / count) / count).squareRoot()
    return [
      Check(
        "law of the scores",
        predicate.judge(distance: row.distance.estimate, band: band(row.distance)),
        falseAlarm: row.distance.falseAlarm, detects: distance),
      Check(
        "law of the query's length",
        predicate.judge(
          distance: row.lengthDistance.estimate, band: band(row.lengthDistance), of: "length"),
        falseAlarm: row.lengthDistance.falseAlarm, detects: distance),
      try sumCheck(
        "degrees of freedom", row.inverseSquares, expected: count * nu, "of nu", predicate),
      try sumCheck(
        "variance of the scores", row.scaledSquares / claimed.variance, expected: count * outside,
        "of the variance", predicate),
      Check(
        "margin failures",
        try predicate.judge(
          failure: row.failure, tokens: tokens + claimed.extraTokens, margin: margin),
        falseAlarm: row.failure.falseAlarm,
        detects: Check.Detectable(
          max(row.failure.upper - rate, rate - row.failure.lower) + 2.33 * failureError,
          "in P(margin < gamma)")),
      Check(
        "union bound", predicate.judge(exact: row.probability, atMost: row.unionBound),
        detects: Check.Detectable(max(0, 1 - row.probability / row.unionBound), "of the bound"),
        margin: .distance),
    ]
  }

  /// A sum of independent squares of normals, as many as it is expected to be: Laurent and Massart's inequality.
  private func sumCheck(
    _ name: String, _ sum: Double, expected: Double, _ unit: String, _ predicate: A4WidthForMarginPredicate
  ) throws -> Check {
    let noise = try ChiSquareDeviation(variance: 2 * expected, largestEigenvalue: 1)
      .measured(deviation: sum - expected, falseAlarm: Self.falseAlarm)
    let measured = Measured(
      estimate: sum, lower: expected + noise.lower, upper: expected + noise.upper,
      falseAlarm: noise.falseAlarm)
    let halfWidth = max(sum - measured.lower, measured.upper - sum)
    return Check(
      name, predicate.judge(sum: measured, expected: expected, name), falseAlarm: noise.falseAlarm,
      detects: Check.Detectable((halfWidth + 2.33 * (2 * expected).squareRoot()) / expected, unit))
  }
}
