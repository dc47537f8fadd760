/// The next order of the rate, for the flow and for gradient descent.
///
/// Gradient descent with step eta < 2q, at t = eta k:
/// `t R = 1/(2 kappa) + [ (N - eta)/(4 kappa) + q/(2 d kappa^2) ] ln(t)/t + O(1/t)`; eta = 0 is the flow.
/// With `u = (q e^C/N)^2` and `K = d kappa/N`, alpha on its slow curve, D2 gives
/// `u' = 2K [1 - (2q/N + d kappa - eta K)/u + ...]` and `R = (d/N)/(u + q/N) (1 + ...)`; integrating,
/// `u = 2K t - (2q/N + d kappa - eta K) ln t + O(1)`. Source: derived here.
public enum D10NextOrder {
  /// The coefficient of ln(t)/t in t R.
  ///
  /// - Throws: `TheoryError` unless 0 <= stepSize < 2q.
  public static func coefficient(_ system: FlowSystem, stepSize eta: Double = 0) throws(TheoryError) -> Double
  {
    let problem = system.problem
    guard eta >= 0, eta < 2 * Double(problem.sparsity) else {
      throw TheoryError(value: "stepSize = \(eta)", rule: "0 <= stepSize < 2q = \(2 * problem.sparsity)")
    }
    let kappa = system.kappa
    return (Double(problem.tokensOutside) - eta) / (4 * kappa)
      + Double(problem.sparsity) / (2 * Double(problem.dimension) * kappa * kappa)
  }
}
