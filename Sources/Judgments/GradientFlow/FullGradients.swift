import Evidence
import Sim
import Theory

/// The enumerated gradient of R/2 at a point (alpha, C) of the family, fitted by the families of V and W.
struct GradientPoint: Codable, Hashable, Sendable {
  let alpha: Double
  let logit: Double
  /// The gradient in V, fitted by a multiple of I.
  let value: FamilyFit
  /// The mean gradient in W, fitted by the family of the positions.
  let attentionWeights: FamilyFit

  /// The gradients at points along the flow from zero, and at others; computed once.
  static func along(_ item: FlowCase, world: EnumeratedGradient.World = .init()) async throws
    -> [GradientPoint]
  {
    try await memo.value(for: Key(item: item, world: world))
  }

  private struct Key: MemoKey {
    let item: FlowCase
    let world: EnumeratedGradient.World
    var baseSeed: UInt64? { nil }
  }

  private static let memo = Memo<Key, [GradientPoint]> { try measure($0.item, $0.world) }

  private static func measure(_ item: FlowCase, _ world: EnumeratedGradient.World) throws
    -> [GradientPoint]
  {
    let problem = try item.problem.problem()
    let sums = try EnumeratedGradient(problem, positions: item.positions, world: world)
    let onPath = try item.flow().states(at: [1, 10, 100, 1e4]).map { ($0.alpha, $0.logit) }
    return try (onPath + [(-0.5, 1), (0.3, -2), (2, 0.5), (1, 6)]).map { alpha, logit in
      let gradient = try sums.gradient(
        at: AttentionWeights(
          alpha: alpha, logit: logit, dimension: problem.dimension, positionDimension: item.positionDimension,
          family: item.positions == .oneHot ? .centered : .identity))
      return GradientPoint(
        alpha: alpha, logit: logit, value: try FamilyFit(identity: gradient.valueMatrix()),
        attentionWeights: try FamilyFit(
          attentionWeights: gradient.keyQueryMatrix(), positions: item.positions))
    }
  }

  /// What they take: 8 points, each with every token, subset and frame of the sums.
  static func cost(_ item: FlowCase) -> Cost { FullMatrixCost.cost(item, gradients: 8) }
}
