import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D21: the critical point against the laws, the full matrices' end, and layers trained with decay or on noisy labels.
  public static let d21WeightDecay = ClaimJudgment(
    claim: .d21WeightDecay,
    experiments: DecayedLaw.all + DecayedMatrices.all + DecayedLayer.all + NoisyLabels.all,
    controls: DecayedLaw.controls + DecayedMatrices.controls + DecayedLayer.controls + NoisyLabels.controls,
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      let decays = try DecayedLaw.decays.filter { try DecayedEnd(problem: own.problem, decay: $0).isInRange }
      guard let largest = decays.first else {
        throw TheoryError(
          value: "\(own.problem)", rule: "a problem whose end is near the law at lambda = 10^-9")
      }
      let law: [any Experiment] = [DecayedLaw(problem: problem, decays: decays)]
      let isSmall = own.problem.tokens <= 8 && own.problem.dimension <= 4
      return law + (isSmall ? [DecayedMatrices(item: DecayCase(problem, largest))] : [])
    })
}

/// A problem with a weight decay.
struct DecayCase: Hashable, Sendable {
  let problem: SmallProblem
  let decay: Double

  init(_ problem: SmallProblem, _ decay: Double) {
    self.problem = problem
    self.decay = decay
  }

  var name: String { "\(problem.name), lambda \(NumberText.short(decay))" }

  func end() throws -> DecayedEnd { try DecayedEnd(problem: problem.problem(), decay: decay) }
}

/// The critical point of the reduced flow with decay, solved to rounding, against the laws.
struct DecayedLaw: Experiment {
  let problem: SmallProblem
  /// The decays lambda.
  var decays = DecayedLaw.decays
  /// The share by which the law is told a larger lambda.
  var decayExcess = 0.0
  /// Whether the law is told without its next order.
  var isLeading = false
  /// The share by which the velocity is told a larger lambda.
  var velocityExcess = 0.0
  /// In a near miss the one check that must refute it.
  var refuter = ""

  static let logitCheck = "C"
  static let riskCheck = "R"
  static let criticalCheck = "critical"
  static let decays = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]

  static let all: [any Experiment] = cases
  private static let fiveTokens = DecayedLaw(problem: SmallProblem(5, 2, 2))
  private static let cases: [DecayedLaw] =
    [fiveTokens]
    + [(8, 3, 2), (6, 2, 5), (4, 20, 2)].map { DecayedLaw(problem: SmallProblem($0.0, $0.1, $0.2)) }
    + [(20, 5, 3), (12, 1, 1), (100, 50, 10)].map {
      // At 10^-3 h is above 0.3 there.
      DecayedLaw(problem: SmallProblem($0.0, $0.1, $0.2), decays: Array(decays.dropFirst()))
    }

  static let controls: [Control] =
    cases.flatMap { original in
      [logitCheck, riskCheck].flatMap { check -> [Control] in
        var larger = original
        larger.decayExcess = 0.01
        larger.refuter = check
        var leading = original
        leading.isLeading = true
        leading.refuter = check
        return [
          .nearMiss(of: original, "the law of a lambda 1 % larger", check: check, larger),
          .nearMiss(of: original, "no next order", check: check, leading),
        ]
      }
    }
    + cases.map { original in
      var changed = original
      changed.velocityExcess = 1e-6
      return .nearMiss(
        of: original, "a lambda larger by 10^-6 in the velocity", check: criticalCheck, changed)
    } + [
      {
        var whole = fiveTokens
        whole.decayExcess = 1
        return .otherWorld(of: fiveTokens, "the law of 2 lambda", check: logitCheck, whole)
      }()
    ]

  struct Row: EvidenceRow {
    /// The critical point and the law at one lambda.
    struct Point: Codable, Hashable, Sendable {
      let decay: Double
      let logit: Double
      let logitLaw: Double
      let leadingLogit: Double
      let risk: Double
      /// The risk over the law with its next order.
      let riskRatio: Double
      /// The velocity with decay at the critical point, by D2's system.
      let velocity: Double
    }

    let points: [Point]

    static let columns: [Column<Row>] = [
      Column(series: "lambda") { $0.points.map(\.decay) },
      Column(series: "C", digits: 7) { $0.points.map(\.logit) },
      Column(series: "C law", digits: 7) { $0.points.map(\.logitLaw) },
      // The next order adds to C*.
      Column(series: "C*", digits: 7) { $0.points.map(\.leadingLogit) }.atMost { $0.points.map(\.logitLaw) },
      Column(series: "(C - C*) / sqrt(lambda)") { row in
        row.points.map { ($0.logit - $0.leadingLogit) / $0.decay.squareRoot() }
      }.within(-2...2),
      // At rest the pull lambda C is C', a multiple of R to leading order.
      Column(series: "R") { $0.points.map(\.risk) }.near(within: 0.1) { row in
        row.points.last.map { last in
          row.points.map { $0.decay * $0.logit * last.risk / (last.decay * last.logit) }
        } ?? []
      },
      Column(series: "R / law", digits: 7) { $0.points.map(\.riskRatio) },
      Column(series: "velocity left") { $0.points.map(\.velocity) },
    ]
    static let conditions: Set<String> = ["decay"]
  }

  var claim: Claim { .d21WeightDecay }
  var name: String {
    "\(problem.name), critical point" + (decayExcess == 0 ? "" : ", lambda larger by \(decayExcess)")
      + (velocityExcess == 0 ? "" : ", lambda larger by \(velocityExcess) in the velocity")
      + (isLeading ? ", no next order" : "") + (refuter.isEmpty ? "" : ": \(refuter)")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    return Row(
      points: try decays.map { decay in
        let end = try DecayedEnd(problem: problem, decay: decay)
        let told = try DecayedEnd(problem: problem, decay: decay * (1 + decayExcess))
        let state = try end.solve()
        let velocity = try end.system.velocity(alpha: state.alpha, logit: state.logit)
        let pull = decay * (1 + velocityExcess)
        return Row.Point(
          decay: decay, logit: state.logit, logitLaw: isLeading ? told.logitLaw : told.logit,
          leadingLogit: told.logitLaw, risk: state.risk,
          riskRatio: state.risk / (isLeading ? told.riskLaw : told.risk),
          velocity: max(abs(velocity.alpha - pull * state.alpha), abs(velocity.logit - pull * state.logit)))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let predicates = try row.points.map {
      D21WeightDecayPredicate(try DecayedEnd(problem: problem, decay: $0.decay))
    }
    let pairs = Array(zip(predicates, row.points))
    return [
      Check(
        Self.logitCheck, .all(pairs.map { $0.judge(logit: $1.logit, law: $1.logitLaw) }),
        detects: .init(2 * (predicates.map(\.allowed).min() ?? .nan), "of lambda")),
      Check(
        Self.riskCheck, .all(pairs.map { $0.judge(riskRatio: $1.riskRatio) }),
        detects: .init(2 * (predicates.map(\.allowed).min() ?? .nan), "of the risk")),
      Check(
        Self.criticalCheck, .all(row.points.map { .within(1e-14, deviation: $0.velocity, "velocity left") }),
        detects: .init(2e-14, "of the velocity")),
    ]
  }
}
