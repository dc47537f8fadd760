import Theory

/// All C(T, q) subsets of a problem with their probabilities, for exact expectations at small T.
public struct SubsetEnumeration: Sendable {
  /// The problem.
  public let problem: Problem
  /// The subsets one after the other in lexicographic order, q sorted token numbers each.
  let subsets: [Int]
  /// Their probabilities.
  let weights: [Double]

  /// Enumerates the subsets, uniform or with the given relative weights in lexicographic order.
  ///
  /// - Throws: `TheoryError` if there are more than 10^6 subsets, or weights are not one nonnegative finite
  ///   number for each subset with a positive sum.
  public init(_ problem: Problem, relativeWeights: [Double]? = nil) throws(TheoryError) {
    let count = try Subsets.count(of: problem)
    let relative = relativeWeights ?? [Double](repeating: 1, count: count)
    let total = relative.reduce(0, +)
    if relative.count != count || !relative.allSatisfy({ $0 >= 0 }) || !(total > 0 && total < .infinity) {
      throw TheoryError(
        value: "relativeWeights", rule: "\(count) nonnegative numbers with a positive, finite sum")
    }
    self.problem = problem
    subsets = Subsets(of: problem).flatMap(\.self)
    weights = relative.map { $0 / total }
  }
}
