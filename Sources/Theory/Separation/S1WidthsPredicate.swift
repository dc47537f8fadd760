/// Judges S1: the two widths, and the measured risk of a layer that has one of them.
public struct S1WidthsPredicate: Sendable {
  /// The widths.
  public let widths: S1Widths

  /// The predicate for widths.
  public init(_ widths: S1Widths) { self.widths = widths }

  private var context: String { "\(widths.problem), share \(widths.share)" }

  /// Judges the network's width: it is the least m with LB(m) <= eps d/q, in rational arithmetic.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judgeNetworkWidth() throws(TheoryError) -> Verdict {
    let problem = widths.problem
    let risk = try widths.share * Rational(problem.dimension) / Rational(problem.sparsity)
    let width = widths.networkWidth
    if try F2RiskLowerBound.exact(problem: problem, width: width) > risk {
      return .refuted(counterexample: "\(context): LB(\(width)) exceeds \(risk)")
    }
    if width > 0, try F2RiskLowerBound.exact(problem: problem, width: width - 1) <= risk {
      return .refuted(counterexample: "\(context): width \(width - 1) is enough for \(risk)")
    }
    return .verified(margin: 1)
  }

  /// Judges the attention layer's guarantee: it is at most eps, or exceeds it by 1e-12 of it, its rounding.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judgeGuarantee() throws(TheoryError) -> Verdict {
    let guarantee = try widths.guaranteedShare()
    let eps = widths.share.double
    guard guarantee.isFinite else { return .undecided(reason: "\(context): share \(guarantee)") }
    if guarantee > eps * (1 + 1e-12) {
      return .refuted(counterexample: "\(context): attention's share is \(guarantee)")
    }
    return .verified(margin: max(0, 1 - guarantee / eps))
  }

  /// Judges that no smaller d_e has the margin with the probability asked for.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judgeLeastPositions() throws(TheoryError) -> Verdict {
    if widths.positionDimension > widths.problem.sparsity {
      let law = try A4WidthForMargin(
        sparsity: widths.problem.sparsity, positionDimension: widths.positionDimension - 1)
      if try law.failureBound(tokens: widths.problem.tokens, margin: widths.margin) <= widths.failure {
        return .refuted(
          counterexample: "\(context): d_e = \(widths.positionDimension - 1) has the margin too")
      }
    }
    return .verified(margin: 1)
  }

  /// Judges a shared network's share of d/q, by F6's formula: at most eps.
  public func judge(sharedShare: Double) -> Verdict {
    let eps = widths.share.double
    guard sharedShare >= 0, sharedShare.isFinite else {
      return .undecided(reason: "\(context): shared network's share \(sharedShare)")
    }
    return sharedShare <= eps
      ? .verified(margin: 1 - sharedShare / eps)
      : .refuted(counterexample: "\(context): a shared network's share is \(sharedShare)")
  }

  /// Judges a measured risk: verified if its interval lies at or below eps d/q, refuted if it lies above.
  public func judge(risk: Measured) -> Verdict {
    risk.judge(atMost: widths.share.double * widths.problem.trivialRisk, "\(context): risk")
  }
}

extension Claim {
  /// S1: linear width for fully connected networks, logarithmic for attention.
  public static let s1Widths = Claim(
    id: "S1", title: "Width and parameters: fully connected network against attention",
    statement: #"""
      For a risk of $\varepsilon d/q$ a fully connected network of any depth needs a first layer of width $m \ge \max\left(Td\left(1 - \varepsilon\frac{T-1}{T-q}\right), \frac{Td}{q}(1-\varepsilon)\right)$, with $m T d$ weights ($m = Td$ as $\varepsilon \to 0$, the least width of one hidden layer); one attention layer with Gaussian positions reaches it at a width of $d + d_e$ for each token, $(d + d_e) T$ in all, with $d^2 + d_e^2$ parameters, where $N P\left(t_\nu > (1-\gamma)\sqrt{\nu/q}\right) \le \frac{\varepsilon}{2(q+1)}$, $\nu = d_e - q + 1$: $d_e$ is of order $q \log T$. What separates them is a first layer on the flattened sequence against one that treats tokens alike: a fully connected layer shared over tokens, which is told of each token whether it lies in $y$, needs $d$ neurons a token and $2d^2 + 3d$ parameters at any $T$.
      """#,
    assumptions: [
      "Those of F2 and A4.", "The attention layer is V = I, W = C I with A3's logit, and its query is dual.",
      "A network's width is its whole first layer's, on the flattened sequence; an attention layer's, and a shared layer's, is that of one token.",
      "The shared layer's risk is that of F6's network, which F6 measures; that fewer channels do not do is F15.",
    ],
    source: .wang2024,
    grade: .statistical(inequality: "empirical Bernstein", falseAlarmPerTrial: 1e-10),
    predicate:
      "The network's width is the least with LB(m) at most the risk, in rational arithmetic; the attention layer's guarantee holds at its width, and no smaller one has the margin; the measured risk of such layers lies below the allowed risk; by F6's formula a shared network of d channels is at most there.",
    control:
      "The network's width one more or one less; d_e one less, or one more; layers whose logit is lowered until orthonormal positions would have a risk twice the allowed one; a shared network with one channel fewer, or a threshold lower by a quarter; and a fully connected network as wide as an attention layer for one token, whose LB lies above.",
    proof: #"""
      A network needs the width of F4. For attention, by A3 a draw with margin $\gamma$ has a risk of at most $\frac{d}{q}(q+1)\delta^2$, $\delta \le \frac{N}{q}e^{-\gamma C}$; a draw without has $\delta \le 1$, and its probability is at most $p$ by A4. With $C$ and $d_e$ as stated either part is at most half of $\varepsilon\frac{d}{q}$.
      """#,
    margin: .distance)
}
