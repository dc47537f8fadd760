/// A group of examples of the attention layer, one example in each lane.
///
/// Every number of an example is one lane of a vector, so that every operation works on whole vectors whatever
/// T, d and q. Vectors are stored one after the other: coordinate i of token t is vector `i T + t` of `tokens`.
/// Sums over tokens and coordinates run in order; sums over examples run lane by lane, group after group, and
/// end with the lanes in halves. The number of lanes belongs to the type, 16 or 8, whatever the CPU.
final class AttentionLanes<R: LayerScalar> {
  private let length: Int
  private let dimension: Int
  private let sparsity: Int

  /// Tokens.
  private let tokens: UnsafeMutablePointer<R>
  /// Logits, then the attention s; a vector for each token.
  let attention: UnsafeMutablePointer<R>
  /// The gradient of half the squared error in the logits, a vector for each token.
  let gradient: UnsafeMutablePointer<R>
  /// The prediction f, a vector for each coordinate.
  let output: UnsafeMutablePointer<R>
  /// 1 on the tokens of the subset, else 0.
  private let chosen: UnsafeMutablePointer<R>
  /// X s, the residual r, and V^T r.
  private let mean: UnsafeMutablePointer<R>
  private let residual: UnsafeMutablePointer<R>
  private let back: UnsafeMutablePointer<R>
  /// The sums over groups of r (X s)^T, d x d vectors, and of ||r||^2.
  private let products: UnsafeMutablePointer<R>
  private let squares: UnsafeMutablePointer<R>
  private let buffers: [AlignedBuffer<R>]

  init(_ shape: AttentionShape) {
    (length, dimension, sparsity) = (shape.tokens, shape.dimension, shape.sparsity)
    var made: [AlignedBuffer<R>] = []
    func room(_ vectors: Int) -> UnsafeMutablePointer<R> {
      // Transposes write and read whole squares of four.
      let buffer = AlignedBuffer<R>((vectors + 3) / 4 * 4 * R.laneCount)
      made.append(buffer)
      return buffer.pointer
    }
    let (length, d) = (shape.tokens, shape.dimension)
    tokens = room(length * d)
    attention = room(length)
    gradient = room(length)
    output = room(d)
    chosen = room(length)
    mean = room(d)
    residual = room(d)
    back = room(d)
    products = room(d * d)
    squares = room(1)
    buffers = made
  }

  /// Starts the sums over a batch.
  func clearSums() {
    RowProduct.clear(products, padded: dimension &* dimension &* R.laneCount)
    R.store(R.lanes(0), squares)
  }

  /// Takes the tokens of a group from rows of T d numbers, and its subsets; lanes beyond `count` get zero tokens
  /// if the rows beyond hold zeros.
  func load(tokens rows: UnsafePointer<R>, subsets: UnsafePointer<Int>, count: Int) {
    let size = length &* dimension
    LaneTranspose.apply(
      rows, stride: size, into: tokens, stride: R.laneCount, rows: R.laneCount, columns: size)
    RowProduct.clear(chosen, padded: length &* R.laneCount)
    for lane in 0..<count {
      for j in 0..<sparsity { chosen[subsets[lane &* sparsity &+ j] &* R.laneCount &+ lane] = 1 }
    }
  }

  /// Turns the logits into the attention, s = softmax(l).
  func applySoftmax() {
    let width = R.laneCount
    var top = R.load(attention)
    for t in 1..<max(1, length) { top = R.larger(top, R.load(attention + t &* width)) }
    let shift = R.product(R.lanes(-1), top)
    var total = R.lanes(0)
    for t in 0..<length {
      let power = R.exponential(R.sum(R.load(attention + t &* width), shift))
      R.store(power, attention + t &* width)
      total = R.sum(total, power)
    }
    let scale = R.quotient(R.lanes(1), total)
    for t in 0..<length {
      R.store(R.product(R.load(attention + t &* width), scale), attention + t &* width)
    }
  }

  /// Predicts with V, adds to the sums, and writes the gradient in the logits.
  func backpropagate(value: UnsafePointer<R>, stride: Int) {
    predict(value, stride)
    let (width, d) = (R.laneCount, dimension)
    var average = R.lanes(0)
    for j in 0..<d {
      var sum = R.lanes(0)
      let mean = R.load(mean + j &* width)
      for i in 0..<d {
        let r = R.load(residual + i &* width)
        sum = R.fused(sum, R.lanes(value[i &* stride &+ j]), r)
        let place = products + (i &* d &+ j) &* width
        R.store(R.fused(R.load(place), r, mean), place)
      }
      R.store(sum, back + j &* width)
      average = R.fused(average, sum, mean)
    }
    // g_t = s_t (v_t - s.v) with v = X^T V^T r, and s.v = (X s).(V^T r).
    let shift = R.product(R.lanes(-1), average)
    for t in 0..<length {
      var score = shift
      for i in 0..<d {
        score = R.fused(
          score, R.load(back + i &* width), R.load(tokens + (i &* length &+ t) &* width))
      }
      R.store(R.product(score, R.load(attention + t &* width)), gradient + t &* width)
    }
  }

  /// X s, f = V X s, and the residual.
  private func predict(_ value: UnsafePointer<R>, _ stride: Int) {
    let (width, d) = (R.laneCount, dimension)
    let share = R.lanes(-1 / R(sparsity))
    for i in 0..<d {
      var (mean, target) = (R.lanes(0), R.lanes(0))
      let row = tokens + i &* length &* width
      for t in 0..<length {
        let x = R.load(row + t &* width)
        mean = R.fused(mean, x, R.load(attention + t &* width))
        target = R.fused(target, x, R.load(chosen + t &* width))
      }
      R.store(mean, self.mean + i &* width)
      R.store(R.product(target, share), residual + i &* width)
    }
    var square = R.load(squares)
    for i in 0..<d {
      var f = R.lanes(0)
      for j in 0..<d { f = R.fused(f, R.lanes(value[i &* stride &+ j]), R.load(mean + j &* width)) }
      let r = R.sum(f, R.load(residual + i &* width))
      R.store(f, output + i &* width)
      R.store(r, residual + i &* width)
      square = R.fused(square, r, r)
    }
    R.store(square, squares)
  }

  /// The sum of ||r||^2 over the batch.
  var squareSum: R { R.total(R.load(squares)) }

  /// Adds a multiple of the batch's sum of r (X s)^T to a d x d matrix.
  func addProducts(_ factor: R, to matrix: UnsafeMutablePointer<R>, stride: Int) {
    for i in 0..<dimension {
      for j in 0..<dimension {
        let sum = R.total(R.load(products + (i &* dimension &+ j) &* R.laneCount))
        matrix[i &* stride &+ j] += factor * sum
      }
    }
  }
}
