import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F3: loss against squared excess plus certificate, on trained networks of every kind and on others as they are drawn.
  ///
  /// The identity holds for any network, so problems beyond the trained one take networks before training. The controls
  /// hold a trained network's outputs against the certificate of its first layer before training.
  public static let f3Certificate = ClaimJudgment(
    claim: .f3Certificate,
    experiments: NetworkIdentity.all + UntrainedIdentity.all,
    // A first layer of full rank loses nothing, whichever it is: the control needs m < Td.
    controls: NetworkRecipe.onTheLine.filter { $0.width < 32 }.map { recipe in
      .otherWorld(
        of: NetworkIdentity(recipe: recipe), "the certificate of the first layer before training",
        NetworkIdentity(recipe: recipe, firstLayer: .beforeTraining) {
          min(1, recipe.repetitionsOnTheLine($0))
        })
    },
    own: .takes(required: [.width], optional: [.steps]) { own in
      [NetworkIdentity(recipe: try .own(own))]
    })
}

/// F3's identity on a trained network.
struct NetworkIdentity: Experiment {
  /// Whose certificate the outputs are held against.
  enum FirstLayer: Sendable { case itsOwn, beforeTraining }

  let recipe: NetworkRecipe
  var firstLayer = FirstLayer.itsOwn
  var count: @Sendable (Effort) -> Int = { _ in 1 }

  static let all: [any Experiment] =
    NetworkRecipe.onTheLine.map { recipe in
      NetworkIdentity(recipe: recipe) { recipe.repetitionsOnTheLine($0) }
    }
    + NetworkRecipe.variety.map { recipe in
      NetworkIdentity(recipe: recipe) { recipe.repetitionsInVariety($0) }
    }

  var claim: Claim { .f3Certificate }
  var name: String {
    recipe.name + (firstLayer == .itsOwn ? "" : ", certificate before training")
  }
  func repetitions(_ effort: Effort) -> Int { count(effort) }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> F3IdentityRow {
    let network = TrainedNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let result = try await network.result()
    let sums =
      firstLayer == .itsOwn
      ? result.sums : try network.evaluate(result.trained, firstLayer: result.initial)
    return try F3IdentityRow(sums, falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F3IdentityRow) throws -> [Check] { try row.checks(recipe.problem.problem()) }
}

/// F3's identity on a network as it is drawn: the shortest sequence, q = 1, and q above T/2, with a width below Td.
struct UntrainedIdentity: Experiment {
  let problem: SmallProblem
  let width: Int

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
      of: network, firstLayer: network, problem: problem, address: address, samples: 50_000)
    return try F3IdentityRow(sums, falseAlarm: claim.falseAlarmPerTrial)
  }

  func judge(_ row: F3IdentityRow) throws -> [Check] { try row.checks(problem.problem()) }
}

/// Both sides of F3's identity, with the interval of their mean difference that its conditional variance gives.
struct F3IdentityRow: EvidenceRow {
  let width: Int
  let rank: Int
  let rankTolerance: Double
  let singularValues: [Double]
  let meanLoss: Double
  let excess: Double
  let certificate: Double
  /// The mean of `loss - |c|^2 - tr A`.
  let deviation: Measured

  static let columns: [Column<F3IdentityRow>] = [
    Column(count: "width") { $0.width },
    Column(count: "rank") { $0.rank },
    Column("rank tolerance") { $0.rankTolerance },
    Column("largest singular value") { $0.singularValues.first },
    Column("smallest singular value") { $0.singularValues.last },
    Column("mean loss") { $0.meanLoss },
    Column("excess") { $0.excess },
    Column("certificate") { $0.certificate },
    Column("mean deviation") { $0.deviation.estimate },
    Column("interval from") { $0.deviation.lower },
    Column("interval to") { $0.deviation.upper },
  ]

  init(_ sums: CertificateSums, falseAlarm: Double) throws {
    width = sums.certificate.width
    rank = sums.certificate.rank
    rankTolerance = sums.certificate.rankTolerance
    singularValues = sums.certificate.singularValues
    meanLoss = sums.meanLoss
    excess = sums.excess
    certificate = sums.certificate.value
    deviation = try sums.measuredDeviation(falseAlarm: falseAlarm)
  }

  func checks(_ problem: Problem) throws -> [Check] {
    [
      Check(
        "identity", try F3Predicate(problem: problem).judge(deviation: deviation),
        falseAlarm: deviation.falseAlarm)
    ]
  }
}
