/// The reduced flow for tokens N(0, Sigma) and a subset of fixed or random size.
///
/// With one scale alpha_a for each eigenvalue sigma_a of Sigma, one logit C, and for each size q the masses
/// `P = q/(q + N e^-C)`, delta = 1 - P, N = T - q, all means over the law of q:
///
///     R         = sum_a sigma_a E[ (alpha_a P - 1)^2/q + alpha_a^2 delta^2/N ]
///     alpha_a'  = sigma_a E[ P (1 - alpha_a P)/q - alpha_a delta^2/N ]
///     C'        = kappa sum_a sigma_a alpha_a E[ P delta ( (1 - alpha_a P)/q + alpha_a delta/N ) ]
///
/// It is the flow of R/2 in the metric `sum_a dalpha_a^2 + dC^2/kappa`, with the kappa of standard tokens, and D2 where
/// Sigma = I. Proof in `D18UniversalRate`. Source: derived here.
public struct AnisotropicSystem: Hashable, Sendable {
  /// A point: the scale of V along each eigenvector of Sigma, and the logit.
  public struct Point: Hashable, Sendable, Codable {
    /// alpha_a, in the order of the variances.
    public var values: [Double]
    /// The logit C of the subset.
    public var logit: Double

    /// A point with given scales and logit.
    public init(values: [Double], logit: Double) { (self.values, self.logit) = (values, logit) }
  }

  /// Sequence length T.
  public let tokens: Int
  /// The eigenvalues of Sigma.
  public let variances: [Double]
  /// The law of q.
  public let sizes: SubsetSizeLaw
  /// The rate kappa of the positions: 1/(T-1) for one-hot ones, 1/width for a random orthonormal frame.
  public let kappa: Double
  /// The problem of each size.
  let problems: [Problem]
  /// The step limit: 2 over a bound on the curvatures of R/2 at the end of training.
  ///
  /// The largest curvature in V is `max sigma_a E[1/q]`; those in W are the mean over q of `StepLimit`'s, with tr Sigma in
  /// place of d, hence at most the mean of the largest ones; exact where q is fixed.
  public let stepLimit: Double

  /// The system of a length, a token law and a law of the subset's size.
  ///
  /// - Throws: `TheoryError` unless variances are positive and finite, 1 <= q < T, and a frame's width is at least T.
  public init(tokens: Int, variances: [Double], sizes: SubsetSizeLaw, positions: PositionLaw = .oneHot)
    throws(TheoryError)
  {
    guard !variances.isEmpty, variances.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw TheoryError(value: "variances = \(variances)", rule: "positive and finite, one or more")
    }
    var problems: [Problem] = []
    for size in sizes.sizes {
      problems.append(try Problem(tokens: tokens, dimension: variances.count, sparsity: size))
    }
    kappa = try positions.kappa(problems[0])
    (self.tokens, self.variances, self.sizes, self.problems) = (tokens, variances, sizes, problems)
    let scale = variances.reduce(0, +) / Double(variances.count)
    var byKeyQuery = 0.0
    for (problem, share) in zip(problems, sizes.probabilities) {
      let limit = StepLimit(try FlowSystem(problem: problem, positions: positions))
      byKeyQuery += share * scale * (limit.logitCurvature)
    }
    let byValue = variances.reduce(0, max) * sizes.mean { 1 / Double($0) }
    stepLimit = 2 / max(byValue, byKeyQuery)
  }

  /// tr Sigma.
  public var trace: Double { variances.reduce(0, +) }

  /// The zero start.
  public var origin: Point { Point(values: variances.map { _ in 0 }, logit: 0) }

  /// The risk R.
  public func risk(_ point: Point) -> Double {
    var total = 0.0
    for (problem, share) in zip(problems, sizes.probabilities) {
      let (on, off) = AlignedWeights.masses(problem, logit: point.logit)
      let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
      for (variance, alpha) in zip(variances, point.values) {
        let error = Self.valueError(alpha, on, off)
        total += share * variance * (error * error / q + alpha * alpha * off * off / outside)
      }
    }
    return total
  }

  /// The mean mass on the subset.
  public func massOnSubset(logit: Double) -> Double {
    zip(problems, sizes.probabilities).reduce(0) {
      $0 + $1.1 * AlignedWeights.masses($1.0, logit: logit).on
    }
  }

  /// The velocity (alpha_a', C').
  public func velocity(_ point: Point) -> Point {
    let masses = masses(logit: point.logit)
    var result = origin
    for a in variances.indices {
      let rate = rate(a, point.values[a], masses)
      result.values[a] = rate.value
      result.logit += kappa * rate.logit
    }
    return result
  }

  /// The masses (P, delta) of each size.
  func masses(logit: Double) -> [(on: Double, off: Double)] {
    problems.map { AlignedWeights.masses($0, logit: logit) }
  }

  /// alpha_a', and what direction a adds to C'/kappa.
  @inline(__always)
  func rate(_ a: Int, _ alpha: Double, _ masses: [(on: Double, off: Double)]) -> (
    value: Double, logit: Double
  ) {
    var (byValue, byLogit) = (0.0, 0.0)
    for k in masses.indices {
      let (on, off) = masses[k]
      let error = Self.valueError(alpha, on, off)
      let pull = error / Double(problems[k].sparsity)
      let push = alpha * off / Double(problems[k].tokensOutside)
      byValue -= sizes.probabilities[k] * (on * pull + off * push)
      byLogit += sizes.probabilities[k] * on * off * (push - pull)
    }
    return (variances[a] * byValue, variances[a] * alpha * byLogit)
  }

  /// alpha P - 1, without cancellation where P is near 1.
  private static func valueError(_ alpha: Double, _ on: Double, _ off: Double) -> Double {
    off < on ? (alpha - 1) - alpha * off : alpha * on - 1
  }
}

extension AnisotropicSystem: CustomStringConvertible {
  /// For example `T=5, variances 2, 0.5, q=2`.
  public var description: String {
    "T=\(tokens), variances \(variances.map { "\($0)" }.joined(separator: ", ")), \(sizes)"
  }
}
