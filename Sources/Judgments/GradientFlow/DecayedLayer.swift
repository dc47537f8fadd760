import Evidence
import Sim
import Theory

/// A layer trained with weight decay on samples until it rests, against the critical point.
struct DecayedLayer: Experiment {
  let item: DecayCase
  let stepSize: Double
  let batch: Int
  let time: Double
  /// What the critical point's lambda is of the layer's.
  var toldFactor = 1.0
  /// In a near miss the one check that must refute it.
  var refuter = ""

  static let logitCheck = "C"
  static let riskCheck = "R"
  private static let layers = [
    DecayedLayer(item: DecayCase(SmallProblem(6, 2, 2), 3e-3), stepSize: 0.2, batch: 64, time: 500),
    DecayedLayer(item: DecayCase(SmallProblem(5, 3, 1), 3e-3), stepSize: 0.2, batch: 64, time: 500),
  ]
  static let all: [any Experiment] = layers
  static let controls: [Control] = layers.flatMap { layer in
    [logitCheck, riskCheck].map { check in
      var changed = layer
      changed.toldFactor = 1.5
      changed.refuter = check
      return .nearMiss(of: layer, "the end of 1.5 lambda", check: check, changed)
    }
  }

  struct Row: EvidenceRow {
    /// The means over the last half of the time.
    let logit: Double
    let risk: Double
    let endLogit: Double
    let endRisk: Double

    static let columns: [Column<Row>] = [
      Column("C") { $0.logit }, Column("C of the critical point") { $0.endLogit },
      Column("R") { $0.risk }, Column("R of the critical point") { $0.endRisk },
    ]
  }

  var claim: Claim { .d21WeightDecay }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { toldFactor == 1 }
  var name: String {
    "\(item.name), step \(stepSize), batch \(batch), on samples"
      + (toldFactor == 1 ? "" : ", the end of \(NumberText.short(toldFactor)) lambda: \(refuter)")
  }
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: 1, standard: toldFactor == 1 ? 5 : 1, thorough: toldFactor == 1 ? 50 : 5)
  }
  func cost(_ effort: Effort) -> Cost {
    SampledSteps.cost(item.problem, batch: batch, steps: steps.last ?? 0)
  }

  private var steps: [Int] { (5...10).map { Int((time / stepSize * Double($0) / 10).rounded()) } }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let descent = try SampleDescent(
      AttentionSettings(oneHot: problem, batch: batch, stepSize: stepSize), decay: item.decay)
    let layers = try descent.run(
      from: AttentionWeights(oneHot: problem), address: try trial.address(settings, purpose: .initialization),
      steps: steps)
    let enumeration = try SubsetEnumeration(problem)
    let risks = try layers.map { try PopulationGradient(oneHot: $0, over: enumeration).risk }
    let logits = layers.map { KeyQueryFamily.centered.project($0).logit }
    let end = try DecayCase(item.problem, toldFactor * item.decay).end().solve()
    return Row(
      logit: SampleMean(logits).mean, risk: SampleMean(risks).mean, endLogit: end.logit, endRisk: end.risk)
  }

  func judge(_ row: Row) -> [Check] {
    let margin = D21WeightDecayPredicate.sampleMargin
    return [
      Check(
        Self.logitCheck, D21WeightDecayPredicate.judge(trainedLogit: row.logit, end: row.endLogit),
        detects: .init(2 * margin.logit, "in C")),
      Check(
        Self.riskCheck, D21WeightDecayPredicate.judge(trainedRatio: row.risk / row.endRisk),
        detects: .init(2 * margin.risk, "of the risk")),
    ]
  }
}
