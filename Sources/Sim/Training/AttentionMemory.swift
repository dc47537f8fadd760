import Theory

/// The last change of the weights of an attention layer, for the heavy ball: `change = factor * change - step * gradient`.
final class AttentionMemory<R: LayerScalar> {
  private let value: AlignedBuffer<R>
  private let keyQuery: AlignedBuffer<R>
  private let factor: R

  init(_ batch: AttentionBatch<R>, factor: R) {
    value = AlignedBuffer(batch.shape.dimension * batch.dimensionStride)
    keyQuery = AlignedBuffer(batch.shape.positionDimension * batch.positionStride)
    self.factor = factor
  }

  /// Takes a step; returns half the mean squared error before it.
  func step(_ batch: AttentionBatch<R>, _ stepSize: R) -> R {
    for k in 0..<value.count { value.pointer[k] *= factor }
    for k in 0..<keyQuery.count { keyQuery.pointer[k] *= factor }
    let loss = batch.addGradient(-stepSize, value: value.pointer, keyQuery: keyQuery.pointer)
    for k in 0..<value.count { batch.value[k] += value.pointer[k] }
    for k in 0..<keyQuery.count { batch.keyQuery[k] += keyQuery.pointer[k] }
    return loss
  }
}
