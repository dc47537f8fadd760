/// Judges F3, `R(f) = E|f - M_y Pi vec(X)|^2 + cert(W)`, from samples of one network.
///
/// Proof of F3. Split vec(X) into Pi vec(X) and (I - Pi) vec(X), independent for Gaussian X. The network depends on
/// the first part (and y) alone; the second has mean 0 given both. So with `c = f - M_y Pi vec(X)` the error
/// `c - M_y (I - Pi) vec(X)` has, given (W vec(X), y), mean square `|c|^2 + tr A_y`, A_y the covariance of the lost
/// part. Averaged: excess plus `E_y tr A_y = tr((I - Pi) S)`, the certificate. It is an identity and both sides are
/// measurable; that the certificate is at least LB(rank W) is F2.
///
/// What is judged are the two parts of D, the sum over samples of `loss - |c|^2 - tr A_y`. With `l = M_y (I - Pi) vec(X)`,
/// which is known, D is the sum of `-2 c^T l`, given all (W vec(X_n), y_n) exactly normal with mean 0 and the variance
/// `sum 4 c^T A c`, and of `|l|^2 - tr A_y`, centred with the variance `sum 2 tr A^2`. The first part is the network's: it
/// is off 0 if f sees more of X than W vec(X). The second is the tokens' and the certificate's. Deviation inequalities
/// for sums of squared normal numbers make intervals of both.
public struct F3Predicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The widest half-interval that still verifies, as a share of the trivial risk.
  public let resolution: Double
  /// The deviation that rounding alone can cause: 1e-11 of the trivial risk.
  ///
  /// The loss and |c|^2 are formed in Double from the same numbers, the entries of Pi are right to Td 2^-50 or so, and
  /// |c| is a few times the root of the trivial risk at most.
  public var rounding: Double { 1e-11 * problem.trivialRisk }

  /// The predicate for networks on a problem.
  ///
  /// - Throws: `TheoryError` if the resolution is not positive.
  public init(problem: Problem, resolution: Double = 0.05) throws(TheoryError) {
    if !(resolution > 0) { throw TheoryError(value: "resolution = \(resolution)", rule: "resolution > 0") }
    self.problem = problem
    self.resolution = resolution
  }

  /// Judges the mean of `loss - |c|^2 - tr A_y`, or of a part of it: verified if its interval contains 0.
  ///
  /// Undecided if the interval reaches further than the resolution; the margin is the unused share of the interval.
  public func judge(deviation: Measured) -> Verdict {
    let lower = deviation.lower - rounding
    let upper = deviation.upper + rounding
    let value = deviation.estimate
    guard lower.isFinite, upper.isFinite, lower <= value, value <= upper else {
      return .undecided(reason: "deviation \(value) in [\(lower), \(upper)]")
    }
    if lower > 0 || upper < 0 {
      return .refuted(
        counterexample:
          "\(problem): mean deviation \(value), in [\(lower), \(upper)] without 0")
    }
    if max(upper - value, value - lower) > resolution * problem.trivialRisk {
      return .undecided(reason: "deviation in [\(lower), \(upper)], wider than \(resolution) d/q")
    }
    return .within(value < 0 ? upper - value : value - lower, deviation: value, "\(problem)")
  }
}

extension Claim {
  /// F3: the risk of one network is its excess plus its first layer's certificate.
  public static let f3Certificate = Claim(
    id: "F3", title: "Certificate of one network",
    statement: #"""
      $R(f) = \mathbb{E}\lVert f - M_y \Pi \mathrm{vec}(X)\rVert^2 + \mathrm{cert}(W)$ with $\mathrm{cert}(W) = \mathrm{tr}((I - \Pi) S) \ge \mathrm{LB}(\mathrm{rank}(W))$, where $\Pi$ projects onto the row space of the first-layer weights $W$: an identity for every network, trained or not.
      """#,
    assumptions: ["Those of F2."],
    source: .derivedHere,
    grade: .statistical(inequality: "Laurent-Massart", falseAlarmPerTrial: 1e-10),
    predicate:
      "On samples of a network (ReLU, GELU or tanh, one to four hidden layers, first layer narrower than Td, trained or not), with c its distance from M_y Pi vec(X) and l the part of the target that its first layer loses, the mean of -2 c.l and the mean of |l|^2 - tr A_y have intervals, from their exact conditional variances, that contain 0: together, the mean of loss - |c|^2 - tr A_y.",
    control:
      "The certificate of a first layer with one row turned by 10 degrees; tokens of variance 1.05; the certificate of the first layer before training.",
    proof: #"""
      Split $\mathrm{vec}(X)$ into $\Pi\,\mathrm{vec}(X)$ and the rest, independent for Gaussian $X$. With $c = f - M_y\Pi\,\mathrm{vec}(X)$ the error is $c - M_y(I-\Pi)\mathrm{vec}(X)$, whose second part has mean 0 given all that $f$ sees. The cross term vanishes, and the second part has the mean square $\mathrm{tr}((I-\Pi)S)$.
      """#
  )
}
