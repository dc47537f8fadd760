import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F2: the certificate and the mean loss of trained networks of every kind, exact certificates of drawn first layers,
  /// and best predictors on tokens of spherical laws.
  ///
  /// Widths are those below Td; from there on the bound is 0. The controls are predictors that an assumption of F2 leaves
  /// out.
  public static let f2RiskLowerBound = ClaimJudgment(
    claim: .f2RiskLowerBound,
    experiments: NetworkRisk.all + DrawnFirstLayers.all + SphericalTokens.all,
    controls: RiskBelowBound.all.map { outside in
      .otherWorld(of: NetworkRisk.all[0], outside.predictor.assumption, outside)
    },
    own: .takes(required: [.width], optional: [.steps]) { own in
      [NetworkRisk(recipe: try .own(own))]
    })
}

/// A trained network's risk and certificate beside LB(rank).
struct NetworkRisk: Experiment {
  let recipe: NetworkRecipe
  var count: @Sendable (Effort) -> Int = { _ in 1 }

  static let all: [any Experiment] =
    NetworkRecipe.onTheLine.filter(\.isNarrow).map { recipe in
      NetworkRisk(recipe: recipe) { recipe.repetitionsOnTheLine($0) }
    }
    + NetworkRecipe.variety.filter(\.isNarrow).map { recipe in
      NetworkRisk(recipe: recipe) { recipe.repetitionsInVariety($0) }
    }

  var claim: Claim { .f2RiskLowerBound }
  var name: String { recipe.name }
  func repetitions(_ effort: Effort) -> Int { count(effort) }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> F2RiskRow {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    return try F2RiskRow(
      sums.certificate, risk: sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial))
  }

  func judge(_ row: F2RiskRow) throws -> [Check] { try row.checks(recipe.problem.problem()) }
}

/// A predictor's risk beside the bound on it.
struct F2RiskRow: EvidenceRow {
  let width: Int
  let rank: Int
  let risk: Measured
  let certificate: Double
  let bound: Double

  static let columns: [Column<F2RiskRow>] = [
    Column(count: "width") { $0.width },
    Column(count: "rank") { $0.rank },
    Column("risk") { $0.risk.estimate },
    Column("risk, upper end") { $0.risk.upper },
    Column("certificate") { $0.certificate },
    Column("LB(rank)") { $0.bound },
  ]

  init(_ certificate: FirstLayerCertificate, risk: Measured) throws {
    width = certificate.width
    rank = certificate.rank
    self.risk = risk
    self.certificate = certificate.value
    bound = try F2RiskLowerBound.value(problem: certificate.problem, width: certificate.rank)
  }

  /// The certificate and the mean loss against the bound.
  func checks(_ problem: Problem) throws -> [Check] {
    let predicate = try F2RiskPredicate(problem: problem, rank: rank)
    return [
      Check("certificate", predicate.judge(certificate: certificate)),
      Check("mean loss", predicate.judge(risk: risk), falseAlarm: risk.falseAlarm),
    ]
  }
}

/// First layers with entries -1, 0, 1, one of every height from 1 to Td - 1, judged exactly at their exact rank.
struct DrawnFirstLayers: Experiment {
  let problem: SmallProblem

  /// Problems with Td <= 12, where exact projections fit in 128 bits.
  static let all: [any Experiment] = SmallProblem.all.filter { $0.inputDimension <= 12 }.map {
    DrawnFirstLayers(problem: $0)
  }

  struct Row: EvidenceRow {
    struct Layer: Codable, Hashable, Sendable {
      let rank: Int
      let certificate: Rational
    }

    let layers: [Layer]

    static let columns: [Column<Row>] = [Column(count: "first layers") { $0.layers.count }]
  }

  var claim: Claim { .f2RiskLowerBound }
  var grade: Claim.Grade { .exact }
  var name: String { "\(problem.name), drawn first layers" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 5, thorough: 50) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let input = problem.inputDimension
    return Row(
      layers: try (1..<input).map { width in
        var stream = RandomStream(address, step: UInt32(width))
        let entries = (0..<(width * input)).map { _ in Rational(Int(stream.integer(below: 3)) - 1) }
        let weights = try RationalMatrix(rows: width, columns: input, elements: entries)
        let exact = try FirstLayerCertificate.exact(problem: problem, weights: weights)
        return Row.Layer(rank: exact.rank, certificate: exact.value)
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    return try row.layers.map { layer in
      let predicate = try F2RiskPredicate(problem: problem, rank: layer.rank)
      return Check("exact certificate", try predicate.judge(exactCertificate: layer.certificate))
    }
  }
}
