/// The risk lower bound for tokens of any smooth law.
///
/// Let vec(X) have mean 0, covariance I and a density with Fisher information matrix J <= j I (j >= 1, with equality
/// for the Gaussian). Then for every network f of F2's form
/// ```
/// R(f) >= cert(W) / j >= LB(rank W) / j,       cert(W) = tr((I - Pi) S).
/// ```
/// Proof. Let u be coordinates of (I - Pi) vec(X), on ker W, and z those of Pi vec(X). Given z and y the network is a
/// constant, so its conditional risk is at least `tr(B Cov(u | z) B^T)`, where B u = M_y (I - Pi) vec(X). Cramer and
/// Rao's inequality for the location of a density is `Cov(u | z) >= I(z)^-1`, I(z) the information matrix of the density
/// p(u | z); over z, `E[I(z)^-1] >= (E I(z))^-1` as the inverse is operator convex. Since
/// `grad_u log p(u | z) = grad_u log p(u, z)`, E I(z) is the block of J on ker W, at most j I. So the risk is at least
/// `E_y tr(B B^T) / j = cert(W)/j`.
///
/// For iid entries j is the Fisher information of one. It is pi^2/9 for logistic entries of variance 1, and at most
/// 1/tau^2 for `sqrt(1 - tau^2) s + tau g`, s = +-1, g normal: as tau falls from 1 to 0 the bound slides from F2 to
/// nothing and the one-neuron decoder of F9 comes alive.
///
/// Source: derived here.
public enum SmoothTokenLaw: Hashable, Sendable {
  /// iid N(0, 1) entries.
  case gaussian
  /// iid logistic entries of variance 1.
  case logistic
  /// iid entries `sqrt(1 - tau^2) s + tau g`, 0 < tau <= 1.
  case smoothedSigns(noise: Double)

  /// The Fisher information j of one entry's location; relative error below 1e-12.
  ///
  /// For smoothed signs with a = sqrt(1 - tau^2) the score is `(a tanh(a x/tau^2) - x)/tau^2`, and
  /// `j = 1/tau^2 - (a^2/tau^4) E sech^2(a x/tau^2)`, the expectation by the trapezoidal rule.
  ///
  /// - Throws: `TheoryError` unless 0.001 <= tau <= 1.
  public func information() throws(TheoryError) -> Double {
    switch self {
    case .gaussian: return 1
    case .logistic: return Double.pi * Double.pi / 9
    case .smoothedSigns(let tau):
      guard tau >= 0.001, tau <= 1 else {
        throw TheoryError(value: "noise = \(tau)", rule: "0.001 <= noise <= 1")
      }
      let square = tau * tau
      let a = (1 - square).squareRoot()
      var (weights, sum) = (0.0, 0.0)
      for place in -1536...1536 {
        let g = Double(place) / 128
        let weight = Elementary.exp(-0.5 * g * g)
        // The law is symmetric, so s = 1 stands for both signs.
        let decay = Elementary.exp(-2 * abs(a * (a + tau * g) / square))
        weights += weight
        sum += weight * 4 * decay / ((1 + decay) * (1 + decay))
      }
      return (1 - a * a / square * (sum / weights)) / square
    }
  }

  /// The simple upper bound of the information: 1, pi^2/9, or 1/tau^2.
  ///
  /// - Throws: `TheoryError` unless 0.001 <= tau <= 1.
  public func informationBound() throws(TheoryError) -> Double {
    if case .smoothedSigns(let tau) = self {
      guard tau >= 0.001, tau <= 1 else {
        throw TheoryError(value: "noise = \(tau)", rule: "0.001 <= noise <= 1")
      }
      return 1 / (tau * tau)
    }
    return try information()
  }
}

/// Judges F12: the risk of a network, or of a best decoder, is at least cert(W)/j.
public struct F12SmoothLawPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The Fisher information j of one entry.
  public let information: Double

  /// The predicate for a law with information j.
  ///
  /// No law has j < 1; a statement that says less is judged like any other.
  ///
  /// - Throws: `TheoryError` unless j is positive and finite.
  public init(problem: Problem, information: Double) throws(TheoryError) {
    guard information > 0, information.isFinite else {
      throw TheoryError(value: "information = \(information)", rule: "0 < information < infinity")
    }
    self.problem = problem
    self.information = information
  }

  /// Judges a risk and the certificate of its first layer: refuted if the risk's upper end lies below cert(W)/j.
  ///
  /// A risk by quadrature has both ends equal; it and the certificate may be off by 1e-9 of the trivial risk's share
  /// 1/j, which a deficit must exceed. The margin is `1 - bound/upper`.
  public func judge(risk: Measured, certificate: Double) -> Verdict {
    let bound = certificate / information
    let context = "\(problem), information \(information), certificate \(certificate)"
    guard risk.upper.isFinite, risk.lower <= risk.estimate, risk.estimate <= risk.upper, bound.isFinite else {
      return .undecided(reason: "\(context): risk in [\(risk.lower), \(risk.upper)], bound \(bound)")
    }
    if risk.upper < bound - 1e-9 * problem.trivialRisk / information {
      return .refuted(
        counterexample: "\(context): risk \(risk.estimate), at most \(risk.upper), is below \(bound)")
    }
    return .verified(margin: risk.upper > 0 ? min(1, max(0, 1 - bound / risk.upper)) : 0)
  }
}

extension Claim {
  /// F12: the bound for any smooth token law.
  public static let f12SmoothLaws = Claim(
    id: "F12", title: "Risk lower bound for smooth token laws",
    statement: #"""
      If $\mathrm{vec}(X)$ has covariance $I$ and a density with Fisher information matrix $J \preceq j I$, then $R(f) \ge \mathrm{cert}(W)/j \ge \mathrm{LB}(\mathrm{rank}(W))/j$ for every network $f(X, y) = h(W \mathrm{vec}(X) + g(y), y)$. Gaussian entries have $j = 1$, logistic ones $j = \pi^2/9$, and $\sqrt{1-\tau^2}\,(\pm 1) + \tau g$ has $j \le 1/\tau^2$.
      """#,
    assumptions: [
      "vec(X) has mean 0, covariance I and a differentiable density of finite Fisher information.",
      "Those of F2 but for the law of the tokens.",
    ],
    source: .derivedHere,
    grade: .statistical(inequality: "empirical Bernstein", falseAlarmPerTrial: 1e-10),
    predicate:
      "The risk of the best decoder of one neuron is at least cert(W)/j: by quadrature for each of several neurons, and by samples of the neuron (upper confidence end) for the one closest to its certificate. At tau = 1, and where the noise is so small that a neuron tells all signs apart, the bound is tight.",
    control:
      "j 0.5 % smaller where the bound is tight; the Gaussian bound, j = 1, where j is 1.11, 31 and 1111; for logistic tokens j 9.1 % smaller.",
    proof: #"""
      Given what the first layer sees the network is a constant, so its conditional risk is at least that of the conditional covariance of the lost part. For the location of a density Cramer and Rao's inequality bounds this covariance below by the inverse information, and the mean of inverses is at least the inverse of the mean. The mean information is the block of $J$ on $\ker W$, at most $j I$.
      """#,
    margin: .distance)
}
