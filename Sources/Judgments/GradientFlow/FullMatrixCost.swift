import Evidence
import Theory

/// What exact expectations with the full matrices take on one core.
enum FullMatrixCost {
  /// The cost of a number of gradients in closed form for each subset; one-hot positions.
  ///
  /// A subset costs T exponentials of some 20 ns, and a few operations for each of the T q products.
  static func cost(_ problem: SmallProblem, gradients: Double) -> Cost {
    let (length, q) = (Double(problem.tokens), Double(problem.sparsity))
    let subsets = subsets(problem)
    return Cost(
      seconds: 1e-9 * gradients * subsets * (60 + 25 * length + 4 * length * q),
      bytes: 16 * subsets * q + 64 * length * length)
  }

  /// The cost of a number of gradients summed example by example, over tokens, subsets and frames.
  static func cost(_ item: FlowCase, gradients: Double) -> Cost {
    let problem = item.problem
    let (length, d, q) = (Double(problem.tokens), Double(problem.dimension), Double(problem.sparsity))
    let width = Double(item.positionDimension)
    let frames = item.positions == .oneHot ? 1 : 1.5 * length * width
    let attentions = subsets(problem) * frames
    let examples = attentions * 1.5 * length * d
    return Cost(
      seconds: 1e-9 * gradients
        * (attentions * (100 + 25 * length + 4 * length * q)
          + examples * (20 + 4 * length * d + 2 * q * d + 4 * d * d + 4 * length)),
      bytes: 16 * subsets(problem) * q + 32 * frames * length + 64 * width * width
        + 16 * length * d * length * d)
  }

  /// The number C(T, q), as it is known before it is checked.
  static func subsets(_ problem: SmallProblem) -> Double {
    guard problem.sparsity >= 1 else { return 0 }
    return (1...problem.sparsity).reduce(1) {
      $0 * Double(problem.tokens - problem.sparsity + $1) / Double($1)
    }
  }
}

extension FlowCase {
  /// The dimension d_e of the positions.
  var positionDimension: Int {
    if case .orthonormalFrame(let width) = positions { width } else { problem.tokens }
  }
}
