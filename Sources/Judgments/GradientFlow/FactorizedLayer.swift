import Evidence
import Sim
import Theory

/// A layer with factors K and Q trained on samples from eps I, its exact risk against the reduced flow's.
struct FactorizedLayer: Experiment {
  let item: FactorCase
  let stepSize: Double
  let batch: Int
  /// How many times as long the told flow's steps are.
  var toldStep = 1.0

  static let check = "risk"
  private static let layers = [
    FactorizedLayer(item: FactorCase(SmallProblem(6, 2, 2), 0.7), stepSize: 0.2, batch: 64),
    FactorizedLayer(item: FactorCase(SmallProblem(5, 3, 1), 0.7), stepSize: 0.2, batch: 64),
  ]
  static let all: [any Experiment] = layers
  static let controls: [Control] = layers.map { layer in
    var changed = layer
    changed.toldStep = 1.25
    return .nearMiss(of: layer, "the flow of a step 1.25 times as long", check: check, changed)
  }

  struct Row: EvidenceRow {
    let times: [Double]
    let risks: [Double]
    /// Risk over the flow's, at each time.
    let ratios: [Double]
    let cosines: [Double]

    static let columns: [Column<Row>] = [
      // The risk falls to less than half from a time to the next; held is that it does not rise.
      Column(series: "t") { $0.times },
      Column(series: "risk") { $0.risks }.atMost { Array($0.risks.prefix(1) + $0.risks.dropLast()) },
      Column(series: "risk / flow") { $0.ratios },
      Column(series: "cosine of W with its family") { $0.cosines }.within(0.95...1),
    ]
  }

  var claim: Claim { .d19FactorizedAttention }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { toldStep == 1 }
  var name: String {
    "\(item.name), step \(stepSize), batch \(batch), on samples"
      + (toldStep == 1 ? "" : ", flow of step \(toldStep) times")
  }
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: 1, standard: toldStep == 1 ? 5 : 1, thorough: toldStep == 1 ? 50 : 5)
  }
  func cost(_ effort: Effort) -> Cost {
    SampledSteps.cost(item.problem, batch: batch, steps: steps.last ?? 0)
  }

  private var steps: [Int] { [60.0, 120, 240].map { Int(($0 / stepSize).rounded()) } }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let descent = try SampleDescent(AttentionSettings(oneHot: problem, batch: batch, stepSize: stepSize))
    let start = FactorizedWeights(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: item.scale)
    let layers = try descent.run(
      from: start, address: try trial.address(settings, purpose: .initialization), steps: steps
    ).map(\.product)
    let times = steps.map { Double($0) * stepSize }
    let flow = try item.law().flow().states(at: times.map { toldStep * $0 })
    let enumeration = try SubsetEnumeration(problem)
    let risks = try layers.map { try PopulationGradient(oneHot: $0, over: enumeration).risk }
    return Row(
      times: times, risks: risks, ratios: zip(risks, flow).map { $0 / $1.risk },
      cosines: layers.map { KeyQueryFamily.centered.project($0).cosine })
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.check, .all(row.ratios.map { D19FactorizedAttentionPredicate.judge(trainedRatio: $0) }),
        detects: .init(2 * D19FactorizedAttentionPredicate.sampleMargin, "of the risk"))
    ]
  }
}

/// What steps of `SampleDescent` take on one core.
enum SampledSteps {
  static func cost(_ problem: SmallProblem, batch: Int, steps: Int) -> Cost {
    let (length, d) = (Double(problem.tokens), Double(problem.dimension))
    let example = 200 + length * (25 + 30 * d) + 4 * d * d
    return Cost(
      seconds: 1e-9 * Double(steps) * (1000 + 3 * length * length * length + Double(batch) * example))
  }
}
