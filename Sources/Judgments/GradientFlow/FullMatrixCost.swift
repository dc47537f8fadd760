import Evidence
import Theory

/// What exact expectations with the full matrices take on one core.
enum FullMatrixCost {
  /// The cost of a number of gradients, each a mean over every subset.
  ///
  /// A subset costs T exponentials of some 20 ns, and a few operations for each of the T q products.
  static func cost(_ problem: SmallProblem, gradients: Double) -> Cost {
    let (length, q) = (Double(problem.tokens), Double(problem.sparsity))
    let subsets = subsets(problem)
    return Cost(
      seconds: 1e-9 * gradients * subsets * (60 + 25 * length + 4 * length * q),
      bytes: 16 * subsets * q + 64 * length * length)
  }

  /// The number C(T, q), as it is known before it is checked.
  static func subsets(_ problem: SmallProblem) -> Double {
    guard problem.sparsity >= 1 else { return 0 }
    return (1...problem.sparsity).reduce(1) {
      $0 * Double(problem.tokens - problem.sparsity + $1) / Double($1)
    }
  }
}
