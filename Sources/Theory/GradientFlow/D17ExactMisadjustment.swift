/// Judges D17: the gradient's moments exactly, mean excesses of runs, the late law, and what lies beyond the edge.
///
/// The laws and their proofs are those of `FrozenAttentionNoise` (attention at rest, every step and batch, at every step count),
/// `FrozenAttentionGradient` (the same in rational numbers) and `LateNoise` (full training, late).
public enum D17ExactMisadjustment {
  /// Judges a gradient's mean and mean square at a value matrix, exactly.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public static func judge(
    gradient: [Rational], square: Rational, at value: [Rational], _ law: FrozenAttentionGradient
  ) throws(TheoryError) -> Verdict {
    let stated = try law.moments(value: value)
    guard gradient == stated.gradient else {
      return .refuted(counterexample: "E G = \(gradient) at V = \(value), stated \(stated.gradient)")
    }
    return .exactly(square, equals: stated.square, "E ||G||^2 at V = \(value)")
  }

  /// The step at which the mean square stays as it is but for the noise, from moments at D, -D and 0.
  ///
  /// With `E G = l D + ...` and `E ||G||^2 = k ||D||^2 + ...` a step keeps `1 - 2 eta l + eta^2 k` of ||D||^2, so that step is
  /// 2 l/k. The entries are those of one move D of V and the moments there, at its negative and at 0.
  ///
  /// - Throws: `TheoryError` if the three are not alike, or a number overflows.
  public static func stepLimit(
    move: [Rational], gradients: (at: [Rational], zero: [Rational]),
    squares: (at: Rational, opposite: Rational, zero: Rational)
  ) throws(TheoryError) -> Rational {
    guard move.count == gradients.at.count, move.count == gradients.zero.count else {
      throw TheoryError(value: "\(move.count) entries", rule: "as many as the gradient's")
    }
    var along = Rational.zero
    for (index, entry) in move.enumerated() {
      along = try along + entry * (gradients.at[index] - gradients.zero[index])
    }
    let bend = try (squares.at + squares.opposite - Rational(2) * squares.zero) / Rational(2)
    return try Rational(2) * along / bend
  }

  /// Judges the mean excess over runs by its interval, which may be as long as half of the excess.
  public static func judge(excess: Measured, predicted: Double) -> Verdict {
    excess.judge(contains: predicted, resolution: 0.5, "mean excess \(excess.estimate)")
  }

  /// Judges a computed late excess of first order, extrapolated in time, within 0.5 %: what is left is of the order 1/t.
  public static func judge(extrapolated value: Double, predicted: Double) -> Verdict {
    .within(
      extrapolation * predicted, deviation: value - predicted, "excess \(value), predicted \(predicted)")
  }

  /// The tolerance of an extrapolated excess.
  public static let extrapolation = 0.005
  /// Below the edge every layer's excess stays below it.
  public static let bounded = 2.0
  /// Beyond the edge the median layer's excess is above it.
  public static let diverged = 10.0

  /// Judges layers trained below the edge: every one's excess is below 2.
  ///
  /// Fewer than ten layers, no number, or a trivial excess that is not clearly above decide nothing.
  public static func judge(below excesses: [Double], trivial: Double) -> Verdict {
    guard excesses.count >= 10, excesses.allSatisfy(\.isFinite), trivial > 2 * bounded, trivial.isFinite,
      let worst = excesses.max()
    else {
      return .undecided(reason: "\(excesses.count) layers, trivial excess \(trivial)")
    }
    return worst < bounded
      ? .verified(margin: 1 - max(0, worst) / bounded)
      : .refuted(counterexample: "a layer's excess is \(worst), not below \(bounded)")
  }

  /// Judges layers trained beyond the edge: the median excess is above 10.
  ///
  /// Fewer than ten layers, or no number, decide nothing.
  public static func judge(beyond excesses: [Double]) -> Verdict {
    guard excesses.count >= 10, excesses.allSatisfy(\.isFinite) else {
      return .undecided(reason: "\(excesses.count) layers")
    }
    let median = excesses.sorted()[(excesses.count - 1) / 2]
    return median > diverged
      ? .verified(margin: 1 - diverged / median)
      : .refuted(counterexample: "the median excess is \(median), not above \(diverged)")
  }
}

/// Judges D17's late law, in D17 and D12, at layers' mean excess over a window of times, or at a part of it.
///
/// Predicted is D12's law at those times, of first order in 1/B, times X/x: the late excess X of `LateNoise` over its first
/// order x. What that factor is off by before the limit is a part of what it adds; a quarter of it is allowed. To it come five
/// standard errors of the mean over seeds, which leave out the true mean with probability at most 1/25 by Chebyshev's
/// inequality whatever the law, and 6e-7 if the mean of a hundred seeds or more is normal. They must stay below half of the excess, or nothing is decided.
public struct D17LatePredicate: Hashable, Sendable {
  /// The excess of first order in 1/B at the times.
  public let firstOrder: Double
  /// X/x.
  public let factor: Double

  /// The predicate with the first order's excess and the factor.
  public init(firstOrder: Double, factor: Double) { (self.firstOrder, self.factor) = (firstOrder, factor) }

  /// What is predicted.
  public var predicted: Double { firstOrder * factor }
  /// The allowance for times that are not late.
  public var early: Double { 0.25 * (factor - 1) * firstOrder }

  /// Judges a mean excess with its standard error.
  public func judge(meanExcess: Double, standardError: Double) -> Verdict {
    let noise = 5 * standardError
    guard firstOrder >= 0, factor >= 1, predicted.isFinite, meanExcess.isFinite, standardError > 0,
      noise <= 0.5 * abs(meanExcess)
    else {
      return .undecided(reason: "excess \(meanExcess) with standard error \(standardError)")
    }
    return .within(
      early + noise, deviation: meanExcess - predicted,
      "excess \(meanExcess) +- \(standardError), predicted \(predicted)")
  }

  /// The share by which a law may be wrong and still be refuted with probability 0.99; nil for a world without noise.
  public func detectable(standardError: Double) -> Double? {
    predicted > 0 ? (early + (5 + 2.33) * standardError) / predicted : nil
  }
}

extension Claim {
  /// D17: the exact misadjustment, its edge, and every step size.
  public static let d17ExactMisadjustment = Claim(
    id: "D17", title: "The noise of samples for every step and batch, and its edge",
    statement: #"""
      Let $S = \|s\|^2$ be the square of an attention that is frozen, and train $V$ by stochastic gradient descent with step $\eta$ on batches of $B$. With $a = \eta S$ and $R_*$ the least risk, $x_k = \mathbb{E}R_k/R_* - 1$ obeys $x_{k+1} = \left(1 - 2a + a^2\left(1 + \frac{d+1}{B}\right)\right)x_k + a^2\frac{d}{B}$, so $x_k \to \frac{ad/(2B)}{1 - \frac{a}{2}(1 + (d+1)/B)}$, exactly, below the edge $\eta < \frac{2}{S(1 + (d+1)/B)}$, and there is no mean square from it on. In full training with one-hot positions, late, the excess over descent without noise tends to $x_V + x_W$, $x_V = a_V(1 + x_W)$, $x_W = a_W\left(1 + x_V + \frac{d+q}{q-1}x_W\right)$, $a_V = \frac{\eta d/(2qB)}{1 - \frac{\eta}{2q}(1 + (d+1)/B)}$, $a_W = \frac{\eta}{2dB}\sum_m \frac{n_m\lambda_m}{1 - (1 - 1/B)\eta\lambda_m/2}$ over the $n_m$ directions of curvature $\lambda_m$ in $W$; to first order in $1/B$ it is $\frac{\eta}{2dB}\left[\frac{d^2/q}{1 - \eta/(2q)} + \sum_m \frac{n_m\lambda_m}{1 - \eta\lambda_m/2}\right]$. Its edge, where $a_W\left(\frac{d+q}{q-1} + a_V\right) = 1$, lies below $\frac{2q}{1 + (d+1)/B}$.
      """#,
    assumptions: [
      "Tokens are Gaussian, or have a normal law's moments up to order 4; every step draws fresh ones.",
      "The frozen attention has one square and one mass on the subset for every subset.",
      "The late law is that of the linear model to which full training tends as the attention off the subset vanishes; for it the law is proved, for full training it is observed. It speaks of steps below its edge only.",
    ],
    source: .derivedHere,
    grade: .statistical(
      inequality: "empirical Bernstein, cut by the second moment", falseAlarmPerTrial: 1e-10),
    predicate:
      "The mean and the mean square of the gradient in V are the stated ones, and so is the step at which the mean square is kept, in rational numbers over every outcome of a token law with a normal's moments up to order 5, at values of V that decide a quadratic form. The mean excess of runs with frozen attention after k steps from zero lies in its interval; one run has a heavy tail, so the interval is that of the excess cut at a number, and what is cut off is bounded by the recursion of its second moment. The noise law's late excess tends to the first order's. Layers trained in full have the late law's excess within a quarter of what its higher orders add and five standard errors; below the edge every layer's excess is below 2, and beyond it the median's above 10.",
    control:
      "Near misses: d for d + 1; an edge 1.5 % further; W's part as at small steps; D12's limit of small steps; the first order in 1/B; a step just below the edge said to diverge, one beyond it said not to. Far: no noise.",
    proof: #"""
      With $D = V - cI$, $c$ the best scale, an example's error is $Dz - Xw$, $z = Xs$ and $Xw$ independent normal vectors. A step is $D \mapsto D(I - \eta A) + \eta E$, and $\mathbb{E}A^2 = S^2\left(\frac{d+2}{B} + 1 - \frac{1}{B}\right)I$ by the fourth moments of $z$. Late in full training the error is linear in $V - I$ and in the logits within $y$, with coefficients that are independent normal vectors; the symmetry of the task leaves one number for $V$ and one for each mode of $W$, and $\mathbb{E}\sum_k (c_i\cdot c_k)(c_k\cdot c_j) = d(d+q)\Pi_{ij}$ for centered tokens $c_i$.
      """#,
    thresholdsSetOn: "base seeds 101 to 105, and the theory of the linear model")
}
