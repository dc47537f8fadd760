/// Gradient descent with a fixed step: w <- w - step * gradient.
enum SGD {
  /// Updates `count` weights, a whole number of vectors.
  static func update<R: LayerScalar>(
    _ weights: UnsafeMutablePointer<R>, gradient: UnsafePointer<R>, step: R, count: Int
  ) {
    RowProduct.add(weights, -step, gradient, padded: count)
  }
}
