/// Judges S1: the two widths, and the measured risk of a layer that has one of them.
public struct S1WidthsPredicate: Sendable {
  /// The widths.
  public let widths: S1Widths

  /// The predicate for widths.
  public init(_ widths: S1Widths) { self.widths = widths }

  private var context: String { "\(widths.problem), share \(widths.share)" }

  /// Judges the widths: the guarantee is at most eps, no smaller d_e has it, and m is the least with LB(m) <= eps d/q.
  ///
  /// LB is compared in rational arithmetic; the guarantee may exceed eps by 1e-12 of it, its rounding.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judge() throws(TheoryError) -> Verdict {
    let problem = widths.problem
    let risk = try widths.share * Rational(problem.dimension) / Rational(problem.sparsity)
    let width = widths.networkWidth
    if try F2RiskLowerBound.exact(problem: problem, width: width) > risk {
      return .refuted(counterexample: "\(context): LB(\(width)) exceeds \(risk)")
    }
    if width > 0, try F2RiskLowerBound.exact(problem: problem, width: width - 1) <= risk {
      return .refuted(counterexample: "\(context): width \(width - 1) is enough for \(risk)")
    }
    let guarantee = try widths.guaranteedShare()
    let eps = widths.share.double
    if guarantee > eps * (1 + 1e-12) {
      return .refuted(counterexample: "\(context): attention's share is \(guarantee)")
    }
    if widths.positionDimension > problem.sparsity {
      let law = try A4WidthForMargin(
        sparsity: problem.sparsity, positionDimension: widths.positionDimension - 1)
      if try law.failureBound(tokens: problem.tokens, margin: widths.margin) <= widths.failure {
        return .refuted(
          counterexample: "\(context): d_e = \(widths.positionDimension - 1) has the margin too")
      }
    }
    return .verified(margin: max(0, 1 - guarantee / eps))
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
      For a risk of $\varepsilon d/q$ a fully connected network of any depth needs a first layer of width $m \ge \max\left(Td\left(1 - \varepsilon\frac{T-1}{T-q}\right), \frac{Td}{q}(1-\varepsilon)\right)$, with $m T d$ weights; one attention layer with Gaussian positions reaches it at a width $d + d_e$, with $d^2 + d_e^2$ parameters, where $N P\left(t_\nu > (1-\gamma)\sqrt{\nu/q}\right) \le \frac{\varepsilon}{2(q+1)}$, $\nu = d_e - q + 1$: $d_e$ is of order $q \log T$.
      """#,
    assumptions: [
      "Those of F2 and A4.", "The attention layer is V = I, W = C I with A3's logit, and its query is dual.",
      "A network's width is its whole first layer's, an attention layer's that of one token.",
    ],
    source: .wang2024,
    grade: .statistical(inequality: "empirical Bernstein", falseAlarmPerTrial: 1e-10),
    predicate:
      "The network's width is the least with LB(m) at most the risk, in rational arithmetic; the attention layer's guarantee holds at its width and at no smaller one; the measured risk of such layers lies below the allowed risk.",
    control:
      "Attention layers an eighth as wide, whose measured risk lies above; and a fully connected network as wide as the attention layer, whose LB lies above.",
    margin: .distance)
}
