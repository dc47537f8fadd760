/// The attention layer on a batch: queries, keys, logits and attention.
extension AttentionBatch {
  /// Writes the query's coefficients of an example; false if the subset's positions are dependent.
  func setCoefficients(example: Int) -> Bool {
    // Orthonormal positions and the sum query have the coefficients set at the start.
    if !shape.solvesQueries { return true }
    // With stored vectors E/c, the query is (E/c)_y k / c; the product with c E leaves the plain coefficients.
    return DualQuery.solve(
      coefficients + example &* shape.sparsity, gram: gram, rows: positionRows(example),
      dimension: shape.positionDimension, subset: subset(example), size: shape.sparsity)
  }

  /// The stored position vectors of an example.
  @inline(__always)
  func positionRows(_ example: Int) -> UnsafeMutablePointer<R> {
    shape.sharesPositions ? positions : positions + example &* shape.tokens &* shape.positionDimension
  }

  @inline(__always)
  func subset(_ example: Int) -> UnsafePointer<Int> {
    UnsafePointer(subsets.baseAddress.unsafelyUnwrapped + example &* shape.sparsity)
  }

  /// Writes the logits and the attention of every example, example after example.
  func computeAttention() {
    if shape.sharesPositions { computePairLogits() } else { computeKeys() }
    for example in 0..<shape.batch { computeAttention(example) }
  }

  /// The logits and attention of one example.
  @inline(__always)
  private func computeAttention(_ example: Int) {
    let row = logits + example &* tokenStride
    if shape.sharesPositions {
      addPairLogits(example, into: row)
    } else {
      let rows = positionRows(example)
      let key = keys + example &* positionStride
      for t in 0..<shape.tokens {
        row[t] = RowProduct.dot(rows + t &* shape.positionDimension, key, padded: positionStride)
      }
    }
    for t in shape.tokens..<tokenStride { row[t] = row[0] }
    Softmax.apply(attention + example &* tokenStride, logits: row, mask: mask, padded: tokenStride)
  }

  /// Queries of all examples, and W times them, where each example has positions of its own.
  func computeKeys() {
    let (q, m) = (shape.sparsity, shape.positionDimension)
    for example in 0..<shape.batch {
      let rows = positionRows(example)
      let own = subset(example)
      let query = queries + example &* positionStride
      var at = 0
      while at < m {
        var sum = R.product(R.lanes(coefficients[example &* q]), R.load(rows + (own[0] &* m &+ at)))
        for j in 1..<max(1, q) {
          sum = R.fused(
            sum, R.lanes(coefficients[example &* q &+ j]), R.load(rows + (own[j] &* m &+ at)))
        }
        R.store(sum, query + at)
        at &+= R.laneCount
      }
    }
    MatrixProduct.multiply(
      .plain(queries, rowStride: positionStride), .plain(keyQuery, rowStride: positionStride), into: keys,
      rowStride: positionStride, rows: shape.batch, columns: positionStride, depth: m, target: .overwritten,
      workspace: workspace)
  }
}
