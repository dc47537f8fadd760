/// The parts of the attention layer for positions that all examples share.
extension AttentionBatch {
  /// The logits of each single token as query: row j of the matrix holds `e_t^T W e_j` for all t.
  func computePairLogits() {
    if shape.isIdentity { return }
    let (length, m) = (shape.tokens, shape.positionDimension)
    MatrixProduct.multiply(
      .plain(positions, rowStride: m), .plain(keyQuery, rowStride: positionStride), into: keys,
      rowStride: positionStride, rows: length, columns: positionStride, depth: m, target: .overwritten,
      workspace: workspace)
    MatrixProduct.multiply(
      .plain(keys, rowStride: positionStride), .transposed(positions, rowStride: m), into: pairLogits,
      rowStride: tokenStride, rows: length, columns: length, depth: m, target: .overwritten,
      workspace: workspace)
  }

  /// Row j of the logits of single tokens; with one-hot positions W itself.
  @inline(__always)
  private func pairRow(_ token: Int) -> UnsafeMutablePointer<R> {
    shape.isIdentity ? keyQuery + token &* positionStride : pairLogits + token &* tokenStride
  }

  /// The logits of an example, a row of whole vectors; what is beyond T has no meaning.
  @inline(__always)
  func addPairLogits(_ example: Int, into row: UnsafeMutablePointer<R>) {
    let q = shape.sparsity
    let own = subset(example)
    var at = 0
    while at < tokenStride {
      var sum = R.lanes(0)
      for j in 0..<q {
        sum = R.fused(sum, R.lanes(coefficients[example &* q &+ j]), R.load(pairRow(own[j]) + at))
      }
      R.store(sum, row + at)
      at &+= R.laneCount
    }
  }

  /// The logits of a group.
  func addPairLogits(_ first: Int, _ count: Int) {
    for lane in 0..<count { addPairLogits(first &+ lane, into: group + lane &* tokenStride) }
    LaneTranspose.apply(
      group, stride: tokenStride, into: lanes.attention, stride: R.laneCount, rows: R.laneCount,
      columns: shape.tokens)
  }

  /// Adds a group's gradients in the logits to those of single tokens.
  func addPairGradients(_ first: Int, _ count: Int) {
    let q = shape.sparsity
    LaneTranspose.apply(
      lanes.gradient, stride: R.laneCount, into: group, stride: tokenStride, rows: shape.tokens,
      columns: R.laneCount)
    for lane in 0..<count {
      let example = first &+ lane
      let own = subset(example)
      for j in 0..<q {
        RowProduct.add(
          pairGradient + own[j] &* tokenStride, coefficients[example &* q &+ j], group + lane &* tokenStride,
          padded: tokenStride)
      }
    }
  }

  /// Adds a multiple of the gradient in W transposed: the sum over tokens j, t of `G[j, t] e_j e_t^T`.
  func addSharedGradient(_ factor: R, to target: UnsafeMutablePointer<R>) {
    let (length, m) = (shape.tokens, shape.positionDimension)
    if shape.isIdentity {
      for j in 0..<length {
        RowProduct.add(
          target + j &* positionStride, factor, pairGradient + j &* tokenStride, padded: tokenStride)
      }
      return
    }
    MatrixProduct.multiply(
      .plain(pairGradient, rowStride: tokenStride), .plain(positions, rowStride: m), into: pulled,
      rowStride: positionStride, rows: length, columns: m, depth: length, target: .overwritten,
      workspace: workspace)
    MatrixProduct.multiply(
      .transposed(positions, rowStride: m), .plain(pulled, rowStride: positionStride), into: target,
      rowStride: positionStride, rows: m, columns: positionStride, depth: length,
      target: .plus(factor: factor), workspace: workspace)
  }
}
