/// The least mean of any robust loss, for any network of rank m.
///
/// Let `rho = LB(m) q/d`, the share of the trivial risk that F2 says is left at rank m. For a loss l(|e|^2) of the error
/// e = f - STS with l(0) = 0, rising,
/// ```
/// E l(|e|^2) >= rho       E l(chi^2_d/q)      if l is concave: |e|^p for p <= 2, Huber's, log(1 + |e|^2), clipped;
/// E |e|^p    >= rho^(p/2) E (chi^2_d/q)^(p/2) for p >= 2,
/// ```
/// and `E l(chi^2_d/q)` is the loss of predicting 0.
///
/// Proof. Given y and Pi vec(X), the error is c - A_y^(1/2) g, g standard normal, `A_y = M_y (I - Pi) M_y^T`. The sets
/// {l(|.|^2) <= t} are balls, so Anderson's inequality gives `E l(|c - A^(1/2) g|^2) >= E l(g^T A g) =: phi(A)`. M_y M_y^T = I/q,
/// so q A_y has eigenvalues a_1 .. a_d in [0, 1]; their sum has the mean q cert(W) >= q LB(m) = rho d over y (F2). phi depends
/// on the eigenvalues alone.
///
/// Concave l. g^T A g is linear in the eigenvalues, so phi is concave in them. Draw U uniform and let B_i = 1 if U < a_i: by
/// Jensen's inequality phi(a) >= E phi(B) = E psi(K), `psi(k) = E l(chi^2_k/q)`, K the number of ones, E K = sum a_i. And
/// psi(k)/k falls in k: of k squares with the sum s leave out one at random, which leaves (k-1) s/k on average; l(t) >= (t/s) l(s)
/// for t <= s, so psi(k-1) >= (k-1)/k psi(k). Hence phi(a) >= (sum a_i/d) psi(d); take the mean over y.
///
/// p >= 2. phi(A) = E (g^T A g)^(p/2) is convex in A and does not change when A is rotated. The mean of Q A Q^T over
/// rotations Q is (tr A/d) I, so phi(A) >= (tr A/d)^(p/2) E (chi^2_d)^(p/2) by Jensen; once more over y.
///
/// Tight at q = 1 where d divides m. Concave l: keep all coordinates of m/d tokens; then A_y is 0 for these and I for the
/// others, a share rho of them. p >= 2: the means of m/d groups of equally many tokens; then A_y = rho I for every y. So at p = 4
/// the exponent 1 is false: group means have rho^2.
///
/// In probability. With l = min(s, r), `min(s/r, 1) <= 1 - 1{s <= t} + t/r` for t < r: for every network of rank m
/// ```
/// P(|e|^2 <= t) <= 1 - rho E min(chi^2_d/(q r), 1) + t/r.
/// ```
/// Range: d <= 9,998. Source: derived here.
public struct F16RobustLosses: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The loss.
  public let loss: RobustLoss
  /// The loss `E l(chi^2_d/q)` of predicting 0.
  public let lossOfZero: Double

  /// The bound for a loss.
  ///
  /// - Throws: `TheoryError` if the loss's number is out of range or d > 9,998.
  public init(problem: Problem, loss: RobustLoss) throws(TheoryError) {
    self.problem = problem
    self.loss = loss
    lossOfZero = try loss.mean(degreesOfFreedom: problem.dimension, sparsity: problem.sparsity)
  }

  /// The exponent of rho: 1 for concave losses, p/2 for powers p >= 2.
  public var exponent: Double {
    if case .power(let p) = loss, p > 2 { p / 2 } else { 1 }
  }

  /// The share of the loss of predicting 0 that is left at a width: rho, or rho^(p/2).
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func share(width: Int) throws(TheoryError) -> Double {
    try share(width: width, exponent: exponent)
  }

  /// The share with an exponent of rho that somebody states, true or not.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func share(width: Int, exponent: Double) throws(TheoryError) -> Double {
    let rho = try F2RiskLowerBound.value(problem: problem, width: width) / problem.trivialRisk
    return exponent == 1 ? rho : RobustLoss.power(2 * exponent).value(squaredError: rho)
  }

  /// The bound, the share times the loss of predicting 0.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func lowerBound(width: Int) throws(TheoryError) -> Double { try share(width: width) * lossOfZero }

  /// The bound of P(|e|^2 <= t) at a width, `1 - rho E min(chi^2_d/(q r), 1) + t/r`, by the loss clipped at r.
  ///
  /// - Throws: `TheoryError` unless 0 <= t < r, d <= 9,998 and the width is not negative.
  public static func probabilityBound(
    problem: Problem, width: Int, within t: Double, clip r: Double
  ) throws(TheoryError) -> Double {
    guard t >= 0, t < r else { throw TheoryError(value: "t = \(t), r = \(r)", rule: "0 <= t < r") }
    let clipped = try F16RobustLosses(problem: problem, loss: .clipped(at: r))
    return try 1 - (clipped.lowerBound(width: width) - t) / r
  }
}

/// Judges F16: the mean loss of networks of a given rank.
public struct F16RobustLossesPredicate: Hashable, Sendable {
  /// The loss and the problem.
  public let law: F16RobustLosses
  /// The rank of the first layer.
  public let rank: Int
  /// The bound at the rank.
  public let bound: Double
  /// The widest interval that may straddle the bound and still verify, as a share of the loss of predicting 0.
  public let resolution: Double

  /// The predicate for a loss and a rank, with the claim's own share of the loss of predicting 0 or one that somebody states.
  ///
  /// - Throws: `TheoryError` if the rank is negative or the resolution not positive.
  public init(
    _ law: F16RobustLosses, rank: Int, share: Double? = nil, resolution: Double = 0.05
  ) throws(TheoryError) {
    if !(resolution > 0) { throw TheoryError(value: "resolution = \(resolution)", rule: "resolution > 0") }
    self.law = law
    self.rank = rank
    self.resolution = resolution
    if let share { bound = share * law.lossOfZero } else { bound = try law.lowerBound(width: rank) }
  }

  /// Judges a network's measured mean loss: refuted if its whole interval lies below the bound.
  public func judge(loss: Measured) -> Verdict {
    loss.judge(
      notBelow: bound, resolution: resolution * law.lossOfZero,
      "\(law.problem), rank \(rank): mean loss \(law.loss)")
  }

  /// Judges, for the loss |e|^4, the mean over y of E|l|^4 that a first layer loses, in floating point.
  public func judge(certificate: Double) -> Verdict {
    guard law.loss == .power(4), certificate.isFinite else {
      return .undecided(reason: "\(law.problem), loss \(law.loss): certificate \(certificate)")
    }
    return .notBelow(
      bound, value: certificate, rounding: 1e-12 * law.lossOfZero,
      "\(law.problem), rank \(rank): certificate \(certificate) of |e|^4 below \(bound)")
  }

  /// Judges the measured mean loss of a predictor that attains the bound: its interval contains the bound.
  public func judge(tightLoss: Measured) -> Verdict {
    tightLoss.judge(
      contains: bound, resolution: 0.5, "\(law.problem), rank \(rank): mean loss \(law.loss) of a tight layer"
    )
  }

  /// Judges the measured probability of a squared error of at most t, by the loss clipped at r > t.
  ///
  /// - Throws: `TheoryError` unless the loss is clipped at r, 0 <= t < r.
  public func judge(probability: Measured, within t: Double) throws(TheoryError) -> Verdict {
    guard case .clipped(let r) = law.loss, t >= 0, t < r else {
      throw TheoryError(value: "loss \(law.loss), t = \(t)", rule: "a loss clipped at r, 0 <= t < r")
    }
    let beyond = Measured(
      estimate: 1 - probability.estimate, lower: 1 - probability.upper, upper: 1 - probability.lower,
      falseAlarm: probability.falseAlarm)
    return beyond.judge(
      notBelow: (bound - t) / r, resolution: resolution,
      "\(law.problem), rank \(rank): P(|e|^2 > \(t))")
  }
}

extension Claim {
  /// F16: robust losses.
  public static let f16RobustLosses = Claim(
    id: "F16", title: "Every robust loss",
    statement: #"""
      Let $\rho = \mathrm{LB}(m)\,q/d$ and $e = f - \mathrm{STS}_q$ for a network of rank $m$. For every loss that is a concave increasing function $\ell$ of $\lVert e\rVert^2$, $\ell(0) = 0$ ($\lVert e\rVert^p$ with $p \le 2$, Huber's, $\log(1 + \lVert e\rVert^2)$, clipped), $\mathbb{E}\,\ell(\lVert e\rVert^2) \ge \rho\,\mathbb{E}\,\ell(\chi^2_d/q)$, a share $\rho$ of the loss of predicting $0$; for $\lVert e\rVert^p$ with $p \ge 2$ the share is $\rho^{p/2}$. Both are attained at $q = 1$ where $d$ divides $m$. So $P(\lVert e\rVert^2 \le t) \le 1 - \rho\,\mathbb{E}\min\left(\frac{\chi^2_d}{qr}, 1\right) + \frac{t}{r}$ for $t < r$.
      """#,
    assumptions: ["Those of F2, but for the finite second moment of the output."],
    source: .derivedHere,
    grade: .statistical(
      inequality: "empirical Bernstein; Hoeffding; Gaussian concentration", falseAlarmPerTrial: 1e-10),
    predicate:
      "Sampled mean losses (|e|, Huber's, logarithmic, clipped, |e|^4) of the best predictors from drawn first layers are not below the bound; those of tokens kept whole, and of group means for |e|^4, contain it. The mean losses of networks trained on |e|, Huber's loss and |e|^4 are not below the bound.",
    control:
      "The exponent 1 at p = 4, which group means break. Near misses: a share 4 % greater or less, at p = 2 and 4 the bounds of m - 1 and m + 1 neurons; a share 1.3 times as great held against networks trained on |e| and Huber's loss at q = 1, 5 times for |e|^4, 1.05 times for what its first layer loses.",
    proof: #"""
      Given $y$ and what the first layer sees, $e = c - A_y^{1/2} g$, and $c = 0$ is best (Anderson). $qA_y$ has eigenvalues $a_i$ in $[0, 1]$ whose sum is $\rho d$ or more on average. For concave $\ell$ the mean loss is concave in $a$, so at least its mean over $0/1$ vectors $B$ with mean $a$; these lose $\psi(k) = \mathbb{E}\,\ell(\chi^2_k/q)$ with $k$ ones, and $\psi(k)/k$ falls in $k$. For $p \ge 2$ it is convex and invariant under rotations, so least at $A = \frac{\mathrm{tr} A}{d} I$.
      """#)
}
