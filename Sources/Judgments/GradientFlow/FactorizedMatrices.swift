import Evidence
import Sim
import Theory

/// The full matrices K, Q and V along the flow with exact expectations, against the reduced flow.
struct FactorizedMatrices: Experiment {
  /// What differs from the flow, or from what is told of it.
  enum Change: String, CaseIterable, Sendable {
    case none = ""
    case largerStart = "told eps larger by 10^-5"
    case entry = "an entry of W off by 10^-10"
    case oneFactor = "one factor trained"
    case random = "random K and Q"
  }

  let item: FactorCase
  var change = Change.none

  static let flowCheck = "alpha, C and R"
  static let familyCheck = "off the family"
  private static let fiveTokens = FactorCase(SmallProblem(5, 2, 2), 0.3)
  private static let cases = [
    fiveTokens, FactorCase(SmallProblem(6, 3, 1), 0.5), FactorCase(SmallProblem(6, 2, 4), 0.4),
  ]
  static let all: [any Experiment] = cases.map { FactorizedMatrices(item: $0) }

  static let controls: [Control] =
    cases.flatMap { item -> [Control] in
      let original = FactorizedMatrices(item: item)
      func miss(_ change: Change, _ check: String) -> Control {
        .nearMiss(
          of: original, change.rawValue, check: check, FactorizedMatrices(item: item, change: change))
      }
      return [miss(.largerStart, flowCheck), miss(.entry, familyCheck)]
    } + [
      .otherWorld(
        of: FactorizedMatrices(item: fiveTokens), Change.oneFactor.rawValue, check: flowCheck,
        FactorizedMatrices(item: fiveTokens, change: .oneFactor)),
      .otherWorld(
        of: FactorizedMatrices(item: fiveTokens), Change.random.rawValue, check: familyCheck,
        FactorizedMatrices(item: fiveTokens, change: .random)),
    ]

  struct Row: EvidenceRow {
    /// What is seen at one time; deviations from the reduced flow are relative.
    struct Moment: Codable, Hashable, Sendable {
      let time: Double
      let alpha: Double
      let logit: Double
      let risk: Double
      let valueOffFamily: Double
      /// Of W without its column means, which the softmax does not see.
      let keyQueryOffFamily: Double
      /// li(e^{2C}) over its law.
      let clockRatio: Double
    }

    let moments: [Moment]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.moments.map(\.time) },
      Column(series: "alpha off the flow") { $0.moments.map(\.alpha) },
      Column(series: "C off the flow") { $0.moments.map(\.logit) },
      Column(series: "risk off the flow") { $0.moments.map(\.risk) },
      Column(series: "V off its family") { $0.moments.map(\.valueOffFamily) },
      Column(series: "W off its family") { $0.moments.map(\.keyQueryOffFamily) },
      Column(series: "li(e^2C) / law") { $0.moments.map(\.clockRatio) },
    ]
  }

  var claim: Claim { .d19FactorizedAttention }
  var name: String { "\(item.name), full matrices" + (change == .none ? "" : ", \(change.rawValue)") }

  private var times: [Double] {
    let isLong = item.problem.tokens == 5 && change == .none
    return [2, 10, 100] + (isLong ? [1000, 10_000] : change == .none ? [1000] : [])
  }

  /// Steps of 0.02 to t = 100, then longer ones, of four gradients; twice that for the products of factors.
  func cost(_ effort: Effort) -> Cost {
    let steps = times.last.map { $0 > 1000 ? 18_500.0 : $0 > 100 ? 9500 : 5000 } ?? 0
    let one = FullMatrixCost.cost(item.problem, gradients: 4 * steps)
    return Cost(seconds: 2 * one.seconds, bytes: one.bytes)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let law = try item.law()
    let told = try FactorCase(item.problem, change == .largerStart ? item.scale * (1 + 1e-5) : item.scale)
      .law()
    let states = try told.flow().states(at: times, tolerance: 1e-12)
    let seen = try FactorizedFlow.run(
      SubsetEnumeration(problem), from: try start(problem, trial, settings), times: times,
      trained: change == .oneFactor ? .keyOnly : .bothFactors)
    let enumeration = try SubsetEnumeration(problem)
    return Row(
      moments: try zip(seen, states).map { factors, state in
        var weights = factors.product
        if change == .entry { weights.keyQuery[1] += 1e-10 }
        let logit = KeyQueryFamily.centered.project(weights).logit
        let risk = try PopulationGradient(oneHot: weights, over: enumeration).risk
        return Row.Moment(
          time: state.time, alpha: weights.alpha / state.alpha - 1, logit: logit / state.logit - 1,
          risk: risk / state.risk - 1, valueOffFamily: weights.valueOffFamily,
          keyQueryOffFamily: RandomStart.movable(weights),
          clockRatio: logit > 0
            ? try ExponentialIntegral.value(2 * logit) / (law.clockRate * state.time) : 0)
      })
  }

  private func start(_ problem: Problem, _ trial: Trial, _ settings: Settings) throws -> FactorizedWeights {
    guard change == .random else {
      return FactorizedWeights(
        dimension: problem.dimension, positionDimension: problem.tokens, scale: item.scale)
    }
    var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
    return .random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: item.scale, stream: &stream)
  }

  func judge(_ row: Row) -> [Check] {
    typealias Predicate = D19FactorizedAttentionPredicate
    return [
      Check(
        Self.flowCheck,
        .all(
          row.moments.flatMap { [$0.alpha, $0.logit, $0.risk] }.map { Predicate.judge(flowDeviation: $0) }),
        detects: .init(2 * Predicate.flowTolerance, "of any of the three")),
      Check(
        Self.familyCheck,
        .all(
          row.moments.flatMap { [$0.valueOffFamily, $0.keyQueryOffFamily] }.map {
            Predicate.judge(offFamily: $0)
          }), detects: .init(2 * Predicate.familyTolerance, "in V or W")),
    ]
  }
}
