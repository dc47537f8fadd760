/// Exact gradients of the attention layer on a batch, by groups of examples in lanes.
///
/// For one example with s = softmax(l), l = E^T W e_y, z = X s, r = V z - STS_q(X, y), p = V^T r and v = X^T p:
/// the gradients of ||r||^2 / 2 are `r z^T` in V, `g_t = s_t (v_t - s.v)` in the logits, and
/// `(E g) e_y^T` in W.
extension AttentionBatch {
  /// Adds a multiple of the gradient of half the mean squared error to V and to W transposed; returns that half
  /// mean.
  ///
  /// The matrices may be those of the layer itself: they are written after everything is read.
  func addGradient(
    _ factor: R, value valueTarget: UnsafeMutablePointer<R>, keyQuery keyQueryTarget: UnsafeMutablePointer<R>
  ) -> R {
    let shared = shape.sharesPositions
    if shared {
      computePairLogits()
      RowProduct.clear(pairGradient, padded: shape.tokens &* tokenStride)
    } else {
      computeKeys()
    }
    lanes.clearSums()
    var first = 0
    while first < shape.batch {
      let count = min(R.laneCount, shape.batch &- first)
      lanes.load(
        tokens: tokens + first &* shape.dimension &* shape.tokens, subsets: subset(first), count: count)
      if shared { addPairLogits(first, count) } else { computeLogits(first, count) }
      lanes.applySoftmax()
      lanes.backpropagate(value: value, stride: dimensionStride)
      if shared { addPairGradients(first, count) } else { pullBack(first, count) }
      first &+= R.laneCount
    }
    let share = factor / R(shape.batch)
    lanes.addProducts(share, to: valueTarget, stride: dimensionStride)
    if shared {
      addSharedGradient(share, to: keyQueryTarget)
    } else {
      addOwnGradient(share, to: keyQueryTarget)
    }
    return 0.5 * lanes.squareSum / R(shape.batch)
  }

  // MARK: - Positions of each example's own

  /// The logits of a group.
  private func computeLogits(_ first: Int, _ count: Int) {
    for lane in 0..<count {
      let rows = positionRows(first &+ lane)
      let key = keys + (first &+ lane) &* positionStride
      for t in 0..<shape.tokens {
        lanes.attention[t &* R.laneCount &+ lane] = RowProduct.dot(
          rows + t &* shape.positionDimension, key, padded: positionStride)
      }
    }
  }

  /// The rows `sum_t g_t e_t` of a group.
  private func pullBack(_ first: Int, _ count: Int) {
    for lane in 0..<count {
      RowProduct.addRows(
        pulled + (first &+ lane) &* positionStride, lanes.gradient + lane, factorStep: R.laneCount,
        positionRows(first &+ lane), rowCount: shape.tokens, columns: shape.positionDimension,
        padded: positionStride)
    }
  }

  /// The sum over examples of `e_y (E g)^T`.
  private func addOwnGradient(_ factor: R, to target: UnsafeMutablePointer<R>) {
    MatrixProduct.multiply(
      .transposed(queries, rowStride: positionStride), .plain(pulled, rowStride: positionStride),
      into: target,
      rowStride: positionStride, rows: shape.positionDimension, columns: positionStride, depth: shape.batch,
      target: .plus(factor: factor), workspace: workspace)
  }
}
