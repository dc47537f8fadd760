/// The softmax of rows padded to whole vectors.
enum Softmax {
  /// Writes `s_t = exp(l_t - max l) / sum exp(l - max l)`; `mask` is 1 on the row's entries, 0 on the padding.
  ///
  /// The padding of `logits` must hold numbers no larger than the row's largest entry; in `attention` it
  /// becomes 0. In single precision exp(-87) stands for anything smaller.
  @inline(__always)
  static func apply<R: LayerScalar>(
    _ attention: UnsafeMutablePointer<R>, logits: UnsafePointer<R>, mask: UnsafePointer<R>, padded: Int
  ) {
    let width = R.laneCount
    var top = R.load(logits)
    var at = width
    while at < padded {
      top = R.larger(top, R.load(logits + at))
      at &+= width
    }
    let shift = R.lanes(-R.largest(top))
    var total = R.lanes(0)
    at = 0
    while at < padded {
      let power = R.product(R.exponential(R.sum(R.load(logits + at), shift)), R.load(mask + at))
      R.store(power, attention + at)
      total = R.sum(total, power)
      at &+= width
    }
    let scale = R.lanes(1 / R.total(total))
    at = 0
    while at < padded {
      R.store(R.product(R.load(attention + at), scale), attention + at)
      at &+= width
    }
  }
}
