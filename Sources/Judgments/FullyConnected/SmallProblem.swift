import Theory

/// A problem small enough to enumerate, for the exact claims.
struct SmallProblem: Sendable {
  let tokens: Int
  let dimension: Int
  let sparsity: Int

  /// The problem in words.
  var name: String { "T=\(tokens) d=\(dimension) q=\(sparsity)" }

  func problem() throws -> Problem {
    try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
  }

  /// The shortest sequence, q = 1, q = T - 1, q below and above T/2, d = 1 and d > T.
  static let all: [SmallProblem] = [
    (2, 1, 1), (2, 5, 1), (3, 2, 2), (4, 3, 2), (5, 2, 1), (5, 2, 4), (6, 1, 5), (7, 2, 3), (8, 4, 2),
    (10, 2, 6),
    (12, 1, 4),
  ].map { SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2) }

  /// Three of them, for the controls: q = 1, q below and q above T/2, each with d < T.
  static let few: [SmallProblem] = [(5, 2, 1), (8, 4, 2), (10, 2, 6)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }
}
