/// What training leaves of the blocks that would let tokens steer the attention, or positions the output.
///
/// The full layer has tokens z_i = [x_i; e_i] and the query [0; e_y], hence blocks W_XE and W_EE in the logits and V_X and
/// V_E in the output. Claim: from zero the population flow keeps W_XE = 0 and V_E = 0.
/// Proof. Where both are zero the logits do not depend on X, and the output is odd in X. Turning X into -X, which has the
/// same law, turns the error e into -e; h_i = e^T V_X x_i and g stay. So the gradients `e (E s)^T` in V_E and
/// `sum g_i x_i e_y^T` in W_XE change sign, and their means vanish. Gradient flow, and descent on the population, can leave
/// {W_XE = 0, V_E = 0} only along them. All it takes is that the law of X is symmetric; for other tokens it fails through
/// their third moments (W_XE) or their mean.
///
/// The set is invariant; it need not attract. At zero it is a saddle: with s = 1/T and V_X = 0 the second variation in
/// (V_E, W_XE) = (v, w) is `|v s|^2/2 - (1/(qT)) sum_tk v_t.w_k (P(t, k in y) - q^2/T^2)`, and the last matrix is
/// `(q N/(T (T-1))) (I - 11^T/T)`. So the Hessian of R/2 has the eigenvalues +-N/(T^2 (T-1)), d (T-1) times each, 1/T d times
/// and 0 d times, for every law of X with mean 0 and covariance I. Later it attracts: D16. Source: derived here.
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

  /// The ratio allowed for the number of entries judged, in all blocks together; not a number without one.
  public func allowedRatio(entries: Int) -> Double {
    guard entries > 0, falseAlarm > 0, falseAlarm < 1 else { return .nan }
    return (2 * Elementary.log(2 * Double(entries) / falseAlarm)).squareRoot()
  }

  /// Judges the largest ratio of a sum of sampled gradients to the root of the sum of their squares, by the number of
  /// entries judged in all blocks together.
  public func judge(ratio: Double, entries: Int) -> Verdict {
    .within(
      allowedRatio(entries: entries), deviation: ratio, "sum of a gradient entry of W_XE or V_E over its root"
    )
  }

  /// Judges a block of a layer trained on samples: at most a share of its partner, in the Frobenius norm.
  public func judge(norm: Double, partner: Double, share: Double, _ name: String) -> Verdict {
    .within(
      share * partner, deviation: norm, "norm of \(name) against \(share) of its partner's, \(partner)")
  }

  /// The shares of their partners' norms that trained blocks may have, at T = 6 d = 2 q = 2.
  ///
  /// The largest of 60 layers trained on the seeds 101 to 120 are 0.0042 and 0.0137.
  public static let sharesAtSix = Blocks(tokenKey: 0.007, positionValue: 0.025)

  /// The shares of their partners' norms that trained blocks may have, at T = 8 d = 3 q = 3.
  ///
  /// The largest of 60 layers trained on the seeds 101 to 120 are 0.0056 and 0.0126.
  public static let sharesAtEight = Blocks(tokenKey: 0.01, positionValue: 0.025)

  /// The shares for problems on which none were measured.
  public static let anyShares = Blocks(tokenKey: 0.1, positionValue: 0.1)

  /// The relative error allowed for the eigenvalues at zero, from differences over 1e-4.
  public static let spectrumTolerance = 1e-6

  /// The eigenvalues at zero of the Hessian of R/2 in (V_E, W_XE), rising.
  public static func eigenvaluesAtZero(_ problem: Problem) -> [Double] {
    let (d, length) = (problem.dimension, problem.tokens)
    let saddle = Double(problem.tokensOutside) / Double(length * length * (length - 1))
    func repeated(_ value: Double, _ count: Int) -> [Double] { Array(repeating: value, count: count) }
    return repeated(-saddle, d * (length - 1)) + repeated(0, d) + repeated(saddle, d * (length - 1))
      + repeated(1 / Double(length), d)
  }

  /// Judges the eigenvalues seen at zero, rising: the largest difference, against the stated share of N/(T^2 (T-1)).
  public func judge(eigenvaluesAtZero seen: [Double], of problem: Problem) -> Verdict {
    let predicted = Self.eigenvaluesAtZero(problem)
    guard seen.count == predicted.count, let least = predicted.first else {
      return .undecided(reason: "\(seen.count) eigenvalues for \(predicted.count)")
    }
    return .all(
      zip(seen, predicted).map {
        .within(
          Self.spectrumTolerance * abs(least), deviation: $0 - $1, "\(problem): eigenvalue \($0) for \($1)")
      })
  }
}

extension Claim {
  /// D13: training on the population keeps attention by position alone.
  public static let d13PositionOnly = Claim(
    id: "D13", title: "Attention by position alone is kept by training, and a saddle at its start",
    statement: #"""
      The full layer on tokens $z_i = [x_i; e_i]$ with query $[0; e_y]$ has blocks $W_{XE}$, $W_{EE}$ in its logits and $V_X$, $V_E$ in its output. Where $W_{XE} = 0$ and $V_E = 0$ the gradients of the risk in these two blocks vanish, for every $W_{EE}$ and $V_X$. So from zero they stay zero, and the layer is $V X\, \mathrm{softmax}(E^\top W e_y)$. At zero this set does not attract: across it the Hessian of $R/2$ has the eigenvalues $\pm\frac{N}{T^2(T-1)}$, $d(T-1)$ times each, beside $\frac{1}{T}$ and $0$ ($d$ times each). That training finds it from small blocks too is D16.
      """#,
    assumptions: [
      "X and -X have the same law; for the Hessian, covariance I.", "y is independent of X.",
      "One-hot positions.",
    ],
    source: .derivedHere,
    grade: .statistical(inequality: "Hoeffding, for fair signs", falseAlarmPerTrial: 1e-10),
    predicate:
      "Summed over every sign sequence and subset the two gradients are exactly 0, also along descent, and the Hessian across at zero has the stated eigenvalues within 1e-6 of N/(T^2 (T-1)); on Gaussian samples the sums of the gradients lie within sqrt(2 x sum of squares); and, observed, in layers trained from zero by SGD on samples W_XE stays below 0.7 % of W_EE in norm at T = 6 and below 1 % at T = 8, and V_E below 2.5 % of V_X (thresholds set on seeds 101 to 120).",
    control:
      "Near misses: tokens with a small third moment (W_XE) or mean (V_E), and T^3 for T^2 (T-1) in the eigenvalues.",
    proof: #"""
      Where both blocks are zero the logits do not depend on $X$ and the output is odd in $X$. Turning $X$ into $-X$, which has the same law, turns the error and with it each sample's gradients in $W_{XE}$ and $V_E$ around: their means vanish. At zero the second variation across is $\frac{1}{2}\lVert vs\rVert^2$ less a bilinear form in $(v, w)$ with the matrix $\frac{qN}{T(T-1)}(I - \frac{1}{T}\mathbf{1}\mathbf{1}^\top)$, so a saddle.
      """#,
    thresholdsSetOn: "base seeds 101 to 120")
}
