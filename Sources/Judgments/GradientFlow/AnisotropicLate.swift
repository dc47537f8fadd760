import Evidence
import Theory

/// The reduced descent to t = 10^6: 2 kappa t R against its expansion and, for fixed q, the fitted coefficient of ln(t)/t.
struct AnisotropicLate: Experiment {
  let item: AnisotropicCase
  var step = 0.5
  var change = Change.none

  /// What is claimed in place of the law.
  enum Change: Hashable, Sendable {
    case none
    /// kappa times a factor in the limit.
    case kappa(Double)
    /// The term in 1/sqrt(t) times a factor.
    case halfPower(Double)
    /// The coefficient of the isotropic problem of the same d.
    case isotropic
    /// The coefficient with tr Sigma times a factor.
    case trace(Double)
    /// The coefficient of another step.
    case step(Double)

    var name: String? {
      switch self {
      case .none: nil
      case .kappa(let factor): "kappa told \(factor) times as large"
      case .halfPower(let factor): "the term 1/sqrt(t) times \(factor)"
      case .isotropic: "the coefficient of isotropic tokens"
      case .trace(let factor): "the coefficient of a trace \(factor) times as large"
      case .step(let step): "the coefficient of step \(step)"
      }
    }
  }

  static let limitCheck = "2 kappa t R"
  static let coefficientCheck = "coefficient"

  static let all: [any Experiment] =
    (AnisotropicCase.fixed + AnisotropicCase.random).map { AnisotropicLate(item: $0) }
    + [AnisotropicLate(item: .fiveTokens, step: 1.5)]

  static let controls: [Control] = {
    func miss(_ check: String, _ item: AnisotropicCase, _ change: Change) -> Control {
      .nearMiss(
        of: AnisotropicLate(item: item), change.name ?? "", check: check,
        AnisotropicLate(item: item, change: change))
    }
    let fixed = AnisotropicCase.fixed
    return (fixed + AnisotropicCase.random).map { miss(limitCheck, $0, .kappa(1.001)) }
      + AnisotropicCase.random.map { miss(limitCheck, $0, .halfPower(1.1)) }
      + fixed.flatMap { item in
        [Change.isotropic, .trace(1.05), .step(0)].map { miss(coefficientCheck, item, $0) }
      } + [
        .otherWorld(
          of: AnisotropicLate(item: .fiveTokens), "kappa = 1/T", check: limitCheck,
          AnisotropicLate(item: .fiveTokens, change: .kappa(0.8)))
      ]
  }()

  struct Row: EvidenceRow {
    let times: [Double]
    /// 2 kappa t R, kappa as claimed.
    let scaledRisks: [Double]
    let expansions: [Double]
    /// The delay tau.
    let delay: Double
    /// The fitted slope, its half-width and the claimed coefficient; nil where q is random.
    let slope: Double?
    let halfWidth: Double?
    let coefficient: Double?

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.times },
      Column(series: "2 kappa t R", digits: 8) { $0.scaledRisks },
      Column(series: "expansion", digits: 8) { $0.expansions },
      Column("slope", digits: 6) { $0.slope }, Column("half-width") { $0.halfWidth },
      Column("coefficient", digits: 6) { $0.coefficient },
    ]
    static let conditions: Set<String> = ["times", "delay"]
  }

  var claim: Claim { .d18UniversalRate }
  var name: String { "\(item.name), step \(step)" + (change.name.map { ", \($0)" } ?? "") }

  private func lastTime(_ effort: Effort) -> Double { effort.pick(quick: 1e5, standard: 3e5, thorough: 1e6) }

  /// A quick run ends before some near misses can be seen.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && change != .none ? 0 : 1 }

  func cost(_ effort: Effort) -> Cost {
    Cost(
      seconds: lastTime(effort) / step
        * (2e-8 * Double(item.sizes.sizes.count) * (1 + Double(item.variances.count) / 2)),
      shared: [])
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.system()
    let predicate = try AnisotropicMatrices.predicate(system, step: step)
    let end = lastTime(settings.effort)
    let from = 100 * predicate.delay
    guard from < end / 3 else {
      throw TheoryError(value: "tau = \(predicate.delay)", rule: "tau <= \(end / 300)")
    }
    var path = try AnisotropicDescent(system, stepSize: step)
    let states = try path.states(
      after: Elementary.logSpaced(1.01 * from, end, count: 40).map { Int(($0 / step).rounded()) })
    let expansion = predicate.expansion
    var (kappa, extra) = (system.kappa, 0.0)
    if case .kappa(let factor) = change { kappa *= factor }
    if case .halfPower(let factor) = change { extra = (factor - 1) * expansion.halfPower }
    let fit =
      item.sizes.isFixed
      ? try NextOrderFit(
        limit: expansion.limit, timeScale: expansion.timeScale, times: states.map(\.time),
        risks: states.map(\.risk), delay: predicate.delay, relativeError: 1e-13) : nil
    let shown = [0, 13, 26, 39].map { states[$0] }
    return Row(
      times: shown.map(\.time), scaledRisks: shown.map { 2 * kappa * $0.time * $0.risk },
      expansions: shown.map { expansion.scaledRisk(time: $0.time) + extra / $0.time.squareRoot() },
      delay: predicate.delay, slope: fit?.slope, halfWidth: fit?.halfWidth,
      coefficient: item.sizes.isFixed ? try coefficient() : nil)
  }

  private func coefficient() throws -> Double {
    switch change {
    case .isotropic:
      let problem = try Problem(
        tokens: item.tokens, dimension: item.variances.count, sparsity: item.sizes.sizes[0])
      return try D10NextOrder.coefficient(
        FlowSystem(problem: problem, positions: item.positions), stepSize: step)
    case .trace(let factor):
      var other = item
      other.variances = item.variances.map { $0 * factor }
      return try LateExpansion(other.system(), stepSize: step).coefficient
    case .step(let other): return try LateExpansion(item.system(), stepSize: other).coefficient
    case .none, .kappa, .halfPower: return try LateExpansion(item.system(), stepSize: step).coefficient
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let allowed = row.times.map { 1.5 * row.delay / $0 }
    let late = row.times.indices.map {
      D18UniversalRatePredicate.judge(
        scaledRisk: row.scaledRisks[$0], expansion: row.expansions[$0], time: row.times[$0], delay: row.delay)
    }
    var checks = [
      Check(
        Self.limitCheck, .all(late), detects: .init(2 * (allowed.min() ?? .nan), "of the limit"))
    ]
    if let slope = row.slope, let halfWidth = row.halfWidth, let coefficient = row.coefficient {
      let verdict = D18UniversalRatePredicate.judge(
        slope: slope, halfWidth: halfWidth, coefficient: coefficient)
      checks.append(
        Check(
          Self.coefficientCheck, verdict,
          detects: .init(2 * halfWidth / abs(coefficient), "of the coefficient")))
    }
    return checks
  }
}
