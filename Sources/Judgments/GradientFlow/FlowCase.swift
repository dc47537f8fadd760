import Theory

/// A problem with a position law, for the claims about the flow.
struct FlowCase: Hashable, Sendable {
  let problem: SmallProblem
  let positions: PositionLaw

  init(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ positions: PositionLaw = .oneHot) {
    problem = SmallProblem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    self.positions = positions
  }

  /// The case in words.
  var name: String { "\(problem.name), \(positions)" }

  /// The same with so many token dimensions fewer.
  func with(fewerDimensions: Int) -> FlowCase {
    FlowCase(problem.tokens, problem.dimension - fewerDimensions, problem.sparsity, positions)
  }

  func flow(alpha: Double = 0, logit: Double = 0) throws -> GradientFlow {
    try GradientFlow(problem: problem.problem(), positions: positions, alpha: alpha, logit: logit)
  }

  /// Few enough subsets to enumerate; q = 1, q below and above T/2, d = 1 and d > T, frames as wide as T and wider.
  static let small: [FlowCase] = [
    FlowCase(4, 1, 1), FlowCase(5, 7, 2), FlowCase(6, 2, 4), FlowCase(8, 4, 2), FlowCase(10, 3, 5),
    FlowCase(4, 2, 3, .orthonormalFrame(width: 4)), FlowCase(8, 4, 2, .orthonormalFrame(width: 20)),
    FlowCase(7, 1, 4, .orthonormalFrame(width: 9)),
  ]

  /// From 2 tokens to a million, both position laws, q from 1 to 0.9 T, d from 1 to 100.
  static let all: [FlowCase] = [
    FlowCase(2, 1, 1), FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(20, 5, 18), FlowCase(100, 50, 10),
    FlowCase(1000, 5, 3), FlowCase(1000, 100, 1), FlowCase(1_000_000, 16, 100),
    FlowCase(8, 4, 2, .orthonormalFrame(width: 8)), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
    FlowCase(200, 10, 150, .orthonormalFrame(width: 500)),
    FlowCase(10_000, 5, 3, .orthonormalFrame(width: 20_000)),
  ]
}

extension FlowCase {
  /// A reader's own problem and positions; one-hot unless told otherwise.
  ///
  /// - Throws: `TheoryError` for positions that are not orthonormal, or a frame narrower than T.
  static func own(_ own: OwnParameters) throws -> FlowCase {
    let problem = SmallProblem(own.problem)
    let law: PositionLaw
    switch own.positions?.law {
    case nil, .oneHot: law = .oneHot
    case .orthonormalFrame: law = .orthonormalFrame(width: own.positions?.dimension ?? problem.tokens)
    case .gaussian, .rademacher, .sphere:
      throw TheoryError(value: "positions of no frame", rule: "one-hot or an orthonormal frame")
    }
    _ = try law.kappa(own.problem)
    return FlowCase(problem.tokens, problem.dimension, problem.sparsity, law)
  }
}
