/// The attention layer on a batch: storage, allocated once.
///
/// Token rows and position rows are stored without padding, so that one bulk fill writes a whole batch; a
/// vector read past a row's end meets zeros in the other factor. All other rows are padded with zeros.
/// W is stored transposed: both products with it then run along rows.
final class AttentionBatch<R: LayerScalar> {
  let shape: AttentionShape
  let tokenStride: Int
  let dimensionStride: Int
  let positionStride: Int

  /// Tokens: of example b, coordinate i, token t at `(b d + i) T + t`.
  let tokens: UnsafeMutablePointer<R>
  /// Subsets, q sorted token numbers for each example.
  let subsets: UnsafeMutableBufferPointer<Int>
  /// Positions: vector t of example b at `(b T + t) d_e`, or of all examples at `t d_e`.
  let positions: UnsafeMutablePointer<R>
  /// The coefficients of the query in the stored positions of the subset, q for each example.
  let coefficients: UnsafeMutablePointer<R>

  /// V and W transposed.
  let value: UnsafeMutablePointer<R>
  let keyQuery: UnsafeMutablePointer<R>

  /// Logits and attention where they are asked for themselves, one row for each example.
  let attention: UnsafeMutablePointer<R>
  let logits: UnsafeMutablePointer<R>
  /// 1 on a row's T entries, 0 on its padding.
  let mask: UnsafeMutablePointer<R>

  /// Queries, W times the queries, and the logit gradients carried back to R^{d_e}; a row for each example,
  /// or in the last two a row for each token where positions are shared.
  let queries: UnsafeMutablePointer<R>
  let keys: UnsafeMutablePointer<R>
  let pulled: UnsafeMutablePointer<R>
  /// Shared positions: logits of each single token as query, a T x T matrix, and the gradient in them.
  let pairLogits: UnsafeMutablePointer<R>
  let pairGradient: UnsafeMutablePointer<R>
  /// Shared positions: rows of T logits or their gradients for the examples of one group.
  let group: UnsafeMutablePointer<R>
  /// Room for the q x q Gram matrix of a query, where there is one to solve for.
  let gram: UnsafeMutablePointer<R>
  /// The examples of one group.
  let lanes: AttentionLanes<R>
  let workspace = MatrixProductWorkspace<R>()

  private let buffers: [AlignedBuffer<R>]

  init(_ shape: AttentionShape) {
    self.shape = shape
    let length = AttentionShape.padded(shape.tokens, R.self)
    let d = AttentionShape.padded(shape.dimension, R.self)
    let m = AttentionShape.padded(shape.positionDimension, R.self)
    (tokenStride, dimensionStride, positionStride) = (length, d, m)
    let batch = shape.batch
    let slack = R.laneCount
    var made: [AlignedBuffer<R>] = []
    func room(_ count: Int) -> UnsafeMutablePointer<R> {
      let buffer = AlignedBuffer<R>(count)
      made.append(buffer)
      return buffer.pointer
    }
    let shared = shape.sharesPositions
    let rows = shared ? shape.tokens : batch
    // Whole groups of examples; the last one's missing examples stay zero.
    tokens = room(AttentionShape.padded(batch, R.self) * shape.tokens * shape.dimension + slack)
    positions = room((shared ? 1 : batch) * shape.tokens * shape.positionDimension + slack)
    coefficients = room(batch * shape.sparsity)
    value = room(shape.dimension * d)
    keyQuery = room(shape.positionDimension * m)
    attention = room(batch * length)
    logits = room(batch * length)
    mask = room(length)
    queries = room(rows * m)
    keys = room(rows * m)
    pulled = room(rows * m)
    pairLogits = room(shared ? shape.tokens * length : 0)
    pairGradient = room(shared ? shape.tokens * length : 0)
    group = room(shared ? R.laneCount * length : 0)
    gram = room(shape.solvesQueries ? shape.sparsity * shape.sparsity : 0)
    lanes = AttentionLanes(shape)
    buffers = made
    subsets = UnsafeMutableBufferPointer.allocate(capacity: batch * shape.sparsity)
    subsets.initialize(repeating: 0)
    for t in 0..<shape.tokens { mask[t] = 1 }
    let coefficient = R(shape.positionScale * shape.positionScale)
    for index in 0..<(batch * shape.sparsity) { coefficients[index] = coefficient }
  }

  deinit { subsets.deallocate() }

  /// Copies weights in.
  func setWeights(_ weights: AttentionWeights) {
    let (d, m) = (shape.dimension, shape.positionDimension)
    for i in 0..<d {
      for j in 0..<d { value[i * dimensionStride + j] = R(weights.value[i * d + j]) }
    }
    for a in 0..<m {
      for b in 0..<m { keyQuery[b * positionStride + a] = R(weights.keyQuery[a * m + b]) }
    }
  }

  /// The weights.
  func weights() -> AttentionWeights { copy(value, keyQuery) }

  /// The gradient of half the mean squared error in the weights, and that half mean.
  func gradient() -> (halfSquaredError: R, gradient: AttentionWeights) {
    let value = AlignedBuffer<R>(shape.dimension * dimensionStride)
    let keyQuery = AlignedBuffer<R>(shape.positionDimension * positionStride)
    let loss = addGradient(1, value: value.pointer, keyQuery: keyQuery.pointer)
    return (loss, copy(value.pointer, keyQuery.pointer))
  }

  private func copy(_ v: UnsafePointer<R>, _ w: UnsafePointer<R>) -> AttentionWeights {
    let (d, m) = (shape.dimension, shape.positionDimension)
    var result = AttentionWeights(dimension: d, positionDimension: m)
    for i in 0..<d {
      for j in 0..<d { result.value[i * d + j] = Double(v[i * dimensionStride + j]) }
    }
    for a in 0..<m {
      for b in 0..<m { result.keyQuery[a * m + b] = Double(w[b * positionStride + a]) }
    }
    return result
  }
}
