/// The sharp law at another length: the limit of t times the risk at (T', q') along the flow at (T, q).
///
/// With N = T - q, N' = T' - q', rho = N' q/(q' N):
/// `t R' -> (N/(2 kappa)) c2`, `c2 = (rho - 1)^2/q' + rho^2/N'`. At q' = q this is
/// `((T' - T)^2/q + N') / (2 kappa N)`: longer costs quadratically. At equal density rho = 1, and the limit is N/N'
/// times the trained length's.
/// Proof. Let delta/P = h at the trained length, so rho h at the test length. With alpha = 1 + h + O(h^2),
/// `alpha P' - 1 = h (1 - rho) + O(h^2)`, `alpha delta' = rho h + O(h^2)`, so `R' = d h^2 (c2 + c3 h + ...)`, and D4 gives
/// `h^2 t -> N/(2 d kappa)`. One order further, `alpha = 1 + h - (q/N) h^2` on the slow curve gives
/// `c3 = 2 (1 - rho) [ rho^2/N' - rho (1 - rho)/q' - q/(q' N) ]`.
/// Unless rho = 1 the approach is as slow as h: relative deviation `(c3/c2) sqrt(N/(2 d kappa t))`.
/// Source: derived here.
public struct QuadraticLaw: Hashable, Sendable {
  /// The system of the trained length.
  public let system: FlowSystem
  /// The problem (T', d, q') of the test.
  public let test: Problem

  /// The law for training by a flow and testing at (T', q').
  ///
  /// - Throws: `TheoryError` if (T', d, q') is not a problem, or a frame's width is below T'.
  public init(_ system: FlowSystem, testTokens: Int, testSparsity: Int) throws(TheoryError) {
    test = try L1Transfer.problem(system.problem, testTokens: testTokens, testSparsity: testSparsity)
    if case .orthonormalFrame = system.positions { _ = try system.positions.kappa(test) }
    self.system = system
  }

  /// The ratio rho = N' q / (q' N) of the odds at the two lengths.
  public var oddsRatio: Double {
    let problem = system.problem
    return Double(test.tokensOutside) * Double(problem.sparsity)
      / (Double(test.sparsity) * Double(problem.tokensOutside))
  }

  /// rho - 1 = (T' q - T q')/(q' N), the difference formed in integers.
  private var excess: Double {
    let problem = system.problem
    let left = Int128(test.tokens) * Int128(problem.sparsity)
    let right = Int128(problem.tokens) * Int128(test.sparsity)
    return Double(left - right) / (Double(test.sparsity) * Double(problem.tokensOutside))
  }

  /// c2 = (rho - 1)^2/q' + rho^2/N'.
  private var leading: Double {
    excess * excess / Double(test.sparsity) + oddsRatio * oddsRatio / Double(test.tokensOutside)
  }

  /// The limit (N/(2 kappa)) c2 of t times the risk at (T', q').
  public var limit: Double { Double(system.problem.tokensOutside) / (2 * system.kappa) * leading }

  /// The slow relative deviation from the limit at time t; 0 at equal density.
  ///
  /// - Throws: `TheoryError` unless t is positive and finite.
  public func slowDeviation(time t: Double) throws(TheoryError) -> Double {
    guard t > 0, t.isFinite else {
      throw TheoryError(value: "time = \(t)", rule: "time is positive and finite")
    }
    let problem = system.problem
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let rho = oddsRatio
    let inner =
      rho * rho / Double(test.tokensOutside) + rho * excess / Double(test.sparsity)
      - q / (Double(test.sparsity) * outside)
    let next = -2 * excess * inner
    let odds = (SharpRate(system).oddsLimit / t).squareRoot()
    return next / leading * odds
  }
}
