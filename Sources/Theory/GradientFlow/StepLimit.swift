/// The longest step with which gradient descent of R/2 on the full matrices V and W can end at risk 0.
///
/// At the end of training (alpha = 1, P = 1) the curvature of R/2 is 1/q in the d^2 directions of V. With one-hot positions it
/// is in those of W, with p_k = P(k given tokens lie in y), each zero or one of
/// ```
/// lambda_v = d (q-1) [T + q^2 (1 - 1/T) - 2q] / (q^2 (T-1)(T-2))       T - 1 directions
/// lambda_a = d (q-1) (T-q) / (q T (T-1)(T-2))                          (T-1)(T-2)/2
/// lambda_s = (d/q^2) [ p_2 - p_3 - (2 p_2 - 4 p_3 + 2 p_4)/q ]         T(T-3)/2
/// ```
/// and with frames of width D drawn anew at most d (q-1) / (q D (D-1)). For there the second variation of R/2 in the logits
/// l = W 1_y of y is `(d/q^2) l^T B_y l` over the tokens of y, B_y their centering, and its mean over y commutes with
/// permutations, so it has one value on each of these spaces. Descent with step eta multiplies a deviation by
/// 1 - eta lambda, so eta < 2/lambda is needed of each. Source: derived here.
public struct StepLimit: Hashable, Sendable {
  /// The curvature 1/q in V.
  public let byValue: Double
  /// The curvatures in W that are not zero, the largest first.
  public let keyQuery: [Double]

  /// The curvatures at the end of training.
  public init(_ system: FlowSystem) {
    let problem = system.problem
    let (d, q, size) = (Double(problem.dimension), Double(problem.sparsity), Double(problem.tokens))
    byValue = 1 / q
    guard problem.sparsity > 1 else {
      keyQuery = []
      return
    }
    switch system.positions {
    case .orthonormalFrame(let width):
      keyQuery = [d * (q - 1) / (q * Double(width) * Double(width - 1))]
    case .oneHot:
      let vector = d * (q - 1) * (size + q * q * (1 - 1 / size) - 2 * q) / (q * q * (size - 1) * (size - 2))
      let skew = d * (q - 1) * (size - q) / (q * size * (size - 1) * (size - 2))
      func p(_ k: Double) -> Double {
        stride(from: 0, to: k, by: 1).reduce(1) { $0 * max(0, q - $1) / max(1, size - $1) }
      }
      let even = (d / (q * q)) * (p(2) - p(3) - (2 * p(2) - 4 * p(3) + 2 * p(4)) / q)
      keyQuery = [vector, skew, even].sorted(by: >)
    }
  }

  /// The largest curvature of R/2 at the end of training.
  public var largestCurvature: Double { max(byValue, keyQuery.first ?? 0) }

  /// The step limit, 2 over the largest curvature.
  public var value: Double { 2 / largestCurvature }
}
