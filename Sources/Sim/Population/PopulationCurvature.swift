import Theory

/// The second derivative of R/2 in W at aligned weights, over all subsets; one-hot positions.
///
/// At V = alpha I and logits C on y the attention is `s = P/q` on y, `delta/N` off it, and half the risk's gradient in
/// the logits is `g = s (h - s.h)`, `h = d (alpha^2 s - (alpha/q) 1_y)`. A change M of W changes the logits by `M 1_y`, the
/// attention by `ds = s (dl - s.dl)`, h by `d alpha^2 ds`, so `dg = ds (h - s.h) + s (dh - ds.h - s.dh)`, and the
/// gradient in W by the mean of `dg 1_y^T`. Directions M that no family of D1 contains leave alpha alone to first
/// order: the trace of V sees only the mean over permutations of M. Derived here.
public struct PopulationCurvature: Sendable {
  private let enumeration: SubsetEnumeration

  /// The curvature over an enumeration.
  public init(_ enumeration: SubsetEnumeration) {
    self.enumeration = enumeration
  }

  /// The change of the gradient in W along a T x T direction, row-major.
  ///
  /// - Throws: `TheoryError` if the direction is not T x T.
  public func apply(_ direction: [Double], at point: AlignedWeights) throws(TheoryError) -> [Double] {
    let problem = enumeration.problem
    let (length, q) = (problem.tokens, problem.sparsity)
    guard direction.count == length * length else {
      throw TheoryError(value: "\(direction.count) entries", rule: "T^2 = \(length * length)")
    }
    let d = Double(problem.dimension)
    let alpha = point.alpha
    let on = point.massOnSubset / Double(q)
    let off = point.massOffSubset / Double(problem.tokensOutside)
    let byOn = d * (alpha * alpha * on - alpha / Double(q))
    let byOff = d * alpha * alpha * off
    let mean = point.massOnSubset * byOn + point.massOffSubset * byOff
    var result = [Double](repeating: 0, count: direction.count)
    var isOn = [Bool](repeating: false, count: length)
    var change = [Double](repeating: 0, count: length)
    for (index, probability) in enumeration.weights.enumerated() {
      let subset = enumeration.subsets[(index * q)..<((index + 1) * q)]
      for t in 0..<length { isOn[t] = false }
      for j in subset { isOn[j] = true }
      var average = 0.0
      for t in 0..<length {
        var sum = 0.0
        for j in subset { sum += direction[t * length + j] }
        change[t] = sum
        average += (isOn[t] ? on : off) * sum
      }
      // ds, and its products with h and with s.
      var (byGain, bySelf) = (0.0, 0.0)
      for t in 0..<length {
        change[t] = (isOn[t] ? on : off) * (change[t] - average)
        byGain += change[t] * (isOn[t] ? byOn : byOff)
        bySelf += change[t] * (isOn[t] ? on : off)
      }
      let shift = byGain + d * alpha * alpha * bySelf
      for t in 0..<length {
        let (s, h) = isOn[t] ? (on, byOn) : (off, byOff)
        let g = probability * (change[t] * (h - mean) + s * (d * alpha * alpha * change[t] - shift))
        for j in subset { result[t * length + j] += g }
      }
    }
    return result
  }
}
