/// All that the attention layer's flow sees of n fixed examples, if positions are averaged over.
///
/// With `b_k = (1/q) sum_{i in y_k} x_i` and `m_k = (1/N) sum_{i not in y_k} x_i`, the means of example k's tokens inside and
/// outside its subset (b_k is the target), these are the d x d matrices
/// `A = (1/n) sum_k b_k b_k^T`, `B = (1/n) sum_k b_k m_k^T`, `M = (1/n) sum_k m_k m_k^T`.
public struct ExampleMoments: Hashable, Sendable, Codable {
  /// The token dimension d.
  public let dimension: Int
  /// The number n of examples.
  public let examples: Int
  /// A, row-major.
  public let inside: [Double]
  /// B, row-major.
  public let cross: [Double]
  /// M, row-major.
  public let outside: [Double]

  /// The moments of examples, each given by its two means.
  ///
  /// - Throws: `TheoryError` unless there are as many means of either kind, at least one, all of d numbers.
  public init(dimension d: Int, insideMeans: [[Double]], outsideMeans: [[Double]]) throws(TheoryError) {
    let n = insideMeans.count
    guard n >= 1, outsideMeans.count == n, d >= 1,
      (insideMeans + outsideMeans).allSatisfy({ $0.count == d })
    else {
      throw TheoryError(
        value: "\(n) means inside, \(outsideMeans.count) outside",
        rule: "as many of either, at least one, each of dimension \(d)")
    }
    func moments(_ left: [[Double]], _ right: [[Double]]) -> [Double] {
      (0..<d * d).map { place in
        var sum = 0.0
        for k in 0..<n { sum += left[k][place / d] * right[k][place % d] }
        return sum / Double(n)
      }
    }
    dimension = d
    examples = n
    inside = moments(insideMeans, insideMeans)
    cross = moments(insideMeans, outsideMeans)
    outside = moments(outsideMeans, outsideMeans)
  }
}
