/// The attention layer on a batch: attention, prediction, and exact gradients.
///
/// For one example with s = softmax(l), l = E^T W e_y, z = X s, r = V z - STS_q(X, y), p = V^T r and v = X^T p:
/// the gradients of ||r||^2 / 2 are `r z^T` in V, `g_t = s_t (v_t - s.v)` in the logits, and
/// `(E g) e_y^T` in W.
extension AttentionBatch {
  /// Writes the query's coefficients of an example; false if the subset's positions are dependent.
  func setCoefficients(example: Int) -> Bool {
    let q = shape.sparsity
    let own = coefficients + example &* q
    if shape.isOrthonormal || shape.query == .sum {
      let coefficient = R(shape.positionScale * shape.positionScale)
      for j in 0..<q { own[j] = coefficient }
      return true
    }
    // With stored vectors E/c, the query is (E/c)_y k / c; the product with c E leaves the plain coefficients.
    return DualQuery.solve(
      own, gram: gram, rows: positionRows(example), dimension: shape.positionDimension,
      subset: subset(example), size: q)
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

  /// Writes the attention of every example.
  func computeAttention() {
    if shape.sharesPositions { computePairLogits() } else { computeKeys() }
    for example in 0..<shape.batch { computeAttention(example) }
  }

  /// Writes the gradients of half the mean squared error and returns that half mean.
  func computeGradients() -> R {
    let share = 1 / R(shape.batch)
    let shared = shape.sharesPositions
    RowProduct.clear(valueGradient, padded: shape.dimension &* dimensionStride)
    if shared {
      computePairLogits()
      RowProduct.clear(pairGradient, padded: shape.tokens &* tokenStride)
    } else {
      computeKeys()
    }
    var loss: R = 0
    for example in 0..<shape.batch {
      computeAttention(example)
      loss += share * backpropagate(example, share)
      if shared { addPairGradient(example) } else { pullBack(example) }
    }
    if shared {
      computeSharedGradient()
    } else {
      RowProduct.multiply(
        keyQueryGradient, queries, rowStep: 1, depthStep: positionStride, pulled,
        rows: shape.positionDimension, depth: shape.batch, columns: positionStride)
    }
    return loss
  }

  /// The logits and attention of one example.
  @inline(__always)
  private func computeAttention(_ example: Int) {
    let row = logits + example &* tokenStride
    if shape.sharesPositions {
      let q = shape.sparsity
      let own = subset(example)
      RowProduct.clear(row, padded: tokenStride)
      for j in 0..<q {
        RowProduct.add(
          row, coefficients[example &* q &+ j], pairLogits + own[j] &* tokenStride, padded: tokenStride)
      }
    } else {
      let rows = positionRows(example)
      let key = keys + example &* positionStride
      for t in 0..<shape.tokens {
        row[t] = RowProduct.dot(rows + t &* shape.positionDimension, key, padded: positionStride)
      }
      for t in shape.tokens..<tokenStride { row[t] = row[0] }
    }
    Softmax.apply(attention + example &* tokenStride, logits: row, mask: mask, padded: tokenStride)
  }

  /// Predicts, adds to the gradient in V, and turns the logits into their gradient; returns ||r||^2 / 2.
  @inline(__always)
  private func backpropagate(_ example: Int, _ share: R) -> R {
    let (d, q, length) = (shape.dimension, shape.sparsity, shape.tokens)
    let x = tokens + example &* d &* length
    let s = attention + example &* tokenStride
    let own = subset(example)
    let f = output + example &* dimensionStride
    let inverse = 1 / R(q)
    for i in 0..<d { mean[i] = RowProduct.dot(x + i &* length, s, padded: tokenStride) }
    var square: R = 0
    for i in 0..<d {
      f[i] = RowProduct.dot(value + i &* dimensionStride, mean, padded: dimensionStride)
      var target: R = 0
      for j in 0..<q { target += x[i &* length &+ own[j]] }
      let r = f[i] - target * inverse
      residual[i] = r
      square += r * r
    }
    RowProduct.clear(back, padded: dimensionStride)
    for i in 0..<d {
      RowProduct.add(back, residual[i], value + i &* dimensionStride, padded: dimensionStride)
      RowProduct.add(
        valueGradient + i &* dimensionStride, share * residual[i], mean, padded: dimensionStride)
    }
    RowProduct.clear(scores, padded: tokenStride)
    for i in 0..<d { RowProduct.add(scores, back[i], x + i &* length, padded: tokenStride) }
    let average = R.lanes(-RowProduct.dot(scores, s, padded: tokenStride))
    let gradient = logits + example &* tokenStride
    let scale = R.lanes(share)
    var at = 0
    while at < tokenStride {
      let centered = R.sum(R.load(scores + at), average)
      R.store(R.product(R.product(centered, scale), R.load(s + at)), gradient + at)
      at &+= R.laneCount
    }
    return 0.5 * square
  }

  // MARK: - Positions of each example's own

  /// Queries of all examples, and W times them.
  private func computeKeys() {
    let q = shape.sparsity
    for example in 0..<shape.batch {
      let rows = positionRows(example)
      let own = subset(example)
      let query = queries + example &* positionStride
      for j in 0..<q {
        addRow(
          query, coefficients[example &* q &+ j], rows + own[j] &* shape.positionDimension, isFirst: j == 0)
      }
    }
    RowProduct.multiply(
      keys, queries, rowStep: positionStride, depthStep: 1, keyQuery, rows: shape.batch,
      depth: shape.positionDimension, columns: positionStride)
  }

  /// The row `sum_t g_t e_t` of an example.
  @inline(__always)
  private func pullBack(_ example: Int) {
    let rows = positionRows(example)
    let gradient = logits + example &* tokenStride
    let target = pulled + example &* positionStride
    let (m, width) = (shape.positionDimension, R.laneCount)
    var at = 0
    while at &+ 4 &* width <= m {
      var (a, b, c, e) = (R.lanes(0), R.lanes(0), R.lanes(0), R.lanes(0))
      var row = rows + at
      for t in 0..<shape.tokens {
        let g = R.lanes(gradient[t])
        a = R.fused(a, g, R.load(row))
        b = R.fused(b, g, R.load(row + width))
        c = R.fused(c, g, R.load(row + 2 &* width))
        e = R.fused(e, g, R.load(row + 3 &* width))
        row += m
      }
      R.store(a, target + at)
      R.store(b, target + (at &+ width))
      R.store(c, target + (at &+ 2 &* width))
      R.store(e, target + (at &+ 3 &* width))
      at &+= 4 &* width
    }
    while at < m {
      var a = R.lanes(0)
      for t in 0..<shape.tokens { a = R.fused(a, R.lanes(gradient[t]), R.load(rows + (t &* m &+ at))) }
      R.store(a, target + at)
      at &+= width
    }
    for padding in m..<positionStride { target[padding] = 0 }
  }

  /// y = factor x or y += factor x for an unpadded row x; the padding of y stays zero.
  @inline(__always)
  func addRow(_ y: UnsafeMutablePointer<R>, _ factor: R, _ x: UnsafePointer<R>, isFirst: Bool) {
    let lanes = R.lanes(factor)
    var at = 0
    while at < shape.positionDimension {
      let term = R.product(lanes, R.load(x + at))
      R.store(isFirst ? term : R.fused(R.load(y + at), lanes, R.load(x + at)), y + at)
      at &+= R.laneCount
    }
    for padding in shape.positionDimension..<positionStride { y[padding] = 0 }
  }
}
