/// Judges F7: the worst error is at least 1/(2q-1).
public struct F7WorstCasePredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The greatest difference between f(X, y) and f(-X, y) that rounding can explain.
  public let largestAsymmetry: Double

  /// The predicate for a problem; beyond the largest asymmetry a measured one is no excuse.
  ///
  /// - Throws: `TheoryError` if the asymmetry is negative or not finite.
  public init(problem: Problem, largestAsymmetry: Double = 1e-6) throws(TheoryError) {
    guard largestAsymmetry >= 0, largestAsymmetry.isFinite else {
      throw TheoryError(value: "largestAsymmetry = \(largestAsymmetry)", rule: "0 <= asymmetry < infinity")
    }
    self.problem = problem
    self.largestAsymmetry = largestAsymmetry
  }

  /// Judges a network's larger error at (X, y) and (-X, y), with the length of f(X, y) - f(-X, y).
  ///
  /// In floating point W vec(X) is not quite 0; the error is then at least |STS| less half the asymmetry. The margin is
  /// `1 - 1/((2q-1) error)`.
  public func judge(error: Double, asymmetry: Double) -> Verdict {
    guard error.isFinite, asymmetry >= 0, asymmetry.isFinite else {
      return .undecided(reason: "error \(error), asymmetry \(asymmetry)")
    }
    let constant = F7WorstCase.constant(problem)
    let floor = constant * (1 - 1e-12) - min(asymmetry, largestAsymmetry) / 2
    if error < floor {
      return .refuted(
        counterexample: "\(problem): error \(error) at the witness is below 1/(2q-1) = \(constant)")
    }
    return .verified(margin: max(0, 1 - constant / error))
  }

  /// Judges the larger error against the length of the target, which it must reach less half the asymmetry.
  ///
  /// The proof's step `max(|f - t|, |f + t|) >= |t|`, sharper than the constant. Undecided for a target of length 0. The
  /// margin is `1 - |t|/error`.
  public func judge(error: Double, asymmetry: Double, targetNorm: Double) -> Verdict {
    guard error.isFinite, asymmetry >= 0, asymmetry.isFinite, targetNorm > 0, targetNorm.isFinite else {
      return .undecided(reason: "error \(error), asymmetry \(asymmetry), target \(targetNorm)")
    }
    if error < targetNorm * (1 - 1e-12) - min(asymmetry, largestAsymmetry) / 2 {
      return .refuted(
        counterexample: "\(problem): error \(error) at the witness, whose target has length \(targetNorm)")
    }
    return .verified(margin: max(0, 1 - targetNorm / error))
  }

  /// Judges the length of a witness's target: at least 1/(2q-1), less the rounding of its computation.
  public func judge(targetNorm: Double) -> Verdict {
    let constant = F7WorstCase.constant(problem)
    guard targetNorm.isFinite else { return .undecided(reason: "target of length \(targetNorm)") }
    if targetNorm < constant * (1 - 1e-12) {
      return .refuted(counterexample: "\(problem): target of length \(targetNorm), below \(constant)")
    }
    return .verified(margin: max(0, 1 - constant / targetNorm))
  }

  /// Judges an exact squared ratio `(|STS| / max |x_i|)^2` of a kernel vector against `(claimed/(2q-1))^2`, claimed = 1.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judge(exactSquaredRatio ratio: Rational, claimed: Rational = .one) throws(TheoryError)
    -> Verdict
  {
    let factor = Rational(2 * problem.sparsity - 1)
    let scaled = try ratio * factor * factor / (claimed * claimed)
    if scaled < .one {
      return .refuted(counterexample: "\(problem): squared ratio \(ratio) < (\(claimed)/(2q-1))^2")
    }
    return .verified(margin: 1 - 1 / scaled.double.squareRoot())
  }

  /// Judges that the constant is attained: the squared ratio of the extremal kernel is 1/(2q-1)^2 exactly.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judge(attainedSquaredRatio ratio: Rational) throws(TheoryError) -> Verdict {
    let factor = Rational(2 * problem.sparsity - 1)
    if try ratio * factor * factor == .one { return .verified(margin: 1) }
    return .refuted(counterexample: "\(problem): squared ratio \(ratio) is not 1/(2q-1)^2")
  }

  /// Judges the greatest error of the midpoint predictor over inputs: at most 1/(2q-1).
  public func judge(midpointError: Double) -> Verdict {
    .within(
      F7WorstCase.constant(problem) * (1 + 1e-9), deviation: midpointError,
      "\(problem): error of the midpoint predictor")
  }
}

extension Claim {
  /// F7: in the worst case a network that loses anything errs by 1/(2q-1).
  public static let f7WorstCase = Claim(
    id: "F7", title: "Worst case, with its exact constant",
    statement: #"""
      If $\mathrm{rank}(W) < Td$ there are $X \in \ker W$, all $\lVert x_i\rVert \le 1$, and $y$ with $\lVert f(X,y) - \frac{1}{q}\sum_{i\in y} x_i\rVert \ge \frac{1}{2q-1}$ or the same at $(-X, y)$, whatever the width, and the constant is attained at $m = Td - 1$.
      """#,
    assumptions: [
      "The first-layer weights W on the tokens do not depend on y.",
      "No skip connection leads from X past the first layer.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The larger error of a trained network at the witness built from its own first layer, X and -X with one y, is at least the length of the target there, less half the measured difference of its two outputs (rounding, 1e-6 at most), and that length is at least 1/(2q-1); for drawn first layers the same length in rational arithmetic. For the extremal kernel it is 1/(2q-1) exactly, and the midpoint predictor never errs by more.",
    control:
      "A trained network with a skip connection that passes on 10 % of the target; a constant 1 % larger; a kernel with 2q for 2q-1; a midpoint moved by 1 % of the fibre. Far off: a network that loses nothing, m = Td made by hand, at the same input.",
    proof: #"""
      For $X$ in the kernel of $W$, $f(X,y) = f(-X,y)$ while the targets are opposite, so the larger error is at least $\lVert\mathrm{STS}_q(X,y)\rVert$. Scale the longest token $x_j$ to length 1, let $z_i = \langle x_i, x_j\rangle$ and suppose $\lvert\sum_{i\in y} z_i\rvert \le B$ for every $y$. Exchanging $j$ for $l$ changes a sum by $1 - z_l \le 2B$, so a sum with $j$ in it is at least $1 + (q-1)(1-2B)$ and at most $B$: $B \ge \frac{q}{2q-1}$.
      """#,
    margin: .distance)
}
