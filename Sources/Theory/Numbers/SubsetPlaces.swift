/// The place of each q-subset of {0, .., T-1} in colexicographic order, `sum_k C(y_k, k + 1)` for y_0 < y_1 < ..., exact.
public struct SubsetPlaces: Sendable {
  /// The number of subsets, C(T, q).
  public let count: Int
  private let sparsity: Int
  /// C(i, k+1) at place i q + k.
  private let binomials: [Int]

  /// The places of a problem's subsets.
  ///
  /// - Throws: `TheoryError` if there are more subsets than the limit.
  public init(_ problem: Problem, limit: Int) throws(TheoryError) {
    count = try Subsets.count(of: problem, limit: limit)
    let sparsity = problem.sparsity
    var binomials = [Int](repeating: 0, count: problem.tokens * sparsity)
    for token in 1..<problem.tokens {
      // C(i, k+1) = C(i-1, k+1) + C(i-1, k)
      for place in 0..<sparsity {
        let above = binomials[(token - 1) * sparsity + place]
        binomials[token * sparsity + place] =
          above + (place == 0 ? 1 : binomials[(token - 1) * sparsity + place - 1])
      }
    }
    self.sparsity = sparsity
    self.binomials = binomials
  }

  /// The place of a subset.
  ///
  /// - Throws: `TheoryError` unless it is q token places in rising order.
  public func place(of subset: some Collection<Int>) throws(TheoryError) -> Int {
    var (place, last, index) = (0, -1, 0)
    for token in subset {
      guard token > last, index < sparsity, token * sparsity < binomials.count else {
        throw TheoryError(value: "subset \(Array(subset))", rule: "\(sparsity) token places in rising order")
      }
      place += binomials[token * sparsity + index]
      (last, index) = (token, index + 1)
    }
    guard index == sparsity else {
      throw TheoryError(value: "subset \(Array(subset))", rule: "\(sparsity) token places in rising order")
    }
    return place
  }
}
