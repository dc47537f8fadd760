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

  /// A number for each of the two blocks.
  public struct Blocks: Hashable, Sendable, Codable {
    /// For W_XE.
    public let tokenKey: Double
    /// For V_E.
    public let positionValue: Double

    /// A number for each of the two blocks.
    public init(tokenKey: Double, positionValue: Double) {
      self.tokenKey = tokenKey
      self.positionValue = positionValue
    }
  }

  /// The largest magnitude; not a number if an entry is none, or there is no entry.
  public static func largest(_ entries: [Double]) -> Double {
    guard !entries.isEmpty, entries.allSatisfy(\.isFinite) else { return .nan }
    return entries.reduce(0) { max($0, abs($1)) }
  }

  /// The largest `|sum g| / sqrt(sum g^2)` over entries; not a number if one is none, 0 where an entry never moves.
  public static func largestRatio(sums: [Double], squares: [Double]) -> Double {
    guard sums.count == squares.count else { return .nan }
    return largest(zip(sums, squares).map { $0 == 0 && $1 == 0 ? 0 : $0 / $1.squareRoot() })
  }

  /// Judges the largest entry of a block of a population gradient, or of weights trained on it: exactly zero.
  public func judge(exactlyZero largest: Double) -> Verdict {
    guard largest.isFinite else { return .undecided(reason: "an entry of W_XE or V_E is \(largest)") }
    return largest == 0
      ? .verified(margin: 1) : .refuted(counterexample: "an entry of W_XE or V_E is \(largest), not 0")
  }

  /// Judges the largest ratio of a sum of sampled gradients to the root of the sum of their squares.
  ///
  /// - Parameter entries: How many entries are judged, in all blocks together.
  public func judge(ratio: Double, entries: Int) -> Verdict {
    guard entries > 0, falseAlarm > 0, falseAlarm < 1 else { return .undecided(reason: "\(entries) entries") }
    let x = Elementary.log(2 * Double(entries) / falseAlarm)
    return .within(
      (2 * x).squareRoot(), deviation: ratio, "sum of a gradient entry of W_XE or V_E over its root")
  }

  /// Judges a block of a layer trained on samples: at most a tenth of its partner, in the Frobenius norm.
  public func judge(norm: Double, partner: Double, _ name: String) -> Verdict {
    .within(0.1 * partner, deviation: norm, "norm of \(name) against a tenth of its partner's")
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
