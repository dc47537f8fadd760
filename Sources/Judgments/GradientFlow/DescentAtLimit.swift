import Evidence
import Sim
import Theory

/// A side of the step limit, 5 % from it.
enum StepSide: Hashable, Sendable, CaseIterable {
  case below
  case above

  /// The step as a multiple of the limit.
  var multiple: Double { self == .below ? 0.95 : 1.05 }
  var other: StepSide { self == .below ? .above : .below }
}

/// The tokens of most dimensions, at which the limit is least.
private let twentyDimensions = SmallProblem(4, 20, 2)

/// The problems whose descent is judged: W sets the limit in the first three, 0.8, 4.35 and 1.57, V in the others.
private let judgedProblems = [
  twentyDimensions, SmallProblem(5, 4, 3), SmallProblem(6, 12, 4), SmallProblem(3, 8, 1),
  SmallProblem(5, 2, 2), SmallProblem(5, 1, 4),
]

/// The factor a step by which a deviation of 1e-6 from the end of training is multiplied, full matrices, exact expectations.
struct DeviationFactor: Experiment {
  /// Which curvature is said to set the limit.
  enum Curvature: String, Sendable {
    /// The largest, as claimed.
    case largest
    /// 1 % more.
    case larger = "a curvature 1 % larger"
  }

  let problem: SmallProblem
  let side: StepSide
  var told = Curvature.largest
  static let check = "factor"

  static let all: [DeviationFactor] = judgedProblems.flatMap { problem in
    StepSide.allCases.map { DeviationFactor(problem: problem, side: $0) }
  }

  static let controls: [Control] = all.map { original in
    .nearMiss(
      of: original, Curvature.larger.rawValue, check: check,
      DeviationFactor(problem: original.problem, side: original.side, told: .larger))
  }

  struct Row: EvidenceRow {
    let factor: Double
    let stepSize: Double

    static let columns: [Column<Row>] = [
      Column("step") { $0.stepSize }, Column("factor a step", digits: 8) { $0.factor },
    ]
    static let conditions: Set<String> = ["stepSize"]
  }

  var claim: Claim { .d14StepLimit }
  var name: String {
    "\(problem.name), deviation at \(side.multiple) of the limit"
      + (told == .largest ? "" : ", \(told.rawValue)")
  }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 1, thorough: 10) }
  func cost(_ effort: Effort) -> Cost { FullMatrixCost.cost(problem, gradients: 22) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let limit = StepLimit(try problem.oneHotSystem())
    let problem = try problem.problem()
    var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
    let start = LateDescent.nearEnd(problem, logit: 20, scale: 1e-6, stream: &stream)
    let step = side.multiple * limit.value
    let path = try PopulationDescent.path(
      SubsetEnumeration(problem), from: start, method: .gradient, stepSize: step, stride: 1, count: 22)
    let factors = try LateDescent.factors(path)
    return Row(
      factor: limit.logitCurvature > limit.valueCurvature ? factors.rows : factors.value, stepSize: step)
  }

  func judge(_ row: Row) throws -> [Check] {
    let system = try problem.oneHotSystem()
    let limit = StepLimit(system)
    let curvature = (told == .larger ? 1.01 : 1) * limit.largestCurvature
    return [
      Check(
        Self.check,
        D14StepLimitPredicate(system).judge(
          factor: row.factor, stepSize: row.stepSize, curvature: curvature),
        detects: .init(2 * D14StepLimitPredicate.factorTolerance, "in the factor a step"))
    ]
  }
}

/// Descent with the full matrices by exact expectations, 5 % below the step limit and 5 % beyond it.
struct DescentAtLimit: Experiment {
  enum Start: String, Sendable, CaseIterable {
    case zero = "from zero"
    /// V = I, W at logit 3, and deviations of 0.01.
    case nearEnd = "from near the end"
  }

  /// What descent is said to do, where it is not what the side says.
  enum Told: Hashable, Sendable {
    case own
    /// What the other side does.
    case otherSide
    /// What it does below the limit, and the limit is 2q.
    case limitOfValue
    /// What it does with kappa 1 % larger.
    case largerKappa
  }

  let problem: SmallProblem
  let side: StepSide
  let start: Start
  var told = Told.own
  static let steps = 4000
  static let endsCheck = "ends at risk 0"
  static let staysCheck = "does not end at risk 0"

  static let all: [DescentAtLimit] = judgedProblems.flatMap { problem in
    StepSide.allCases.flatMap { side in
      Start.allCases.map { DescentAtLimit(problem: problem, side: side, start: $0) }
    }
  }

  private static let twentyDimensionsFromZero = DescentAtLimit(
    problem: twentyDimensions, side: .below, start: .zero)

  private func saying(_ told: Told) -> DescentAtLimit {
    DescentAtLimit(problem: problem, side: side, start: start, told: told)
  }

  /// At T=5 d=4 q=3 2q is 1.4 times the limit, at T=4 d=20 q=2 five times.
  static let controls: [Control] =
    all.flatMap { original -> [Control] in
      switch original.side {
      case .below:
        [
          .nearMiss(
            of: original, "0.95 of the limit said not to end", check: staysCheck, original.saying(.otherSide)),
          .nearMiss(of: original, "kappa 1 % larger", check: endsCheck, original.saying(.largerKappa)),
        ]
      case .above:
        [
          .nearMiss(
            of: original, "1.05 of the limit said to end", check: endsCheck, original.saying(.otherSide))
        ]
      }
    }
    + Start.allCases.map { start in
      let original = DescentAtLimit(problem: SmallProblem(5, 4, 3), side: .below, start: start)
      return .nearMiss(
        of: original, "2q = 6 taken for the limit 4.35", check: endsCheck, original.saying(.limitOfValue))
    } + [
      .otherWorld(
        of: twentyDimensionsFromZero, "2q = 4 taken for the limit 0.8", check: endsCheck,
        twentyDimensionsFromZero.saying(.limitOfValue))
    ]

  struct Row: EvidenceRow {
    let rate: LateDescent.Rate

    static let columns: [Column<Row>] = [
      Column("time t") { $0.rate.time },
      Column("2 kappa t R, late mean") { $0.rate.lateRisk },
      Column("2 kappa t R at the end") { $0.rate.lastRisk },
      Column("slope of 1/R over 2 kappa", digits: 6) { $0.rate.slope },
    ]
    static let conditions: Set<String> = ["time"]
  }

  var claim: Claim { .d14StepLimit }
  var name: String {
    let change =
      switch told {
      case .own: ""
      case .otherSide: side == .below ? ", said not to end" : ", said to end"
      case .limitOfValue: ", 2q taken for the limit"
      case .largerKappa: ", kappa 1 % larger"
      }
    return "\(problem.name), descent \(start.rawValue) at \(side.multiple) of the limit" + change
  }
  /// A quick run leaves random starts and the larger problems out.
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(
      quick: start == .zero && problem.tokens <= 4 ? 1 : 0, standard: 1, thorough: start == .zero ? 1 : 10)
  }
  func cost(_ effort: Effort) -> Cost { FullMatrixCost.cost(problem, gradients: Double(Self.steps)) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try problem.oneHotSystem()
    let problem = system.problem
    var weights = AttentionWeights(oneHot: problem)
    if start == .nearEnd {
      var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
      weights = LateDescent.nearEnd(problem, logit: 3, scale: 0.01, stream: &stream)
    }
    let limit = told == .limitOfValue ? 2 * Double(problem.sparsity) : StepLimit(system).value
    let step = side.multiple * limit
    let risks = try LateDescent.risks(
      SubsetEnumeration(problem), from: weights, stepSize: step, steps: Self.steps)
    let kappa = (told == .largerKappa ? 1.01 : 1) * system.kappa
    return Row(rate: try LateDescent.Rate(risks: risks, stepSize: step, kappa: kappa))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D14StepLimitPredicate(try problem.oneHotSystem())
    switch told == .otherSide ? side.other : side {
    case .below:
      return [
        Check(
          Self.endsCheck,
          predicate.judge(ends: row.rate.slope, lateRisk: row.rate.lateRisk, time: row.rate.time),
          detects: .init(2 * predicate.allowedRate(time: row.rate.time), "of kappa"))
      ]
    case .above:
      return [Self.stays(row.rate, predicate)]
    }
  }

  /// The check that descent, by exact expectations or on samples, does not end at risk 0.
  static func stays(_ rate: LateDescent.Rate, _ predicate: D14StepLimitPredicate) -> Check {
    Check(
      staysCheck, predicate.judge(stays: rate.lateRisk),
      detects: .init(D14StepLimitPredicate.staysAtLeast - 1, "of 1/(2 kappa t) missing"), margin: .distance)
  }
}
