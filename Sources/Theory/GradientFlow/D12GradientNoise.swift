/// The excess risk that the noise of stochastic gradient descent leaves, one-hot positions.
///
/// With batch B and step eta, late in training, `R_SGD / R -> 1 + x + O(eta^2)`, `x = eta (d + q - 1) / (2 q B)`, R the
/// risk without noise. Derivation (asymptotic, not a proof). On the modes that relax fast, the gradient of one
/// example's half squared error at a small risk R has the covariance (R/d) H, H the Hessian of R/2, so a step's noise has
/// the covariance eta^2 (R/(d B)) H; balanced by the contraction eta H from both sides it leaves the
/// covariance `eta R/(2 d B) I`, which adds `(1/2) tr(H) eta R/(2 d B)` to R/2. At the end of training the trace is
/// `d^2/q` from V and `d (1 - 1/q)` from the shares within y in W. Source: derived here.
public enum D12GradientNoise {
  /// The excess x = eta (d + q - 1) / (2 q B), as a share of the risk without noise.
  ///
  /// - Throws: `TheoryError` if the step size is not positive and finite, or the batch below 1.
  public static func excess(problem: Problem, stepSize: Double, batch: Int) throws(TheoryError) -> Double {
    try check(stepSize)
    guard batch >= 1 else { throw TheoryError(value: "batch = \(batch)", rule: "batch >= 1") }
    return stepSize * Double(problem.dimension + problem.sparsity - 1)
      / (2 * Double(problem.sparsity) * Double(batch))
  }

  /// The risk of gradient descent without noise, from zero with the same step, after each number of steps.
  ///
  /// By symmetry (D1) it stays in the family V = alpha I, W = C (...), so it is Euler's method on D2's system. It holds
  /// the effect of the step size (D10) exactly, which leaves the effect of the noise alone.
  ///
  /// - Throws: `TheoryError` if the step size is not positive and finite, the steps do not increase from 0 on, or there
  ///   are more than 10^7.
  public static func noiseFreeRisks(_ system: FlowSystem, stepSize: Double, steps: [Int]) throws(TheoryError)
    -> [Double]
  {
    try check(stepSize)
    guard (steps.last ?? 0) <= 10_000_000 else {
      throw TheoryError(value: "steps = \(steps.last ?? 0)", rule: "steps <= 10^7")
    }
    var (alpha, logit, taken) = (0.0, 0.0, 0)
    var risks: [Double] = []
    for count in steps {
      guard count >= taken else { throw TheoryError(value: "steps = \(steps)", rule: "increasing from 0 on") }
      while taken < count {
        let velocity = try system.velocity(alpha: alpha, logit: logit)
        alpha += stepSize * velocity.alpha
        logit += stepSize * velocity.logit
        taken += 1
      }
      risks.append(try AlignedWeights(problem: system.problem, alpha: alpha, logit: logit).risk)
    }
    return risks
  }

  private static func check(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize.isFinite else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < infinity")
    }
  }
}

/// Judges D12: the mean excess risk over seeds and late times against x.
///
/// x is the limit of late times and small steps. What is left of earlier times and of higher orders is allowed for by
/// `0.15 x + 2 x^2`: the next order alone is x^2, as the noise has the size of the risk with its excess. Five standard
/// errors of the mean over seeds are allowed for as well, and must stay below x/2 of the excess seen, or nothing is
/// decided.
public struct D12GradientNoisePredicate: Hashable, Sendable {
  /// The excess x that is judged.
  public let predicted: Double

  /// The predicate with an excess; 0 is a world without noise.
  public init(predicted: Double) {
    self.predicted = predicted
  }

  /// Judges the mean of R_SGD/R - 1 over seeds, with its standard error.
  public func judge(meanExcess: Double, standardError: Double) -> Verdict {
    let noise = 5 * standardError
    guard predicted >= 0, standardError > 0, noise <= 0.5 * abs(meanExcess) else {
      return .undecided(reason: "excess \(meanExcess) with standard error \(standardError)")
    }
    return .within(
      0.15 * predicted + 2 * predicted * predicted + noise, deviation: meanExcess - predicted,
      "excess \(meanExcess) +- \(standardError), predicted \(predicted)")
  }
}

extension Claim {
  /// D12: the noise of samples leaves an excess risk.
  public static let d12GradientNoise = Claim(
    id: "D12", title: "The noise of samples leaves a known excess risk",
    statement: #"""
      Late in training by stochastic gradient descent with step $\eta$ and batch $B$, one-hot positions, the risk over that of the same descent without noise tends to $1 + \frac{\eta(d + q - 1)}{2qB} + O(\eta^2)$.
      """#,
    assumptions: [
      "Every step draws fresh tokens and subsets.",
      "The derivation is asymptotic and not a proof: late times, small steps, noise of the modes that relax fast.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "The exact risk (A1, all subsets) over that of descent without noise, averaged over late times and over seeds, is within $0.15x + 2x^2$ and five standard errors of $1 + x$, $x = \\eta(d+q-1)/(2qB)$.",
    control:
      "The same layers against no excess, the flow's own risk, and against the excess of twice the batch.")
}
