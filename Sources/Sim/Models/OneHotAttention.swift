import Theory

/// The attention with one-hot positions, d_e = T: softmax(W 1_y).
extension AttentionWeights {
  /// The attention on every token.
  public func oneHotAttention(on subset: [Int]) -> [Double] {
    var attention = [Double](repeating: 0, count: positionDimension)
    oneHotAttention(&attention, on: subset, count: subset.count)
    return attention
  }

  /// Writes the attention on every token, room for T numbers.
  func oneHotAttention(_ s: UnsafeMutablePointer<Double>, on subset: UnsafePointer<Int>, count: Int) {
    let length = positionDimension
    var top = -Double.infinity
    for t in 0..<length {
      var logit = 0.0
      for place in 0..<count { logit += keyQuery[t * length + subset[place]] }
      s[t] = logit
      top = max(top, logit)
    }
    var total = 0.0
    for t in 0..<length {
      s[t] = Elementary.exp(s[t] - top)
      total += s[t]
    }
    for t in 0..<length { s[t] /= total }
  }
}
