/// The parts of the attention layer for positions that all examples share.
extension AttentionBatch {
  /// The logits of each single token as query: row j of the matrix holds `e_t^T W e_j` for all t.
  func computePairLogits() {
    let (length, m) = (shape.tokens, shape.positionDimension)
    if shape.isIdentity {
      for j in 0..<length {
        for t in 0..<length { pairLogits[j &* tokenStride &+ t] = keyQuery[j &* positionStride &+ t] }
      }
    } else {
      RowProduct.multiply(
        keys, positions, rowStep: m, depthStep: 1, keyQuery, rows: length, depth: m, columns: positionStride)
      for j in 0..<length {
        for t in 0..<length {
          pairLogits[j &* tokenStride &+ t] = RowProduct.dot(
            positions + t &* m, keys + j &* positionStride, padded: positionStride)
        }
      }
    }
    for j in 0..<length {
      for t in length..<tokenStride { pairLogits[j &* tokenStride &+ t] = pairLogits[j &* tokenStride] }
    }
  }

  @inline(__always)
  func addPairGradient(_ example: Int) {
    let q = shape.sparsity
    let own = subset(example)
    for j in 0..<q {
      RowProduct.add(
        pairGradient + own[j] &* tokenStride, coefficients[example &* q &+ j],
        logits + example &* tokenStride, padded: tokenStride)
    }
  }

  /// The gradient in W transposed: sum over tokens j, t of `G[j, t] e_j e_t^T`.
  func computeSharedGradient() {
    let (length, m) = (shape.tokens, shape.positionDimension)
    if shape.isIdentity {
      for j in 0..<length {
        for t in 0..<length {
          keyQueryGradient[j &* positionStride &+ t] = pairGradient[j &* tokenStride &+ t]
        }
      }
      return
    }
    for j in 0..<length {
      let row = pulled + j &* positionStride
      for t in 0..<length {
        addRow(row, pairGradient[j &* tokenStride &+ t], positions + t &* m, isFirst: t == 0)
      }
    }
    RowProduct.multiply(
      keyQueryGradient, positions, rowStep: 1, depthStep: m, pulled, rows: m, depth: length,
      columns: positionStride)
  }
}
