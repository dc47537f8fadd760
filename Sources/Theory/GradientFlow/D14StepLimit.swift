/// The longest step with which gradient descent of R/2 on the full matrices V and W can end at risk 0.
///
/// At the end of training (V = I, attention `1_y/q`) the curvatures of R/2 are 1/q in the d^2 directions of V and, in W,
/// those of `LateSpectrum`. The largest in W are
/// ```
/// lambda = d (q-1) [(T-q)^2 + q^2 (T-2)] / (q^2 T (T-1)(T-2))    one-hot positions,
/// lambda = d (q-1) / (q D (D-1))                                 frames in R^D, the mean over frames,
/// ```
/// 0 if q = 1, and `eta_c = 2 / max(1/q, lambda)`. W sets it, not V, once d is large enough.
///
/// Proof. Let `U = {V near I; for each y the logits on y nearly alike, and above those off y by L at least}`. For L large and
/// both tolerances small the Hessian of R/2 is within epsilon, in norm, of its limit H at the end; U is convex; and every path
/// with R -> 0 is in U from some step on, as R is a mean over finitely many y of `||V||^2 |s|^2 - (2/q) tr V s(y) + d/q`, a
/// square for each y that vanishes at V = I, s = 1_y/q alone. (Frames: `U = {V near I, W - C I small, C = tr W/D >= L}`. If R -> 0,
/// the logits on y become alike in probability over frames; their differences are polynomials of degree 2 in the frame, so they
/// become alike for all frames, which makes W - C I small, and C large.)
///
/// 1. Beyond eta_c almost no start ends at risk 0. Split R^n into E, the directions with `eta lambda > 2`, and its complement.
///    Let Delta be the difference of two paths that stay in U. It is multiplied by `I - eta M`, M a mean of Hessians in U, so
///    with a = |Delta on E| and b = |Delta off E| one step gives `a' >= (g - e) a - e b`, `b' <= (1 + e) b + e a`,
///    `g = min (eta lambda - 1) > 1` over E, `e = eta epsilon`. If b <= a at first, it stays so and a grows by `g - 2e > 1` a step
///    for ever. But in U a is bounded: H is positive on E, so E moves V or a logit difference within some y, and those are
///    small. So two starts that differ in E alone do not both stay in U: the set of starts that do meets each
///    translate of E at most once, and is null. A step's map is analytic, and its Jacobian determinant is not 0 everywhere (V = 0,
///    W = C I, C -> +-infinity leaves `(1 - eta/q)^(d^2)` and `(1 - eta/N)^(d^2)`; if both vanish, eta = q = N and a finite C
///    does), so preimages of null sets are null: countably many of them hold all starts of paths with R -> 0.
/// 2. Below it each part on which H is not 0 shrinks in U by `|1 - eta lambda| + e < 1` a step. On the others, the family of D1
///    and the slow modes of D9, descent is the flow to first order, and `t R -> 1/(2 kappa)` (D4, D10; for the full matrices
///    this is computed, not proved).
///
/// Starts from zero stay in the family by symmetry, whose only edge is V's 2q: beyond eta_c it is the last digits of the numbers
/// that grow. Source: derived here.
public struct StepLimit: Hashable, Sendable {
  /// The curvature 1/q in V.
  public let valueCurvature: Double
  /// The largest curvature in W; 0 if q = 1.
  public let logitCurvature: Double

  /// The curvatures at the end of training.
  public init(_ system: FlowSystem) {
    let problem = system.problem
    let (d, q, size) = (Double(problem.dimension), Double(problem.sparsity), Double(problem.tokens))
    valueCurvature = 1 / q
    guard problem.sparsity > 1 else {
      logitCurvature = 0
      return
    }
    switch system.positions {
    case .orthonormalFrame(let width):
      logitCurvature = d * (q - 1) / (q * Double(width) * Double(width - 1))
    case .oneHot:
      let outside = Double(problem.tokensOutside)
      logitCurvature =
        d * (q - 1) * (outside * outside + q * q * (size - 2))
        / (q * q * size * (size - 1) * (size - 2))
    }
  }

  /// The largest curvature of R/2 at the end of training.
  public var largestCurvature: Double { max(valueCurvature, logitCurvature) }

  /// The step limit, 2 over the largest curvature.
  public var value: Double { 2 / largestCurvature }

  /// Checks that a step lies below the limit.
  ///
  /// - Throws: `TheoryError` with the limit unless 0 < step < limit.
  public func check(_ stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize < value else {
      throw TheoryError(value: "step = \(stepSize)", rule: "0 < step < \(value), the step limit (D14)")
    }
  }
}

/// Judges D14: the curvatures at the end of training, what a step does to a deviation, and where descent ends.
public struct D14StepLimitPredicate: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem

  /// The error allowed for a curvature seen at logit 40, where delta is of the order of 1e-17, as a share of the largest.
  public static let curvatureTolerance = 1e-9
  /// The error allowed for a factor a step seen at logit 20 with deviations of 1e-6.
  public static let factorTolerance = 1e-4
  /// The largest mean of 2 kappa t R over late times with which descent counts as ending at risk 0.
  public static let endsAtMost = 1.5
  /// The least mean of 2 kappa t R over late times with which it counts as not ending there.
  public static let staysAtLeast = 10.0

  /// The predicate for a system.
  public init(_ system: FlowSystem) { self.system = system }

  /// Judges what an exact Hessian leaves of vectors after `H prod (H - lambda)`: no entry.
  public func judge(entriesLeft count: Int) -> Verdict {
    .exactly(Rational(count), equals: .zero, "\(system.problem): entries of the annihilated Hessian")
  }

  /// Judges the traces of the powers of an exact Hessian in W against those of a spectrum.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judge(traces: [Rational], of spectrum: LateSpectrum) throws(TheoryError) -> Verdict {
    let stated = try spectrum.traces(count: traces.count)
    return .all(
      zip(traces, stated).enumerated().map { power, pair in
        .exactly(pair.0, equals: pair.1, "\(system.problem): trace of power \(power + 1)")
      })
  }

  /// Judges all eigenvalues of a Hessian, falling, against those stated.
  public func judge(eigenvalues seen: [Double], stated: [Double]) -> Verdict {
    guard seen.count == stated.count, let largest = stated.max() else {
      return .undecided(reason: "\(seen.count) eigenvalues for \(stated.count)")
    }
    return .all(
      zip(seen, stated).map {
        .within(
          Self.curvatureTolerance * largest, deviation: $0 - $1,
          "\(system.problem), \(system.positions): curvature \($0), stated \($1)")
      })
  }

  /// Judges the factor by which a step of a multiple of 2/curvature multiplies a deviation: |1 - 2 multiple|, with the curvature
  /// that sets the limit.
  public func judge(factor seen: Double, stepSize: Double, curvature: Double) -> Verdict {
    let predicted = abs(1 - stepSize * curvature)
    return .within(
      Self.factorTolerance, deviation: seen - predicted,
      "\(system.problem), step \(stepSize): factor \(seen), predicted \(predicted)")
  }

  /// The error allowed for the slope of 1/R from t/2 to t, relative to 2 kappa: D10's next order twice, and 1e-3.
  public func allowedRate(time: Double) -> Double {
    let (d, q) = (Double(system.problem.dimension), Double(system.problem.sparsity))
    let nextOrder = Double(system.problem.tokensOutside) / 2 + q / (d * system.kappa)
    return 1e-3 + 4 * nextOrder * Elementary.log(2) / time
  }

  /// Judges that descent ends at risk 0 with the limit 1/(2 kappa) of t R: the slope of 1/R over the later half of the time,
  /// over 2 kappa, and the mean of 2 kappa t R there.
  public func judge(ends rate: Double, lateRisk: Double, time: Double) -> Verdict {
    .all([
      judge(ends: lateRisk),
      .within(allowedRate(time: time), deviation: rate - 1, "\(system.problem): slope of 1/R over 2 kappa"),
    ])
  }

  /// Judges that descent ends at risk 0, from the mean of 2 kappa t R over late times alone.
  public func judge(ends lateRisk: Double) -> Verdict {
    Measured(estimate: lateRisk, lower: lateRisk, upper: lateRisk, falseAlarm: 0)
      .judge(atMost: Self.endsAtMost, "\(system.problem): late mean of 2 kappa t R")
  }

  /// Judges that descent does not end at risk 0.
  public func judge(stays lateRisk: Double) -> Verdict {
    Measured(estimate: lateRisk, lower: lateRisk, upper: lateRisk, falseAlarm: 0)
      .judge(notBelow: Self.staysAtLeast, resolution: 0, "\(system.problem): late mean of 2 kappa t R")
  }
}

extension Claim {
  /// D14: the step limit.
  public static let d14StepLimit = Claim(
    id: "D14", title: "The step limit",
    statement: #"""
      Gradient descent of $R/2$ on the full matrices $V$, $W$ can end at risk 0 only with steps $\eta \le \eta_c = 2/\max\left(\frac{1}{q}, \lambda\right)$: beyond it almost no start does. With one-hot positions $\lambda = \frac{d(q-1)[(T-q)^2 + q^2(T-2)]}{q^2 T(T-1)(T-2)}$, with frames in $\mathbb{R}^D$, the mean over frames, $\lambda = \frac{d(q-1)}{qD(D-1)}$. The curvatures at the end are $\frac{1}{q}$ in $V$, $d^2$ times; in $W$ with one-hot positions $\lambda$, $T-1$ times, $\frac{d(q-1)(T-q)}{qT(T-1)(T-2)}$, $\frac{(T-1)(T-2)}{2}$ times, and $\frac{d(q-1)(q-2)(T-q)}{q^2T(T-2)(T-3)}$, $\frac{T(T-3)}{2}$ times; with frames $\lambda$ on the $\frac{D(D-1)}{2}$ skew directions and $\frac{d(q-1)}{q(D+2)(D-1)}$ on the $\frac{(D-1)(D+2)}{2}$ symmetric ones of trace 0. Those in $W$ sum to $\frac{d(q-1)}{q}$ either way. Below $\eta_c$ each part shrinks by $|1 - \eta\lambda|$ a step, and $t\,R \to \frac{1}{2\kappa}$.
      """#,
    assumptions: [
      "Exact expectations, or samples in large batches; what small batches add is D12's.",
      "Beyond the limit: all starts but a set of measure 0. Descent from zero in exact arithmetic is in that set up to eta = 2q, the edge of V: there it is rounding that grows.",
      "That t R tends to 1/(2 kappa) below the limit is proved in the family of D1 and computed for the full matrices.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "In rational arithmetic over all subsets the Hessian in W is annihilated by the product over the stated curvatures, and the traces of its first four powers are those of the stated multiplicities. All eigenvalues of the full Hessian, by other code, are the stated ones within 1e-9; so are those of the mean over frames, in R^3 and R^4, where a finite group of rotations gives the mean exactly. A deviation of 1e-6 at logit 20 is multiplied by |1 - eta lambda| a step within 1e-4 at 0.95 and 1.05 of the limit. Descent at 0.95 of it, from zero and from near the end, has the slope 2 kappa of 1/R within D10's next order and 1e-3; at 1.05 of it the mean of 2 kappa t R over the later half is above 10, on samples too.",
    control:
      "Near misses: a curvature 1 % off, one direction more or less; steps of 1.05 times the limit said to end at risk 0, and of 0.95 times it said not to; 2q taken for the limit; kappa 1 % off. And, far off, 2q taken for it where it is five times too long.",
    proof: #"""
      Given $y$, the second variation of $R/2$ at the end in the logits $l = W 1_y$ is $\frac{d}{q^2}$ times the sum of squares of the centered $l$ on $y$, and none mixes $V$ with $W$. Its mean commutes with permutations (frames: rotations), so by Schur's lemma it is one number on each irreducible part of the matrices $W$: vectors, skew and symmetric matrices. Near the end the difference of two paths is multiplied by $I - \eta H$ up to $\epsilon$. If $\eta\lambda > 2$ on some part, two starts that differ in it alone cannot both stay near the end; so the starts that do are a null set, and so are their preimages under the analytic steps.
      """#,
    thresholdsSetOn: "stated margins, tried on the base seeds 101 to 120")
}
