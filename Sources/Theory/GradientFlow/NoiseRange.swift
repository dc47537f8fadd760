/// Where the law of the noise of stochastic gradient descent is claimed: up to which step, and up to which excess.
///
/// Steps. Without noise descent needs a step below the limit `2/lambda` (`StepLimit`). And V alone, the attention at rest on
/// y, ends at
/// ```
/// E R/R* - 1 = x0 / (1 - s),   x0 = eta d/(2qB),   s = (eta/(2q)) (1 + (d+1)/B)
/// ```
/// exactly, for every step and batch, R* the risk that the attention alone leaves: with the attention's square ||s||^2 = 1/q
/// a step multiplies V's mean square off its best by `(1 - eta/q)^2 + (eta/q)^2 (d+1)/B` and adds the noise of R*. From
/// s = 1 on there is no mean square, so training as a whole, of which this is a part, diverges there at the latest. The
/// edge of stability is the lesser of 2/lambda and the step with s = 1; the law is claimed up to a fifth of it.
///
/// Excess. The law is of first order in 1/B. For V alone it gives `x = x0 / (1 - eta/(2q))`, and what it leaves out is
/// `x x0 ((d+1)/d) / (1 - s)`: at most 2.5 x^2 in that range. Claimed for the next order of the whole with frames is 4 x^2
/// (D12), which at x = 1/8 is half of the excess; with one-hot positions all orders are known late (D17, `LateNoise`). The
/// law is claimed where the excess that it gives is at most 1/8. Source: derived here.
public struct NoiseRange: Hashable, Sendable {
  /// The step limit 2/lambda of descent without noise at the end of training.
  public let stepLimit: Double
  /// The step 2q / (1 + (d+1)/B) from which on V's noise has no mean square.
  public let meanSquareEdge: Double

  /// The share of the edge up to which the law is claimed.
  public static let firstOrderShare = 0.2
  /// The largest excess for which the law is claimed.
  public static let largestExcess = 0.125

  /// The range for a system and a number of examples in a step.
  ///
  /// - Throws: `TheoryError` if batch < 1.
  public init(_ system: FlowSystem, batch: Int) throws(TheoryError) {
    guard batch >= 1 else { throw TheoryError(value: "batch = \(batch)", rule: "batch >= 1") }
    let (d, q) = (Double(system.problem.dimension), Double(system.problem.sparsity))
    meanSquareEdge = 2 * q / (1 + (d + 1) / Double(batch))
    stepLimit = StepLimit(system).value
  }

  /// The edge of stability, from which on there is no law.
  public var edge: Double { min(stepLimit, meanSquareEdge) }

  /// The largest step for which the law is claimed.
  public var largestStep: Double { Self.firstOrderShare * edge }

  /// Checks that a step lies below the edge of stability.
  ///
  /// - Throws: `TheoryError` with the range if it does not.
  public func check(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize < edge else {
      throw TheoryError(value: "step = \(stepSize)", rule: "0 < step < \(edge), the edge of stability")
    }
  }

  /// Checks that a step lies where the law is claimed.
  ///
  /// - Throws: `TheoryError` with the range if it does not.
  public func checkFirstOrder(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize <= largestStep else {
      throw TheoryError(
        value: "step = \(stepSize)",
        rule: "0 < step <= \(largestStep), a fifth of the edge of stability \(edge)")
    }
  }

  /// Checks that an excess which the law gives is one for which it is claimed.
  ///
  /// - Throws: `TheoryError` with the range if it is not.
  public static func check(excess: Double) throws(TheoryError) {
    guard abs(excess) <= largestExcess else {
      throw TheoryError(
        value: "excess = \(excess) by the law",
        rule: "at most \(largestExcess), where the law of first order holds: a smaller step or a larger batch"
      )
    }
  }
}
