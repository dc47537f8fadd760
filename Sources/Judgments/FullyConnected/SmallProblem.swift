import Theory

/// A problem as an experiment's table writes it down, validated where it is run.
struct SmallProblem: Hashable, Sendable {
  let tokens: Int
  let dimension: Int
  let sparsity: Int

  init(tokens: Int, dimension: Int, sparsity: Int) {
    self.tokens = tokens
    self.dimension = dimension
    self.sparsity = sparsity
  }

  /// T, d and q.
  init(_ tokens: Int, _ dimension: Int, _ sparsity: Int) {
    self.init(tokens: tokens, dimension: dimension, sparsity: sparsity)
  }

  init(_ problem: Problem) {
    self.init(tokens: problem.tokens, dimension: problem.dimension, sparsity: problem.sparsity)
  }

  /// The problem in words.
  var name: String { "T=\(tokens) d=\(dimension) q=\(sparsity)" }

  /// The length T d of vec(X).
  var inputDimension: Int { tokens * dimension }

  func problem() throws -> Problem {
    try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
  }

  /// The flow's system with one-hot positions.
  func oneHotSystem() throws -> FlowSystem { try FlowSystem(problem: problem(), positions: .oneHot) }

  /// The shortest sequence, q = 1, q = T - 1, q below and above T/2, d = 1 and d > T: all small enough to enumerate.
  static let all = [
    SmallProblem(2, 1, 1), SmallProblem(2, 5, 1), SmallProblem(3, 2, 2), SmallProblem(4, 3, 2),
    SmallProblem(5, 2, 1), SmallProblem(5, 2, 4), SmallProblem(6, 1, 5), SmallProblem(7, 2, 3),
    SmallProblem(8, 4, 2), SmallProblem(10, 2, 6), SmallProblem(12, 1, 4),
  ]

  /// Three of them, for the controls: q = 1, q below and q above T/2, each with d < T.
  static let few = [oneOfFive, twoOfEight, SmallProblem(10, 2, 6)]

  /// The one with q = 1.
  static let oneOfFive = SmallProblem(5, 2, 1)

  /// The one with q below T/2.
  static let twoOfEight = SmallProblem(8, 4, 2)

  /// Those with Td <= 12, where exact projections and kernels fit in 128 bits.
  static let exact = all.filter { $0.inputDimension <= 12 }
}
