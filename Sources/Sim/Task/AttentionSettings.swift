import Theory

/// A task for the attention layer and how it is trained.
public struct AttentionSettings: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The law of the positions.
  public let positions: Positions
  /// When positions are drawn; one-hot positions are always fixed.
  public let renewal: PositionRenewal
  /// The position dimension d_e.
  public let positionDimension: Int
  /// How the query is made from the subset's positions.
  public let query: Query
  /// The covariance of the tokens, nil for the identity.
  public let covariance: TokenCovariance?
  /// The number of examples B in a step.
  public let batch: Int
  /// The step size of descent on half the mean squared error.
  public let stepSize: Double
  /// How a gradient becomes a step.
  public let optimizer: Optimizer

  /// Validates the settings.
  ///
  /// - Throws: `TheoryError` if d_e < T for orthonormal positions, d_e < q for the dual query, a size is not positive, the
  ///   covariance is not d x d, or the optimizer's parameter is out of range.
  public init(
    problem: Problem, positions: Positions, renewal: PositionRenewal = .stochastic,
    positionDimension: Int, query: Query = .dual, covariance: TokenCovariance? = nil, batch: Int,
    stepSize: Double, optimizer: Optimizer = .gradientDescent
  ) throws(TheoryError) {
    if positions.isOrthonormal && positionDimension < problem.tokens {
      throw TheoryError(
        value: "positionDimension = \(positionDimension)",
        rule: "positionDimension >= tokens = \(problem.tokens) for \(positions.rawValue) positions")
    }
    if positionDimension < 1 || (query == .dual && positionDimension < problem.sparsity) {
      throw TheoryError(
        value: "positionDimension = \(positionDimension)",
        rule: "positionDimension >= sparsity = \(problem.sparsity) for the dual query, >= 1 for the sum query"
      )
    }
    if positionDimension > 1 << 15 {
      throw TheoryError(value: "positionDimension = \(positionDimension)", rule: "positionDimension <= 32768")
    }
    if batch < 1 || batch > 1 << 20 {
      throw TheoryError(value: "batch = \(batch)", rule: "1 <= batch <= 1048576")
    }
    if !(stepSize >= 0 && stepSize < .infinity) {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 <= stepSize < infinity")
    }
    if let covariance, covariance.variances.count != problem.dimension {
      throw TheoryError(
        value: "\(covariance.variances.count) variances", rule: "d = \(problem.dimension)")
    }
    try optimizer.check()
    self.problem = problem
    self.positions = positions
    self.renewal = positions == .oneHot ? .fixed : renewal
    self.positionDimension = positionDimension
    self.query = query
    self.covariance = covariance
    self.batch = batch
    self.stepSize = stepSize
    self.optimizer = optimizer
  }

  /// One-hot positions with d_e = T.
  ///
  /// - Throws: `TheoryError` as above.
  public init(
    oneHot problem: Problem, covariance: TokenCovariance? = nil, batch: Int, stepSize: Double,
    optimizer: Optimizer = .gradientDescent
  ) throws(TheoryError) {
    try self.init(
      problem: problem, positions: .oneHot, positionDimension: problem.tokens, covariance: covariance,
      batch: batch, stepSize: stepSize, optimizer: optimizer)
  }

  /// The family that W stays in under the population's gradient flow, where there is one.
  public var family: KeyQueryFamily {
    positions == .oneHot && positionDimension == problem.tokens ? .centered : .identity
  }

  /// Throws unless tokens are standard normal, as they are in A1's risk given the attention.
  func requireStandardTokens() throws(TheoryError) {
    if let covariance {
      throw TheoryError(value: "tokens of variances \(covariance.variances)", rule: "standard tokens")
    }
  }

  /// Throws unless positions are one-hot with d_e = T and tokens standard at a problem, where the risk is a sum over subsets.
  func requireOneHot(_ problem: Problem) throws(TheoryError) {
    try requireStandardTokens()
    guard family == .centered, self.problem == problem else {
      throw TheoryError(
        value: "\(positions.rawValue) positions, d_e = \(positionDimension), \(self.problem)",
        rule: "one-hot positions with d_e = T at \(problem)")
    }
  }

  /// The sizes of a batch; a single example has positions of its own whatever the law.
  func shape(batch: Int? = nil) -> AttentionShape {
    let batch = batch ?? self.batch
    let isIdentity = positions == .oneHot
    let isShared = positions.isOrthonormal || renewal == .fixed
    return AttentionShape(
      tokens: problem.tokens, dimension: problem.dimension, sparsity: problem.sparsity,
      positionDimension: positionDimension, batch: batch,
      sharesPositions: isIdentity || (isShared && batch > 1), query: query,
      positionScale: positions.scale(dimension: positionDimension), isOrthonormal: positions.isOrthonormal,
      isIdentity: isIdentity)
  }
}
