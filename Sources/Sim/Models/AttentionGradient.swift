import Theory

/// One example's attention, prediction and gradients, computed by the very code that trains.
public struct AttentionGradient: Hashable, Sendable {
  /// The attention s, T numbers.
  public let attention: [Double]
  /// The prediction f, d numbers.
  public let output: [Double]
  /// Half the squared error.
  public let halfSquaredError: Double
  /// Its gradient in V and W.
  public let gradient: AttentionWeights

  /// In double precision.
  ///
  /// Tokens are T rows of d numbers, positions T rows of d_e numbers; the subset is sorted, from 0.
  /// - Throws: `TheoryError` if sizes do not fit, or the subset's positions are dependent under the dual query.
  public static func inDouble(
    _ weights: AttentionWeights, tokens: [[Double]], positions: [[Double]], subset: [Int], query: Query
  ) throws(TheoryError) -> AttentionGradient {
    try compute(AttentionBatch<Double>.self, weights, tokens, positions, subset, query)
  }

  /// In single precision, as in training.
  ///
  /// - Throws: `TheoryError` if sizes do not fit, or the subset's positions are dependent under the dual query.
  public static func inFloat(
    _ weights: AttentionWeights, tokens: [[Double]], positions: [[Double]], subset: [Int], query: Query
  ) throws(TheoryError) -> AttentionGradient {
    try compute(AttentionBatch<Float>.self, weights, tokens, positions, subset, query)
  }

  /// In double precision, with the positions taken as those a whole batch shares (that path's own code).
  ///
  /// - Throws: `TheoryError` if sizes do not fit, or the subset's positions are dependent under the dual query.
  public static func inDoubleShared(
    _ weights: AttentionWeights, tokens: [[Double]], positions: [[Double]], subset: [Int], query: Query
  ) throws(TheoryError) -> AttentionGradient {
    try compute(AttentionBatch<Double>.self, weights, tokens, positions, subset, query, shared: true)
  }

  private static func compute<R: LayerScalar>(
    _: AttentionBatch<R>.Type, _ weights: AttentionWeights, _ tokens: [[Double]], _ positions: [[Double]],
    _ subset: [Int], _ query: Query, shared: Bool = false
  ) throws(TheoryError) -> AttentionGradient {
    let (d, m) = (weights.dimension, weights.positionDimension)
    let problem = try Problem(tokens: tokens.count, dimension: d, sparsity: subset.count)
    try check(problem, m, tokens, positions, subset)
    let batch = AttentionBatch<R>(
      AttentionShape(
        tokens: problem.tokens, dimension: d, sparsity: subset.count, positionDimension: m, batch: 1,
        sharesPositions: shared, query: query, positionScale: 1, isOrthonormal: false, isIdentity: false))
    batch.setWeights(weights)
    for t in 0..<problem.tokens {
      for i in 0..<d { batch.tokens[i * problem.tokens + t] = R(tokens[t][i]) }
      for a in 0..<m { batch.positions[t * m + a] = R(positions[t][a]) }
    }
    for (place, element) in subset.enumerated() { batch.subsets[place] = element }
    if !batch.setCoefficients(example: 0) {
      throw TheoryError(value: "subset = \(subset)", rule: "its positions are linearly independent")
    }
    let (loss, gradient) = batch.gradient()
    // The only example is in the first lane.
    return AttentionGradient(
      attention: (0..<problem.tokens).map { Double(batch.lanes.attention[$0 * R.laneCount]) },
      output: (0..<d).map { Double(batch.lanes.output[$0 * R.laneCount]) }, halfSquaredError: Double(loss),
      gradient: gradient)
  }

  private static func check(
    _ problem: Problem, _ m: Int, _ tokens: [[Double]], _ positions: [[Double]], _ subset: [Int]
  ) throws(TheoryError) {
    if tokens.contains(where: { $0.count != problem.dimension }) {
      throw TheoryError(value: "tokens", rule: "every token has \(problem.dimension) coordinates")
    }
    if positions.count != problem.tokens || positions.contains(where: { $0.count != m }) {
      throw TheoryError(value: "positions", rule: "\(problem.tokens) vectors of \(m) coordinates")
    }
    for (place, element) in subset.enumerated() {
      if element < 0 || element >= problem.tokens || (place > 0 && subset[place - 1] >= element) {
        throw TheoryError(value: "subset = \(subset)", rule: "sorted, within 0..<\(problem.tokens)")
      }
    }
  }
}
