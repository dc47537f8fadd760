import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A4: scores of fresh positions and subsets against Student's law, margin failures against their probability.
  public static let a4WidthForMargin = ClaimJudgment(
    claim: .a4WidthForMargin,
    experiments: ScoreLaw.all,
    controls: [
      ScoreLaw.control(width: 4) { $0.query = .sum }, ScoreLaw.control(width: 16) { $0.query = .sum },
      ScoreLaw.control(width: 4) { $0.claimed = .studentOfWidth },
      ScoreLaw.control(width: 4) { $0.claimed = .normal },
    ],
    own: .takes(required: [.positions], optional: []) { own in
      guard let positions = own.positions, positions.law == .gaussian else {
        throw TheoryError(value: "positions", rule: "gaussian positions of a width of at least sparsity")
      }
      let law = try A4WidthForMargin(
        sparsity: own.problem.sparsity, positionDimension: positions.dimension)
      return [
        ScoreLaw(
          sparsity: law.sparsity, width: law.positionDimension, margin: 0, tokens: own.problem.tokens)
      ]
    },
    figures: { _ in [try MarginHistogram.figure()] })
}

/// Scores of tokens outside the subset on Gaussian positions, one a draw, so that the samples are independent.
///
/// Beside them stands the distance of the same law from rademacher and sphere positions, for which it is not claimed.
struct ScoreLaw: Experiment {
  /// The law that the scores are held against.
  enum Claimed: String, Sendable {
    case student = ""
    case studentOfWidth = "nu = d_e"
    case normal = "normal law N(0, q/d_e)"
  }

  let sparsity: Int
  let width: Int
  let margin: Double
  let tokens: Int
  var query = Query.dual
  var claimed = Claimed.student

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

  static func control(width: Int, _ change: (inout ScoreLaw) -> Void) -> Control {
    let original = ScoreLaw(sparsity: 3, width: width, margin: 0)
    var changed = original
    change(&changed)
    return .otherWorld(of: original, changed.change, check: "law of the scores", changed)
  }

  struct Row: EvidenceRow {
    let draws: Int
    let distance: Double
    let band: Double
    let failure: Measured
    let probability: Double
    let unionBound: Double
    /// The distances of rademacher and sphere positions' scores from Student's law.
    let rademacher: Double
    let sphere: Double

    static let columns: [Column<Row>] = [
      Column(count: "draws") { $0.draws },
      Column("distance") { $0.distance },
      Column("band") { $0.band },
      Column("failures seen, share") { $0.failure.estimate },
      Column("probability") { $0.probability },
      Column("union bound") { $0.unionBound },
      Column("distance, rademacher") { $0.rademacher },
      Column("distance, sphere") { $0.sphere },
    ]
  }

  var claim: Claim { .a4WidthForMargin }
  var name: String {
    "T=\(tokens) q=\(sparsity), positions in R^\(width), margin \(margin)"
      + (change.isEmpty ? "" : ", \(change)")
  }
  private var change: String { query == .sum ? "sum query" : claimed.rawValue }

  /// A control needs a band narrower than the distance of the wrong law.
  private func draws(_ effort: Effort) -> Int {
    let most = width > 100 ? 10_000 : 40_000
    return effort.pick(quick: change.isEmpty ? 3000 : 40_000, standard: most, thorough: 4 * most)
  }

  /// Three laws of positions, each with its T normals a coordinate and its scores.
  func cost(_ effort: Effort) -> Cost {
    let numbers = Double((tokens + sparsity * sparsity) * width)
    return Cost(
      seconds: 3 * Double(draws(effort)) * (4e-9 * numbers + 2e-6), bytes: 48 * Double(draws(effort)))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
    let sampling = try sampled(trial, settings, .gaussian)
    let count = sampling.scores.count
    func distance(_ positions: Positions) throws -> Double {
      try self.distance(sampled(trial, settings, positions).scores, law)
    }
    return Row(
      draws: count, distance: try self.distance(sampling.scores, law),
      band: try DvoretzkyKieferWolfowitz.halfWidth(samples: count, falseAlarm: claim.falseAlarmPerTrial / 2),
      failure: try ClopperPearson(successes: sampling.margins.count { $0 < margin }, trials: count)
        .interval(falseAlarm: claim.falseAlarmPerTrial / 2),
      probability: try law.failureProbability(tokens: tokens, margin: margin),
      unionBound: try law.failureBound(tokens: tokens, margin: margin),
      rademacher: try distance(.rademacher), sphere: try distance(.sphere))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = A4WidthForMarginPredicate(
      try A4WidthForMargin(sparsity: sparsity, positionDimension: width))
    let half = claim.falseAlarmPerTrial / 2
    return [
      Check(
        "law of the scores", predicate.judge(distance: row.distance, band: row.band), falseAlarm: half),
      Check(
        "margin failures", try predicate.judge(failure: row.failure, tokens: tokens, margin: margin),
        falseAlarm: row.failure.falseAlarm),
    ]
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

  private func distance(_ scores: [Double], _ law: A4WidthForMargin) throws -> Double {
    let scale = (Double(width) / Double(sparsity)).squareRoot()
    let sorted = scores.sorted()
    switch claimed {
    case .student:
      return try EmpiricalDistance.supremum(probabilities: sorted.map { try law.cumulative(score: $0) })
    case .studentOfWidth:
      let other = try StudentT(degreesOfFreedom: Double(width))
      return try EmpiricalDistance.supremum(probabilities: sorted.map { try other.cumulative($0 * scale) })
    case .normal:
      return try EmpiricalDistance.supremum(probabilities: sorted.map { try GaussianTail.upper(-$0 * scale) })
    }
  }
}
