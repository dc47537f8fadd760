/// The excess risk that the noise of stochastic gradient descent leaves late in training, one-hot positions.
///
/// With batch B and step eta, late in training, `R_SGD / R -> 1 + x + O(eta^2)`, `x = eta (d + q - 1) / (2 q B)`, R the
/// risk without noise: the limit of `NoisyDescent`, which holds at every time. On the modes that relax fast, the gradient
/// of one example's half squared error at a small risk R has the covariance (R/d) H, H the Hessian of R/2, so a step's
/// noise has the covariance eta^2 (R/(d B)) H; balanced by the contraction eta H from both sides it leaves the covariance
/// `eta R/(2 d B) I`, which adds `(1/2) tr(H) eta R/(2 d B)` to R/2. At the end of training the trace is `d^2/q` from V and
/// `d (1 - 1/q)` from the shares within y in W. With frames the modes of W are slower by T^2/d_e^2 or so, and a frame that
/// all examples of a step share has noise of its own: there the excess is far from x for a long time. Source: derived
/// here.
public enum D12GradientNoise {
  /// The excess x = eta (d + q - 1) / (2 q B), as a share of the risk without noise.
  ///
  /// - Throws: `TheoryError` if the step size is not positive and finite, or the batch below 1.
  public static func excess(problem: Problem, stepSize: Double, batch: Int) throws(TheoryError) -> Double {
    guard stepSize > 0, stepSize.isFinite else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < infinity")
    }
    guard batch >= 1 else { throw TheoryError(value: "batch = \(batch)", rule: "batch >= 1") }
    return stepSize * Double(problem.dimension + problem.sparsity - 1)
      / (2 * Double(problem.sparsity) * Double(batch))
  }
}

/// Judges D12 with frames: the mean excess risk over seeds against the law's.
///
/// With one-hot positions the higher orders are
/// known, and `D17LatePredicate` judges.
///
/// The law x is of first order in the noise. The next order is of size x^2, if only because the noise has the size of the
/// risk with its excess. For V alone it is known, and at most 2.5 x^2 in the law's range (`NoiseRange`); of the whole
/// 1.6 x^2 was seen with one-hot positions and 2.5 x^2 with frames; `4 x^2` is allowed for it. Five standard errors of the
/// mean over seeds are allowed for as well: they leave out the true mean with probability at most 1/25 by Chebyshev's
/// inequality whatever the law, and 6e-7 if the mean of a hundred seeds or more is normal. They must stay below half of
/// the excess seen, and x in the law's range, or nothing is decided.
public struct D12GradientNoisePredicate: Hashable, Sendable {
  /// The excess x that is judged, or a part of it.
  public let predicted: Double
  /// The whole excess, which sets the size of the next order.
  public let whole: Double

  /// The predicate with an excess, and the whole of which it is a part; 0 is a world without noise.
  public init(predicted: Double, whole: Double? = nil) {
    self.predicted = predicted
    self.whole = whole ?? predicted
  }

  /// The allowance `4 x^2` for the next order, of a part in proportion to it.
  public var nextOrder: Double { 4 * whole * predicted }

  /// Judges the mean of R_SGD/R - 1 over seeds, or of a part of it, with its standard error.
  public func judge(meanExcess: Double, standardError: Double) -> Verdict {
    let noise = 5 * standardError
    guard predicted >= 0, predicted <= NoiseRange.largestExcess, whole >= 0,
      whole <= NoiseRange.largestExcess,
      meanExcess.isFinite, standardError > 0, noise <= 0.5 * abs(meanExcess)
    else {
      return .undecided(reason: "excess \(meanExcess) with standard error \(standardError)")
    }
    return .within(
      nextOrder + noise, deviation: meanExcess - predicted,
      "excess \(meanExcess) +- \(standardError), predicted \(predicted)")
  }

  /// The share by which a law may be wrong and still be refuted with probability 0.99: what is allowed and 2.33 standard
  /// errors, over the excess; nil for a world without noise.
  public func detectable(standardError: Double) -> Double? {
    predicted > 0 ? (nextOrder + (5 + 2.33) * standardError) / predicted : nil
  }
}

extension Claim {
  /// D12: the noise of samples leaves an excess risk.
  public static let d12GradientNoise = Claim(
    id: "D12", title: "The noise of samples leaves a known excess risk",
    statement: #"""
      Let stochastic gradient descent take steps $\eta$ on batches of $B$. To first order in the covariance of its noise, the excess of its mean risk over that of the same descent without noise is known at every time in closed form, by a linear recursion on the parts into which the symmetry of the problem splits the weights. With one-hot positions the excess is $c_k/B + O(1/B^2)$ after $k$ steps, and late it tends to $\frac{\eta(d + q - 1)}{2qB} + O(\eta^2)$ of the risk; with random frames shared by a batch the noise of the frames, which no batch averages, dominates for long.
      """#,
    assumptions: [
      "Every step draws fresh tokens and subsets; with frames, one frame for all its examples.",
      "The limit of late times supposes small steps and modes that relax fast.",
      "The law is of first order in 1/B. It is claimed, and judged, for steps up to a fifth of the edge of stability, the lesser of the step limit (D14) and $2q/(1 + (d+1)/B)$, from which on the noise of V has no mean square; and while the excess it gives is at most 1/8.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "The risk over that of descent without noise, averaged over seeds (one-hot: exact by A1 over all subsets, averaged over a window of times, less a variable of mean 0, what the same samples move a layer without noise in alpha and C), is, with frames, within $4x^2$ and five standard errors of $1 + x$, x the law's excess; with one-hot positions the higher orders multiply x by the factor $f$ of D17's late law, and it is within $(f - 1)x/4$ and five standard errors of $1 + fx$; so is its part off the families of aligned weights, in proportion. A line through what is seen over what is predicted, against the excess, has the value 1 at 0.",
    control:
      "Near misses: the law of 1.1 times the batch where the excess is small, of 1.2 times the batch where it is large; with frames, of frames a quarter wider or narrower, the limit of late times, and frames of each example's own. Far: no excess.",
    proof: #"""
      On the fast modes the gradient of one example's half squared error at a small risk $R$ has the covariance $\frac{R}{d}H$, $H$ the Hessian of $R/2$. A step's noise $\eta^2\frac{R}{dB}H$, balanced by the contraction $\eta H$ from both sides, leaves the covariance $\frac{\eta R}{2dB}I$, which adds $\frac{1}{2}\mathrm{tr}(H)\frac{\eta R}{2dB}$ to $R/2$; the trace is $\frac{d^2}{q} + d(1 - \frac{1}{q})$ at the end of training.
      """#,
    thresholdsSetOn: "the theory of the noise of V, that of D17, and base seeds 101 to 103")
}
