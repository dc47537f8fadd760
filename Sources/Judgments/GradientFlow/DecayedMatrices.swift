import Evidence
import Sim
import Theory

/// The end of the full matrices' flow with decay and exact expectations, from zero and from a random start.
struct DecayedMatrices: Experiment {
  /// What differs from the flow, or from what is told of it.
  enum Change: String, CaseIterable, Sendable {
    case none = ""
    case largerDecay = "told lambda larger by 10^-5"
    case entry = "an entry of W off by 10^-5"
    case noDecay = "no decay"
  }

  let item: DecayCase
  var change = Change.none

  static let endCheck = "alpha, C and R"
  static let familyCheck = "off the family"
  /// The larger of two decays at T = 5, d = q = 2.
  private static let largerDecay = DecayCase(SmallProblem(5, 2, 2), 1e-3)
  private static let cases = [
    largerDecay, DecayCase(SmallProblem(5, 2, 2), 1e-5), DecayCase(SmallProblem(6, 3, 1), 1e-4),
    DecayCase(SmallProblem(4, 3, 3), 1e-3),
  ]
  static let all: [any Experiment] = cases.map { DecayedMatrices(item: $0) }

  static let controls: [Control] =
    cases.flatMap { item -> [Control] in
      let original = DecayedMatrices(item: item)
      func miss(_ change: Change, _ check: String) -> Control {
        .nearMiss(of: original, change.rawValue, check: check, DecayedMatrices(item: item, change: change))
      }
      return [miss(.largerDecay, endCheck), miss(.entry, familyCheck)]
    } + [
      .otherWorld(
        of: DecayedMatrices(item: largerDecay), Change.noDecay.rawValue, check: endCheck,
        DecayedMatrices(item: largerDecay, change: .noDecay))
    ]

  struct Row: EvidenceRow {
    /// One end, less the critical point's, relative.
    struct End: Codable, Hashable, Sendable {
      let alpha: Double
      let logit: Double
      let risk: Double
      let valueOffFamily: Double
      let keyQueryOffFamily: Double
    }

    let logit: Double
    /// From zero, and from a random start.
    let ends: [End]

    static let columns: [Column<Row>] = [
      Column("C of the critical point", digits: 7) { $0.logit },
      Column(series: "alpha off, from zero, at random") { $0.ends.map(\.alpha) },
      Column(series: "C off") { $0.ends.map(\.logit) }, Column(series: "R off") { $0.ends.map(\.risk) },
      Column(series: "V off its family") { $0.ends.map(\.valueOffFamily) },
      Column(series: "W off its family") { $0.ends.map(\.keyQueryOffFamily) },
    ]
  }

  var claim: Claim { .d21WeightDecay }
  var name: String { "\(item.name), full matrices" + (change == .none ? "" : ", \(change.rawValue)") }

  /// Steps of a tenth of the time, each with the Hessian and a factorisation, for two starts.
  func cost(_ effort: Effort) -> Cost {
    let (length, d) = (Double(item.problem.tokens), Double(item.problem.dimension))
    let size = d * d + length * length
    let work = FullMatrixCost.subsets(item.problem) * length * length
    return Cost(seconds: 2 * 180 * (3e-10 * size * size * size + 2e-8 * work), bytes: 32 * size * size)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let told = DecayCase(item.problem, change == .largerDecay ? item.decay * (1 + 1e-5) : item.decay)
    let point = try told.end().solve()
    var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
    let starts = [
      AttentionWeights(oneHot: problem), .random(oneHot: problem, scale: 0.05, stream: &stream),
    ]
    return Row(
      logit: point.logit,
      ends: try starts.map { start in
        var weights = try LatePopulationFlow.run(
          enumeration, from: start, times: [100 / item.decay], ratio: 0.1,
          decay: change == .noDecay ? 0 : item.decay)[0]
        if change == .entry { weights.keyQuery[1] += 1e-5 }
        let risk = try PopulationGradient(oneHot: weights, over: enumeration).risk
        return Row.End(
          alpha: weights.alpha / point.alpha - 1,
          logit: KeyQueryFamily.centered.project(weights).logit / point.logit - 1,
          risk: risk / point.risk - 1, valueOffFamily: weights.valueOffFamily,
          keyQueryOffFamily: KeyQueryFamily.centered.distance(weights))
      })
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.endCheck,
        .all(
          row.ends.flatMap { [$0.alpha, $0.logit, $0.risk] }.map {
            D21WeightDecayPredicate.judge(fullDeviation: $0)
          }), detects: .init(2 * D21WeightDecayPredicate.fullTolerance, "of any of the three")),
      Check(
        Self.familyCheck,
        .all(
          row.ends.flatMap { [$0.valueOffFamily, $0.keyQueryOffFamily] }.map {
            D21WeightDecayPredicate.judge(offFamily: $0)
          }), detects: .init(2 * D21WeightDecayPredicate.familyTolerance, "in V or W")),
    ]
  }
}
