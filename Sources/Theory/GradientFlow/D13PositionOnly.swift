/// What training leaves of the blocks that would let tokens steer the attention, or positions the output.
///
/// The full layer has tokens z_i = [x_i; e_i] and the query [0; e_y], hence blocks W_XE and W_EE in the logits and V_X and
/// V_E in the output. Claim: from zero the population flow keeps W_XE = 0 and V_E = 0.
/// Proof. Where both are zero the logits do not depend on X, and the output is odd in X. Turning X into -X, which has the
/// same law, turns the error e into -e; h_i = e^T V_X x_i and g stay. So the gradients `e (E s)^T` in V_E and
/// `sum g_i x_i e_y^T` in W_XE change sign, and their means vanish. Gradient flow, and descent on the population, can leave
/// {W_XE = 0, V_E = 0} only along them. All it takes is that the law of X is symmetric; for other tokens it fails through
/// their third moments (W_XE) or their mean. Source: derived here.
///
/// Predicate on samples. Under the claim each sample's gradient entry has a symmetric law, so given its magnitudes a sum of n
/// of them is a sum of fair signs: `P(|sum g| >= sqrt(2 x sum g^2)) <= 2 e^-x` (Hoeffding), whatever their tails.
public struct D13PositionOnlyPredicate: Hashable, Sendable {
  /// The probability of refuting a true claim in one call of `judge(sums:squares:)`.
  public let falseAlarm: Double

  /// The predicate with a false-alarm probability, unless told otherwise that of the claim.
  public init(falseAlarm: Double = Claim.d13PositionOnly.falseAlarmPerTrial) {
    self.falseAlarm = falseAlarm
  }

  /// Judges blocks of a population gradient, or of weights trained on it: exactly zero in every entry.
  public func judge(exactlyZero entries: [Double]) -> Verdict {
    guard !entries.isEmpty, entries.allSatisfy(\.isFinite) else {
      return .undecided(reason: "\(entries.count) entries")
    }
    let largest = entries.reduce(0) { max($0, abs($1)) }
    return largest == 0
      ? .verified(margin: 1) : .refuted(counterexample: "an entry of W_XE or V_E is \(largest), not 0")
  }

  /// Judges sums of sampled gradient entries by the sums of their squares.
  public func judge(sums: [Double], squares: [Double]) -> Verdict {
    guard !sums.isEmpty, sums.count == squares.count, falseAlarm > 0, falseAlarm < 1 else {
      return .undecided(reason: "\(sums.count) sums, \(squares.count) squares")
    }
    let x = Elementary.log(2 * Double(sums.count) / falseAlarm)
    return .all(
      zip(sums, squares).map { sum, square in
        .within((2 * x * square).squareRoot(), deviation: sum, "sum of a gradient entry of W_XE or V_E")
      })
  }

  /// Judges a layer trained on samples: each of the two blocks at most a tenth of its partner, in the Frobenius norm.
  public func judge(tokenKey: Double, positionKey: Double, positionValue: Double, tokenValue: Double)
    -> Verdict
  {
    .all([
      .within(0.1 * positionKey, deviation: tokenKey, "norm of W_XE against a tenth of W_EE's"),
      .within(0.1 * tokenValue, deviation: positionValue, "norm of V_E against a tenth of V_X's"),
    ])
  }
}

extension Claim {
  /// D13: attention by position alone is what training finds.
  public static let d13PositionOnly = Claim(
    id: "D13", title: "Attention by position alone is what training finds",
    statement: #"""
      The full layer on tokens $z_i = [x_i; e_i]$ with query $[0; e_y]$ has blocks $W_{XE}$, $W_{EE}$ in its logits and $V_X$, $V_E$ in its output. Where $W_{XE} = 0$ and $V_E = 0$ the gradients of the risk in these two blocks vanish, for every $W_{EE}$ and $V_X$. So from zero they stay zero, and the layer is $V X\, \mathrm{softmax}(E^\top W e_y)$.
      """#,
    assumptions: ["X and -X have the same law.", "y is independent of X."],
    source: .derivedHere,
    grade: .statistical(inequality: "Hoeffding, for fair signs", falseAlarmPerTrial: 1e-10),
    predicate:
      "Summed over every sign sequence and subset the two gradients are exactly 0, also along descent; on Gaussian samples their sums lie within sqrt(2 x sum of squares); and in layers trained by SGD on samples the two blocks stay below a tenth of their partners.",
    control: "Tokens with a third moment, or with a mean: the gradients do not vanish.")
}
