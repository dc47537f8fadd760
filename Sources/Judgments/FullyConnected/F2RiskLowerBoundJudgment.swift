import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F2: the certificate and the risk of trained networks of every kind, exact certificates of drawn first layers, and
  /// best predictors on tokens of spherical laws.
  ///
  /// Widths are those below Td; from there on the bound is 0. The controls are statements wrong by one rank, one row or
  /// a thousandth, and predictors that an assumption of F2 leaves out.
  public static let f2RiskLowerBound = ClaimJudgment(
    claim: .f2RiskLowerBound,
    experiments: NetworkRisk.all + DrawnFirstLayers.all + SphericalTokens.all
      + [EnclosedFormula(formula: .lowerBound)],
    controls: NetworkRisk.nearMisses + DrawnFirstLayers.nearMisses + SphericalTokens.nearMisses
      + EnclosedFormula.nearMisses(.lowerBound)
      + RiskBelowBound.all.map { outside in
        .otherWorld(of: NetworkRisk(recipe: .onTheLine(width: 8)), outside.predictor.assumption, outside)
      },
    own: .takes(required: [.width], optional: [.steps]) { own in
      [NetworkRisk(recipe: try .own(own))]
    })
}

/// A trained network's risk and certificate beside LB(rank).
struct NetworkRisk: Experiment {
  let recipe: NetworkRecipe
  /// The rank held against it is its own less this.
  var ranksFewer = 0
  /// The degrees by which the first row is turned for the closed form of the certificate.
  var degrees = 0.0
  var count: @Sendable (Effort) -> Int = { _ in 1 }

  static let all: [any Experiment] =
    NetworkRecipe.onTheLine.filter(\.isNarrow).map { recipe in
      NetworkRisk(recipe: recipe) { recipe.repetitionsOnTheLine($0) }
    }
    + NetworkRecipe.variety.filter(\.isNarrow).map { recipe in
      NetworkRisk(recipe: recipe) { recipe.repetitionsInVariety($0) }
    }

  /// One rank fewer, one width for each check; and a closed form that is not this layer's.
  static let nearMisses: [Control] =
    [(4, "mean loss"), (8, "certificate"), (16, "risk")].map { width, check in
      let recipe = NetworkRecipe.onTheLine(width: width)
      return .nearMiss(
        of: NetworkRisk(recipe: recipe), "LB(rank - 1)", check: check,
        NetworkRisk(recipe: recipe, ranksFewer: 1) { min(1, recipe.repetitionsOnTheLine($0)) })
    } + [
      .nearMiss(
        of: NetworkRisk(recipe: .onTheLine(width: 4)), "the closed form with a row turned by 0.1 degrees",
        check: "closed form", NetworkRisk(recipe: .onTheLine(width: 4), degrees: 0.1))
    ]

  var claim: Claim { .f2RiskLowerBound }
  var name: String {
    recipe.name + (ranksFewer == 0 ? "" : ", LB(rank - \(ranksFewer))")
      + (degrees == 0 ? "" : ", a row turned by \(degrees) degrees")
  }
  func repetitions(_ effort: Effort) -> Int { count(effort) }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> F2RiskRow {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let result = try await network.result()
    let closedForm =
      degrees == 0
      ? result.sums.certificate
      : try result.sums.certificate.turned(network: result.trained, degrees: degrees)
    return try F2RiskRow(
      result.sums, closedForm: closedForm.value, falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F2RiskRow) throws -> [Check] {
    try row.checks(recipe.problem.problem(), ranksFewer: ranksFewer)
  }
}

/// A predictor's risk beside the bound on it.
struct F2RiskRow: EvidenceRow {
  let width: Int
  let rank: Int
  /// The mean loss.
  var meanLoss: Measured
  /// The standard error of the mean loss.
  let meanLossStandardError: Double
  /// The risk by the control variate, with its standard error, where the predictor's losses were split.
  var risk: Measured?
  let standardError: Double
  /// The mean of tr A_y over all subsets.
  let certificate: Double
  /// The certificate by F1's closed form.
  let closedForm: Double
  let bound: Double

  static let columns: [Column<F2RiskRow>] =
    layerColumns
    + [Column("risk") { $0.risk?.estimate }, Column("risk, upper end") { $0.risk?.upper }] + boundColumns

  /// Those of a first layer alone, without a network's risk.
  static let columnsWithoutRisk = layerColumns + boundColumns

  private static let layerColumns: [Column<F2RiskRow>] = [
    Column(count: "width") { $0.width }, Column(count: "rank") { $0.rank },
  ]

  private static let boundColumns: [Column<F2RiskRow>] = [
    Column("mean loss") { $0.meanLoss.estimate },
    Column("mean loss, upper end") { $0.meanLoss.upper },
    Column("certificate") { $0.certificate },
    Column("LB(rank)") { $0.bound }.atMost { [$0.certificate] },
  ]

  /// A network's sums; the mean loss and the risk each take half of the false alarm.
  init(_ sums: CertificateSums, closedForm: Double? = nil, falseAlarm: Double) throws {
    width = sums.certificate.width
    rank = sums.certificate.rank
    meanLoss = try sums.measuredMeanLoss(falseAlarm: falseAlarm / 2)
    meanLossStandardError = sums.meanLossStandardError
    risk = try sums.measuredRisk(falseAlarm: falseAlarm / 2)
    standardError = sums.controlledStandardError
    certificate = sums.enumeratedCertificate
    self.closedForm = closedForm ?? sums.certificate.value
    bound = try F2RiskLowerBound.value(problem: sums.certificate.problem, width: rank)
  }

  /// A predictor whose mean loss alone is known.
  init(
    _ certificate: FirstLayerCertificate, enumerated: Double, meanLoss: Measured, standardError: Double = 0
  ) throws {
    width = certificate.width
    rank = certificate.rank
    self.meanLoss = meanLoss
    meanLossStandardError = standardError
    risk = nil
    self.standardError = standardError
    self.certificate = enumerated
    closedForm = certificate.value
    bound = try F2RiskLowerBound.value(problem: certificate.problem, width: certificate.rank)
  }

  /// The certificate, its closed form, the mean loss and the risk against the bound.
  func checks(_ problem: Problem, ranksFewer: Int = 0) throws -> [Check] {
    let predicate = try F2RiskPredicate(problem: problem, rank: rank - ranksFewer)
    let unit = "of LB(rank)"
    var checks = [
      Check(
        "certificate", predicate.judge(certificate: certificate),
        detects: .init(predicate.rounding / bound, unit)),
      Check(
        "closed form", predicate.judge(certificate: certificate, closedForm: closedForm),
        detects: .init(predicate.rounding / bound, unit)),
      Check(
        "mean loss", predicate.judge(risk: meanLoss), falseAlarm: meanLoss.falseAlarm,
        detects: .init(
          reach: meanLoss.upper - meanLoss.estimate, standardError: meanLossStandardError, of: bound, unit)),
    ]
    if let risk {
      checks.append(
        Check(
          "risk", predicate.judge(risk: risk), falseAlarm: risk.falseAlarm,
          detects: .init(
            reach: risk.upper - risk.estimate, standardError: standardError, of: bound, unit)))
    }
    return checks
  }
}
