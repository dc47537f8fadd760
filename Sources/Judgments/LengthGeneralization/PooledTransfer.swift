import Evidence
import Sim
import Theory

/// L4 on many layers together: what their mean risk at T' exceeds L1's formula by, at each layer's own
/// (alpha, C), against what D12's law says the weights off their families add.
///
/// What single layers scatter by in alpha and C stands on both sides and cancels, so that a mean of few
/// layers shows 2 %.
struct PooledTransfer: Experiment {
  /// The layers, the lengths and the draws.
  let test: LengthTest
  /// The lengths T'.
  let testTokens: [Int]
  /// What the formula is multiplied by; 1 but in a control.
  var factor = 1.0

  static let all = [LengthTest.tracked, .frames, .late].map {
    PooledTransfer(test: $0, testTokens: $0.testTokens)
  }

  /// The formula 2 % off at each length.
  static let nearMisses: [Control] = all.flatMap { original in
    original.testTokens.map { tokens in
      .nearMiss(
        of: original, "the formula times 1.02", check: check(tokens),
        PooledTransfer(test: original.test, testTokens: [tokens], factor: 1.02))
    }
  }

  struct Row: EvidenceRow {
    struct Tested: Codable, Hashable, Sendable {
      let tokens: Int
      /// The mean over layers of (risk - formula), as a share of the risk of descent without noise.
      let excess: Double
      /// What the law says, and its standard deviation over layers.
      let predicted: Double
      let deviation: Double
    }

    let layers: Int
    /// What the law says at the trained length.
    let trainedExcess: Double
    let tested: [Tested]

    static let columns: [Column<Row>] = [
      Column(count: "layers") { $0.layers },
      Column(series: "test length") { $0.tested.map { Double($0.tokens) } },
      Column(series: "excess over the formula") { $0.tested.map(\.excess) },
      Column(series: "predicted") { $0.tested.map(\.predicted) },
      Column(series: "deviation over layers") { $0.tested.map(\.deviation) },
    ]
  }

  var claim: Claim { .l4LongerSequences }
  var name: String {
    "\(test.recipe.name), means over layers at T'=\(testTokens.map(String.init).joined(separator: ", "))"
      + (factor == 1 ? "" : ", formula times \(factor)")
  }

  /// The few layers of a quick run do not resolve a near miss.
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: factor == 1 ? 1 : 0, standard: 1, thorough: 1)
  }

  func cost(_ effort: Effort) -> Cost {
    let (one, count) = (test.cost(effort), Double(test.recipe.networks.at(effort)))
    return Cost(
      seconds: count * one.seconds, bytes: one.bytes,
      shared: one.shared.map { $0.over(test.recipe.networks.at(effort)) })
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let recipe = test.recipe
    let layers = TrainedLayer.all(recipe, settings)
    let law = try await NoiseLaw(recipe: recipe).descent(settings.effort)
    let problem = try recipe.problem.problem()
    let state = try law.state()
    var tested: [Row.Tested] = []
    for tokens in testTokens {
      let longer = try L1Transfer.problem(problem, testTokens: tokens, testSparsity: problem.sparsity)
      func formula(_ alpha: Double, _ logit: Double) throws -> Double {
        try L1Transfer.risk(
          problem, alpha: alpha, logit: logit, testTokens: tokens, testSparsity: problem.sparsity)
      }
      let quiet = try formula(state.quiet.alpha, state.quiet.logit)
      var sum = 0.0
      for layer in layers {
        let last = try await layer.last()
        let seen = TestedLayer(
          layer: layer, tokens: tokens, sparsity: problem.sparsity, draws: test.draws.at(tokens))
        sum += try await seen.evaluation().risk - factor * formula(last.alpha, last.logit)
      }
      let off = try law.riskOffFamily(test: longer)
      tested.append(
        Row.Tested(
          tokens: tokens, excess: sum / Double(layers.count) / quiet, predicted: off.mean / quiet,
          deviation: off.standardDeviation(draws: test.draws.at(tokens)) / quiet))
    }
    return Row(layers: layers.count, trainedExcess: state.excessOffFamily, tested: tested)
  }

  func judge(_ row: Row) throws -> [Check] {
    row.tested.map {
      let predicate = L4GeneralizationPredicate.pooled(
        excess: $0.predicted, trainedExcess: row.trainedExcess, deviation: $0.deviation, layers: row.layers)
      return Check(
        Self.check($0.tokens), predicate.judge(meanRisk: 1 + $0.excess),
        detects: .init(predicate.detects, "of the risk"))
    }
  }

  private static func check(_ tokens: Int) -> String { "mean risk over the formula, T'=\(tokens)" }
}
