import Evidence
import Sim
import Theory

/// An attention layer with weights drawn at random, on a law of positions: A1 holds for it as for any other.
struct DrawnLayer: Sendable {
  let tokens: Int
  let dimension: Int
  let sparsity: Int
  let positions: Positions
  let positionDimension: Int

  /// One layer for every law of positions.
  static let all = [
    DrawnLayer(tokens: 20, dimension: 5, sparsity: 3, positions: .gaussian, positionDimension: 64),
    DrawnLayer(tokens: 12, dimension: 3, sparsity: 1, positions: .rademacher, positionDimension: 24),
    DrawnLayer(tokens: 7, dimension: 2, sparsity: 6, positions: .sphere, positionDimension: 16),
    DrawnLayer(tokens: 8, dimension: 4, sparsity: 2, positions: .orthonormalFrame, positionDimension: 20),
    DrawnLayer(tokens: 10, dimension: 1, sparsity: 4, positions: .oneHot, positionDimension: 10),
  ]

  var name: String {
    "T=\(tokens) d=\(dimension) q=\(sparsity), drawn V and W, \(positions.rawValue) positions in R^\(positionDimension)"
  }

  /// Samples the layer's loss and judges its mean against the formula.
  ///
  /// Given the attention a loss is ||A^{1/2} g||^2 with mean tr A, which is A1's formula, and variance 2 ||A||_F^2. So
  /// the interval holds whatever positions and subsets were drawn. A control takes the formula for tokens of another
  /// variance, which is the formula times that variance.
  func outcome(address: StreamAddress, tokenVariance: Double = 1) throws -> Outcome {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let settings = try AttentionSettings(
      problem: problem, positions: positions, positionDimension: positionDimension, batch: 1, stepSize: 0)
    let evaluation = try AttentionEvaluation.evaluate(
      drawnWeights(address), settings: settings, address: address, draws: 20_000, withLosses: true)
    let formula = tokenVariance * evaluation.risk
    let measured = try evaluation.measuredLoss(falseAlarm: Claim.a1RiskGivenAttention.falseAlarmPerTrial)
    return Outcome(
      verdict: A1RiskPredicate(resolution: 0.16).judge(measured: measured, formula: formula),
      falseAlarm: measured.falseAlarm,
      values: [
        Outcome.Value("samples", Double(evaluation.draws)),
        Outcome.Value("mean loss", measured.estimate),
        Outcome.Value("interval from", measured.lower),
        Outcome.Value("interval to", measured.upper),
        Outcome.Value("risk, formula", formula),
      ])
  }

  /// V with entries N(0, 1) and W with entries N(0, 1/d_e), times 3, so that attention is far from uniform.
  private func drawnWeights(_ address: StreamAddress) -> AttentionWeights {
    var weights = AttentionWeights(dimension: dimension, positionDimension: positionDimension)
    var stream = RandomStream(address.with(purpose: .initialization), step: 0)
    for index in weights.value.indices { weights.value[index] = stream.normal() }
    let scale = 3 / Double(positionDimension).squareRoot()
    for index in weights.keyQuery.indices { weights.keyQuery[index] = scale * stream.normal() }
    return weights
  }
}
