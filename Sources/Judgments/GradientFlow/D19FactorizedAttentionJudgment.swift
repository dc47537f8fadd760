import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D19: the reduced flow late and on its plateau, the full matrices K, Q, V, and layers trained on samples.
  public static let d19FactorizedAttention = ClaimJudgment(
    claim: .d19FactorizedAttention,
    experiments: FactorizedLate.all + FactorizedPlateau.all + FactorizedMatrices.all + FactorizedLayer.all,
    controls: FactorizedLate.controls + FactorizedPlateau.controls + FactorizedMatrices.controls
      + FactorizedLayer.controls,
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      // Throws where tau is not calibrated.
      _ = try D19FactorizedAttentionPredicate(FactorCase(problem, 0.1).law())
      let reduced: [any Experiment] = [
        FactorizedLate(item: FactorCase(problem, 0.1)), FactorizedPlateau(problem: problem),
      ]
      let isSmall = own.problem.tokens <= 8 && own.problem.dimension <= 4
      return reduced + (isSmall ? [FactorizedMatrices(item: FactorCase(problem, 0.3))] : [])
    })
}

/// A problem with the scale eps of K(0) = Q(0) = eps I.
struct FactorCase: Hashable, Sendable {
  let problem: SmallProblem
  let scale: Double

  init(_ problem: SmallProblem, _ scale: Double) {
    self.problem = problem
    self.scale = scale
  }

  var name: String { "\(problem.name), eps \(NumberText.short(scale))" }

  func law() throws -> FactorizedAttention {
    try FactorizedAttention(problem: problem.problem(), scale: scale)
  }
}

/// The reduced flow of the factors late in training, against li(e^{2C}) = tau and R = (d N/q^2) e^{-2C}.
struct FactorizedLate: Experiment {
  let item: FactorCase
  /// The share by which the law's clock tau is told larger.
  var clockExcess = 0.0
  /// The factor by which the growth of the next order is told larger.
  var growthFactor = 1.0
  /// What is trained; in a control W as a whole.
  var keyQuery = KeyQueryTraining.factors
  /// In a near miss the one check that must refute it.
  var refuter = ""

  static let clockCheck = "li(e^2C)"
  static let riskCheck = "2 kappa t R"
  static let growthCheck = "next order"

  static let all: [any Experiment] = cases.map { FactorizedLate(item: $0) }

  private static let twentyTokens = FactorCase(SmallProblem(20, 5, 3), 0.1)
  private static let cases = [
    FactorCase(SmallProblem(5, 2, 2), 0.3), twentyTokens, FactorCase(SmallProblem(8, 3, 2), 0.5),
    FactorCase(SmallProblem(6, 2, 5), 0.01), FactorCase(SmallProblem(12, 1, 1), 0.2),
    FactorCase(SmallProblem(100, 50, 10), 1e-4), FactorCase(SmallProblem(1000, 5, 3), 1e-6),
  ]

  static let controls: [Control] =
    cases.flatMap { item -> [Control] in
      let original = FactorizedLate(item: item)
      func miss(_ change: String, _ check: String, _ set: (inout FactorizedLate) -> Void) -> Control {
        var changed = original
        set(&changed)
        changed.refuter = check
        return .nearMiss(of: original, change, check: check, changed)
      }
      return [
        miss("a clock faster by 2e-5", clockCheck) { $0.clockExcess = 2e-5 },
        miss("a clock faster by 2e-5", riskCheck) { $0.clockExcess = 2e-5 },
        miss("a next order that grows 1.03 times as fast", growthCheck) { $0.growthFactor = 1.03 },
      ]
    } + [
      .otherWorld(
        of: FactorizedLate(item: twentyTokens), "W trained whole", check: clockCheck,
        FactorizedLate(item: twentyTokens, keyQuery: .whole))
    ]

  struct Row: EvidenceRow {
    /// What is seen at one time.
    struct Moment: Codable, Hashable, Sendable {
      let time: Double
      let logit: Double
      /// li(e^{2C}) over the law.
      let ratio: Double
      let nextOrder: Double
      let scaledRisk: Double
      /// 2 kappa t R over the law.
      let riskRatio: Double
    }

    let moments: [Moment]
    /// How (1 - ratio) t grows from the second time to the last but one, over the next order's growth.
    let growthRatio: Double

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.moments.map(\.time) },
      Column(series: "C") { $0.moments.map(\.logit) },
      Column(series: "li(e^2C) / law", digits: 8) { $0.moments.map(\.ratio) },
      // li(x)/x at x = e^(2C), to the third order in 1/ln x.
      Column(series: "2 kappa t R", digits: 6) { $0.moments.map(\.scaledRisk) }.near(within: 0.05) { row in
        row.moments.map { moment in
          let inverse = 0.5 / moment.logit
          return inverse * (1 + inverse * (1 + 2 * inverse * (1 + 3 * inverse)))
        }
      },
      Column(series: "2 kappa t R / law", digits: 8) { $0.moments.map(\.riskRatio) },
      Column(series: "2 kappa t R ln t") { $0.moments.map { $0.scaledRisk * Elementary.log($0.time) } },
      Column("growth of the next order / law", digits: 6) { $0.growthRatio },
    ]
    static let conditions: Set<String> = ["time"]
  }

  var claim: Claim { .d19FactorizedAttention }
  var name: String {
    "\(item.name), late" + (clockExcess == 0 ? "" : ", a clock faster by \(clockExcess)")
      + (growthFactor == 1 ? "" : ", growth \(growthFactor) times")
      + (keyQuery == .whole ? ", W trained whole" : "") + (refuter.isEmpty ? "" : ": \(refuter)")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.003) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let law = try item.law()
    let predicate = try D19FactorizedAttentionPredicate(law)
    let times = [1e2, 1e3, 1e4, 1e5, 1e6].map { $0 * predicate.delay }
    let moments = try law.flow(keyQuery).states(at: times, tolerance: 1e-13).map { state in
      let scaled = 2 * law.system.kappa * state.time * state.risk
      return Row.Moment(
        time: state.time, logit: state.logit, ratio: try law.clockRatio(state) / (1 + clockExcess),
        nextOrder: try law.nextOrder(time: state.time), scaledRisk: scaled,
        riskRatio: scaled / (try law.scaledRisk(time: state.time)) * (1 + clockExcess))
    }
    let (early, late) = (moments[1], moments[3])
    let growth = late.nextOrder * late.time - early.nextOrder * early.time
    let seen = (1 - late.ratio) * late.time - (1 - early.ratio) * early.time
    return Row(moments: moments, growthRatio: seen / (growthFactor * growth))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try D19FactorizedAttentionPredicate(item.law())
    let last = row.moments.last
    let allowed = last.map { predicate.allowed(time: $0.time) } ?? .nan
    return [
      Check(
        Self.clockCheck,
        .all(row.moments.map { predicate.judge(ratio: $0.ratio, nextOrder: $0.nextOrder, time: $0.time) }),
        detects: .init(2 * allowed, "of K")),
      Check(
        Self.riskCheck,
        .all(
          row.moments.map {
            predicate.judge(riskRatio: $0.riskRatio, nextOrder: $0.nextOrder, time: $0.time)
          }), detects: .init(2 * allowed + 3 * (last?.nextOrder ?? .nan), "of the risk")),
      Check(
        Self.growthCheck, predicate.judge(growthRatio: row.growthRatio),
        detects: .init(2 * D19FactorizedAttentionPredicate.growthTolerance, "of the next order's growth")),
    ]
  }
}
