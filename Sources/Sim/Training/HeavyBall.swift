/// The heavy ball, in single precision: `change <- beta change - eta g`, then `p <- p + change`.
struct HeavyBall {
  private var changes: [Float]
  private let beta: Float

  /// No change yet, for so many parameters.
  init(parameterCount: Int, beta: Double) {
    changes = [Float](repeating: 0, count: parameterCount)
    self.beta = Float(beta)
  }

  /// One step on all parameters.
  mutating func step(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, stepSize: Double
  ) {
    let rate = Float(stepSize)
    for index in changes.indices {
      changes[index] = beta * changes[index] - rate * gradient[index]
      parameters[index] += changes[index]
    }
  }
}

/// The heavy ball's steps of V and W of one layer.
final class AttentionHeavyBall<R: LayerScalar> {
  /// The last changes.
  private let value: AlignedBuffer<R>
  private let keyQuery: AlignedBuffer<R>
  private let stepSize: R
  private let beta: R

  init(_ batch: AttentionBatch<R>, stepSize: R, beta: R) {
    value = AlignedBuffer(batch.shape.dimension * batch.dimensionStride)
    keyQuery = AlignedBuffer(batch.shape.positionDimension * batch.positionStride)
    (self.stepSize, self.beta) = (stepSize, beta)
  }

  /// One step on the batch's examples; returns half their mean squared error before it.
  func step(_ batch: AttentionBatch<R>) -> R {
    for k in 0..<value.count { value.pointer[k] *= beta }
    for k in 0..<keyQuery.count { keyQuery.pointer[k] *= beta }
    let loss = batch.addGradient(-stepSize, value: value.pointer, keyQuery: keyQuery.pointer)
    for k in 0..<value.count { batch.value[k] += value.pointer[k] }
    for k in 0..<keyQuery.count { batch.keyQuery[k] += keyQuery.pointer[k] }
    return loss
  }
}
