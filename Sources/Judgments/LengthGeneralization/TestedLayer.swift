import Sim
import Theory

/// A trained layer tested at (T', q') on a number of draws, measured once and shared by the checks and near
/// misses that judge it.
struct TestedLayer: MemoKey {
  let layer: TrainedLayer
  let tokens: Int
  let sparsity: Int
  let draws: Int
  var baseSeed: UInt64? { layer.baseSeed }

  /// What the layer shows at the test, computed once.
  func evaluation() async throws -> AttentionEvaluation { try await Self.evaluations.value(for: self) }

  private static let evaluations = Memo<TestedLayer, AttentionEvaluation> { tested in
    try await tested.layer.evaluation(tokens: tested.tokens, sparsity: tested.sparsity, draws: tested.draws)
  }
}
