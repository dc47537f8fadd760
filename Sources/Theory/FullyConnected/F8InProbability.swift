/// Anderson's envelope: how often, at most, a network's squared error can be small.
///
/// For every network with first layer W and every r,
/// `P(|f - STS_q|^2 <= r) <= E_y P(|A_y^{1/2} g|^2 <= r)`, g ~ N(0, I_d), A_y = M_y (I - Pi) M_y^T. So a large risk is
/// typical and not carried by rare inputs.
///
/// Proof. Given y and what the first layer sees, the error is `c - A_y^{1/2} g` with c fixed (F3). The ball |e|^2 <= r
/// is convex and symmetric, so by Anderson's inequality the Gaussian measure of its translate by c is at most that of
/// the ball itself. Average over what the first layer sees, then over y.
///
/// |A_y^{1/2} g|^2 is a mixture of chi-squares with the eigenvalues of A_y as weights. Leaving out small eigenvalues
/// only raises its distribution function, so the envelope stays valid; where A_y = 0 it is 1.
///
/// Source: derived here, by Anderson 1955 and Ruben 1962.
public struct F8Envelope: Sendable {
  /// The law of |A_y^{1/2} g|^2 for each subset; nil where A_y = 0.
  private var laws: [ChiSquareMixture?]

  /// Eigenvalues below this share of the largest of their A_y are left out.
  ///
  /// At one hundredth no r needs more terms than the series takes: where r/(2 b) exceeds 15,000, r is 300 times the
  /// largest eigenvalue and Chernoff's bound decides.
  public static let smallestShare = 1e-2

  /// The envelope of every network with a given first layer.
  ///
  /// - Throws: `TheoryError` if the problem has more than 20,000 subsets.
  public init(_ certificate: FirstLayerCertificate) throws(TheoryError) {
    let problem = certificate.problem
    _ = try Subsets.count(of: problem, limit: 20_000)
    // What is left of a lost direction by rounding is no eigenvalue.
    let rounding = 0x1p-44 * problem.trivialRisk
    laws = []
    for subset in Subsets(of: problem) {
      let eigenvalues = try certificate.lostCovariance(subset: subset).covariance.symmetricEigenvalues()
      let least = max(rounding, Self.smallestShare * eigenvalues.max()!)
      let kept = eigenvalues.filter { $0 > least }.sorted()
      laws.append(kept.isEmpty ? nil : try ChiSquareMixture(weights: kept))
    }
  }

  /// An upper bound of the probability that the squared error is at most r.
  ///
  /// - Throws: `TheoryError` if r is not finite.
  public mutating func upper(at r: Double) throws(TheoryError) -> Double {
    guard r.isFinite else { throw TheoryError(value: "r = \(r)", rule: "a finite number") }
    if r < 0 { return 0 }
    var sum = 0.0
    for index in laws.indices { sum += try laws[index]?.distribution(at: r).upperBound ?? 1 }
    return min(1, sum / Double(laws.count))
  }
}

/// Judges F8: the share of small errors lies under the envelope.
public struct F8InProbabilityPredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// The predicate for a problem.
  public init(problem: Problem) { self.problem = problem }

  /// Judges the probability that the squared error is at most r, of which only the lower end need be a confidence bound.
  ///
  /// The margin is 1 - lower/envelope.
  public func judge(share: Measured, envelope: Double, r: Double) -> Verdict {
    guard share.lower.isFinite, share.estimate.isFinite, share.lower <= share.estimate, envelope > 0,
      envelope <= 1
    else {
      return .undecided(
        reason: "share \(share.estimate) from \(share.lower), envelope \(envelope) at r = \(r)")
    }
    if share.lower > envelope {
      return .refuted(
        counterexample:
          "\(problem): the squared error is at most \(r) with probability \(share.estimate), at least \(share.lower), above the envelope \(envelope)"
      )
    }
    return .verified(margin: 1 - max(0, share.lower) / envelope)
  }
}

extension F8InProbabilityPredicate {
  /// Judges by how much the probability of a squared error of at most r exceeds that of the best predictor, which is the
  /// envelope's; only the lower end need be a confidence bound.
  ///
  /// The margin is the lower end's distance from 0 as a share of the envelope, at most 1.
  public func judge(excess: Measured, envelope: Double, r: Double) -> Verdict {
    guard excess.lower.isFinite, excess.estimate.isFinite, excess.lower <= excess.estimate, envelope > 0,
      envelope <= 1
    else {
      return .undecided(
        reason: "excess \(excess.estimate) from \(excess.lower), envelope \(envelope) at r = \(r)")
    }
    if excess.lower > 0 {
      return .refuted(
        counterexample:
          "\(problem): the squared error is at most \(r) more often than the best predictor's, by \(excess.estimate), at least \(excess.lower)"
      )
    }
    return .verified(margin: min(1, -excess.lower / envelope))
  }
}

extension Claim {
  /// F8: the failure of a narrow network is typical.
  public static let f8InProbability = Claim(
    id: "F8", title: "The bound in probability",
    statement: #"""
      For every network with first layer $W$ and every $r$, $P(\lVert f - \mathrm{STS}_q\rVert^2 \le r) \le \mathbb{E}_y P(\lVert A_y^{1/2} g\rVert^2 \le r)$ with $A_y = M_y (I - \Pi) M_y^T$ and $g \sim N(0, I_d)$: a large risk is not carried by rare inputs.
      """#,
    assumptions: ["Those of F2."],
    source: .derivedHere,
    grade: .statistical(
      inequality: "Dvoretzky-Kiefer-Wolfowitz and Clopper-Pearson", falseAlarmPerTrial: 4e-11),
    predicate:
      "The share of fresh samples on which a trained network's squared error is at most r, less its one-sided band, lies under the envelope of its own first layer (Ruben's series, upper end); and among the samples on which just one of the two squared errors, the network's and that of the best predictor from its first layer, is at most r, the network's is so on at most half (binomial bound): the best predictor's law is the envelope.",
    control:
      "Errors claimed to be 3 % larger, for the share itself 15 %. Far off: a network with m = 64 > Td held against the envelope of a network with m = 4.",
    proof: #"""
      Given $y$ and what the first layer sees, the error is $c - A_y^{1/2}g$ with $c$ fixed. A ball around 0 is convex and symmetric, so by Anderson's inequality a shift of the Gaussian by $c$ only lowers its probability. Average over what the first layer sees, then over $y$; $\lVert A_y^{1/2}g\rVert^2$ is a mixture of chi-squares, computed by Ruben's series.
      """#,
    margin: .distance)
}
