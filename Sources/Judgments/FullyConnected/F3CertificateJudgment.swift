import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F3: a network's excess beside what its first layer loses, on trained networks of every kind and on others as they
  /// are drawn.
  ///
  /// First layers are narrower than Td: from there on nothing is lost and the identity says nothing. It holds for any
  /// network, so problems beyond the trained one take networks before training.
  public static let f3Certificate = ClaimJudgment(
    claim: .f3Certificate,
    experiments: NetworkIdentity.all + UntrainedIdentity.all, controls: NetworkIdentity.controls,
    own: .takes(required: [.width], optional: [.steps]) { own in
      let recipe = try NetworkRecipe.own(own)
      guard recipe.isNarrow else {
        throw TheoryError(
          value: "width = \(recipe.width)",
          rule: "width < Td = \(recipe.problem.inputDimension): wider layers lose nothing")
      }
      return [NetworkIdentity(recipe: recipe)]
    })
}

/// F3's identity on a trained network.
struct NetworkIdentity: Experiment {
  /// Whose certificate the outputs are held against.
  enum FirstLayer: Hashable, Sendable {
    case itsOwn
    case beforeTraining
    /// Its own with the first row turned out of the row space.
    case rowTurned(degrees: Double)

    var name: String {
      switch self {
      case .itsOwn: ""
      case .beforeTraining: ", certificate before training"
      case .rowTurned(let degrees): ", a row turned by \(degrees) degrees"
      }
    }
  }

  let recipe: NetworkRecipe
  var firstLayer = FirstLayer.itsOwn
  /// The variance of the tokens from which the losses are formed, 1 in F3.
  var tokenVariance = 1.0
  var count: @Sendable (Effort) -> Int = { _ in 1 }

  private static let narrow = NetworkRecipe.onTheLine.filter(\.isNarrow)

  static let all: [any Experiment] =
    narrow.map { recipe in NetworkIdentity(recipe: recipe) { recipe.repetitionsOnTheLine($0) } }
    + NetworkRecipe.variety.filter(\.isNarrow).map { recipe in
      NetworkIdentity(recipe: recipe) { recipe.repetitionsInVariety($0) }
    }

  /// A row turned by 10 degrees at every width, tokens of variance 1.05, and another first layer altogether.
  static let controls: [Control] =
    narrow.flatMap { recipe -> [Control] in
      let once: @Sendable (Effort) -> Int = { min(1, recipe.repetitionsOnTheLine($0)) }
      let original = NetworkIdentity(recipe: recipe)
      return [
        .nearMiss(
          of: original, "a row of W turned by 10 degrees", check: "uncorrelated",
          NetworkIdentity(recipe: recipe, firstLayer: .rowTurned(degrees: 10), count: once)),
        .nearMiss(
          of: original, "tokens of variance 1.05", check: "lost part",
          NetworkIdentity(recipe: recipe, tokenVariance: 1.05, count: once)),
      ]
    } + [
      .otherWorld(
        of: NetworkIdentity(recipe: .onTheLine(width: 4)),
        "the certificate of the first layer before training",
        NetworkIdentity(recipe: .onTheLine(width: 4), firstLayer: .beforeTraining))
    ]

  var claim: Claim { .f3Certificate }
  var name: String {
    recipe.name + firstLayer.name + (tokenVariance == 1 ? "" : ", tokens of variance \(tokenVariance)")
  }
  func repetitions(_ effort: Effort) -> Int { count(effort) }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> F3IdentityRow {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let result = try await network.result()
    return try F3IdentityRow(sums(network, result), falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F3IdentityRow) throws -> [Check] { try row.checks(recipe.problem.problem()) }

  private func sums(_ network: TrainedNetwork, _ result: TrainedNetwork.Result) throws -> CertificateSums {
    switch firstLayer {
    case .itsOwn where tokenVariance == 1: return result.sums
    case .itsOwn:
      return try network.evaluate(
        result.trained, certificate: result.sums.certificate, tokenScale: tokenVariance.squareRoot())
    case .beforeTraining:
      return try network.evaluate(
        result.trained,
        certificate: FirstLayerCertificate(
          problem: recipe.problem.problem(), weights: result.initial.tokenWeights(recipe.problem.problem())))
    case .rowTurned(let degrees):
      return try network.evaluate(
        result.trained,
        certificate: result.sums.certificate.turned(network: result.trained, degrees: degrees))
    }
  }
}

/// F3's identity on a network as it is drawn: the shortest sequence, q = 1, and q above T/2, with a width below Td.
struct UntrainedIdentity: Experiment {
  let problem: SmallProblem
  let width: Int
  /// The number of samples.
  var samples = 50_000

  static let all: [any Experiment] = [
    UntrainedIdentity(problem: SmallProblem(2, 3, 1), width: 4),
    UntrainedIdentity(problem: SmallProblem(6, 2, 1), width: 7),
    UntrainedIdentity(problem: SmallProblem(6, 2, 4), width: 5),
  ]

  var claim: Claim { .f3Certificate }
  var name: String { "\(problem.name), width \(width), before training" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 5, thorough: 20) }

  func run(_ trial: Trial, _ settings: Settings) throws -> F3IdentityRow {
    let problem = try problem.problem()
    let address = try trial.address(settings, purpose: .initialization)
    let shape = try FullyConnectedShape(problem, hidden: [width, 64])
    let network = FullyConnectedNetwork<Float>(initializing: shape, address: address)
    let sums = try CertificateSums(
      of: network, firstLayer: network, problem: problem, address: address, samples: samples)
    return try F3IdentityRow(sums, falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F3IdentityRow) throws -> [Check] { try row.checks(problem.problem()) }
}

/// Both sides of F3's identity, with the intervals of the two parts of their mean difference.
///
/// With l the part of the target that the first layer loses, `loss - |c|^2 - tr A = -2 c^T l + (|l|^2 - tr A)`: the first
/// part is the network's, the second the tokens'. Each is judged, and together they are the identity.
struct F3IdentityRow: EvidenceRow {
  let width: Int
  let rank: Int
  let rankTolerance: Double
  let largestSingularValue: Double?
  let smallestSingularValue: Double?
  let meanLoss: Double
  let excess: Double
  let certificate: Double
  /// The mean of `-2 c^T l`, and its standard error.
  var cross: Measured
  let crossStandardError: Double
  /// The mean of `|l|^2 - tr A`, and its standard error.
  var lost: Measured
  let lostStandardError: Double

  static let columns: [Column<F3IdentityRow>] = [
    Column(count: "width") { $0.width },
    Column(count: "rank") { $0.rank },
    Column("rank tolerance") { $0.rankTolerance }.atMost { row in
      row.rank == row.width ? row.smallestSingularValue.map { [$0] } ?? [] : []
    },
    Column("largest singular value") { $0.largestSingularValue }.atLeast { row in
      row.smallestSingularValue.map { [$0] } ?? []
    },
    Column("smallest singular value") { $0.smallestSingularValue },
    Column("mean loss") { $0.meanLoss }.near(within: 0.15) { [$0.excess + $0.certificate] },
    Column("excess") { $0.excess },
    Column("certificate") { $0.certificate },
    Column("mean of -2 c.l") { $0.cross.estimate },
    Column("reach of -2 c.l") { $0.cross.reach },
    Column("mean of |l|^2 - tr A") { $0.lost.estimate },
    Column("reach of |l|^2 - tr A") { $0.lost.reach },
  ]

  /// A network's sums; either part takes half of the false alarm.
  init(_ sums: CertificateSums, falseAlarm: Double) throws {
    width = sums.certificate.width
    rank = sums.certificate.rank
    rankTolerance = sums.certificate.rankTolerance
    largestSingularValue = sums.certificate.singularValues.first
    smallestSingularValue = sums.certificate.singularValues.last
    meanLoss = sums.meanLoss
    excess = sums.excess
    certificate = sums.certificate.value
    cross = try sums.measuredCross(falseAlarm: falseAlarm / 2)
    crossStandardError = sums.crossVariance.squareRoot() / Double(sums.count)
    lost = try sums.measuredLost(falseAlarm: falseAlarm / 2)
    lostStandardError = (2 * sums.squaredNormSum).squareRoot() / Double(sums.count)
  }

  func checks(_ problem: Problem) throws -> [Check] {
    let predicate = try F3Predicate(problem: problem)
    let risk = excess + certificate
    return [
      Check(
        "uncorrelated", predicate.judge(deviation: cross), falseAlarm: cross.falseAlarm,
        detects: .init(
          reach: cross.reach, standardError: crossStandardError, of: risk, "of the risk")),
      Check(
        "lost part", predicate.judge(deviation: lost), falseAlarm: lost.falseAlarm,
        detects: .init(reach: lost.reach, standardError: lostStandardError, of: risk, "of the risk")),
    ]
  }
}
