import Evidence
import Sim
import Theory

/// An attention layer with weights drawn at random, on a law of positions: A1 holds for it as for any other.
struct DrawnLayer: Experiment {
  let problem: SmallProblem
  let positions: Positions
  let positionDimension: Int
  /// The variance of the tokens whose formula is held against the losses; the formula is proportional to it.
  var tokenVariance = 1.0
  /// The number of samples.
  var samples = 30_000

  init(_ problem: SmallProblem, _ positions: Positions, width: Int) {
    self.problem = problem
    self.positions = positions
    positionDimension = width
  }

  /// One layer for every law of positions.
  static let all = [
    DrawnLayer(SmallProblem(20, 5, 3), .gaussian, width: 64),
    DrawnLayer(SmallProblem(12, 3, 1), .rademacher, width: 24),
    DrawnLayer(SmallProblem(7, 2, 6), .sphere, width: 16),
    DrawnLayer(SmallProblem(8, 4, 2), .orthonormalFrame, width: 20),
    DrawnLayer(SmallProblem(10, 1, 4), .oneHot, width: 10),
  ]

  struct Row: EvidenceRow {
    let samples: Int
    var meanLoss: Measured
    let formula: Double

    static let columns: [Column<Row>] = [
      Column(count: "samples") { $0.samples },
      Column("mean loss") { $0.meanLoss.estimate },
      Column("interval from") { $0.meanLoss.lower },
      Column("interval to") { $0.meanLoss.upper },
      Column("risk, formula") { $0.formula },
    ]
  }

  var claim: Claim { .a1RiskGivenAttention }
  var name: String {
    "\(problem.name), drawn V and W, \(positions.rawValue) positions in R^\(positionDimension)"
      + (tokenVariance == 1 ? "" : ", formula for variance \(tokenVariance)")
  }

  func repetitions(_ effort: Effort) -> Int {
    tokenVariance == 1 ? effort.pick(quick: 1, standard: 3, thorough: 20) : 1
  }

  /// What a draw of positions, the attention and the loss take.
  func cost(_ effort: Effort) -> Cost {
    let perSample = 3e-9 * Double(problem.tokens * positionDimension) + 1e-8 * Double(problem.inputDimension)
    return Cost(
      seconds: Double(samples) * (perSample + 1e-9 * Double(positionDimension * positionDimension)))
  }

  /// Samples the layer's loss.
  ///
  /// Given the attention a loss is ||A^{1/2} g||^2 with mean tr A, which is A1's formula, and variance 2 ||A||_F^2. So
  /// the interval holds whatever positions and subsets were drawn.
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let address = try trial.address(settings)
    let layer = try AttentionSettings(
      problem: problem.problem(), positions: positions, positionDimension: positionDimension, batch: 1,
      stepSize: 0)
    let evaluation = try AttentionEvaluation.evaluate(
      drawnWeights(address), settings: layer, address: address, draws: samples, withLosses: true)
    return Row(
      samples: evaluation.draws,
      meanLoss: try evaluation.measuredLoss(falseAlarm: claim.falseAlarmPerTrial),
      formula: tokenVariance * evaluation.risk)
  }

  /// A formula that is off by the longer half of the interval and 2.33 standard errors is refuted with probability 0.99.
  func judge(_ row: Row) throws -> [Check] {
    [
      Check(
        "mean loss", A1RiskPredicate(resolution: 0.14).judge(measured: row.meanLoss, formula: row.formula),
        falseAlarm: row.meanLoss.falseAlarm,
        detects: Check.Detectable(
          try row.meanLoss.detectedByChiSquare / row.formula, "of the risk"))
    ]
  }

  /// V with entries N(0, 1) and W with entries N(0, 1/d_e), times 3, so that attention is far from uniform.
  private func drawnWeights(_ address: StreamAddress) -> AttentionWeights {
    var weights = AttentionWeights(dimension: problem.dimension, positionDimension: positionDimension)
    var stream = RandomStream(address.with(purpose: .initialization), step: 0)
    for index in weights.value.indices { weights.value[index] = stream.normal() }
    let scale = 3 / Double(positionDimension).squareRoot()
    for index in weights.keyQuery.indices { weights.keyQuery[index] = scale * stream.normal() }
    return weights
  }
}
