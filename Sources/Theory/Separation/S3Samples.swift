/// How many fixed examples the attention layer needs, beside a fully connected network.
///
/// The layer is trained from V = 0, W = C_0 I on n fixed examples, positions being a fresh orthonormal frame at every step.
/// Averaged over frames it has d^2 + 1 moving numbers (`FixedExampleFlow`), so it can interpolate its examples without
/// looking at the subsets only if n <= d. It learns the task unless C first turns the wrong way. The share of data sets on
/// which it does not is
/// ```
/// P(learnt) ~ Phi(e^{C_0} sqrt(d q (n - d - 1)/N)).                                   (1)
/// ```
/// Why (a sketch, no proof). Until C moves, V is the least squares value of b_k on `z_k = p b_k + (1-p) m_k`. With small p its
/// residuals are orthogonal to m_k nearly, so C' has the sign of tr(V S_r), S_r their second moment, near I/q. V has the
/// mean `(p/q)/v I`, `v = p^2/q + (1-p)^2/N` the variance of z, and independent entries of variance `s^2/((n-d-1) v)`, s^2 the
/// variance `1/q - p^2/(q^2 v)` that z leaves of b: tr V is positive with the probability (1), as `p/(1-p) = q e^{C_0}/N`. The
/// direction then reinforces itself: the mean grows with e^C, the noise does not.
///
/// What follows from (1). At C_0 = 0 a given share of data sets takes a number of examples in proportion to T: nine in ten take
/// `1.64 N/(dq) + d + 1`. A network takes (1 - eps) Td (F14), also in proportion to T; attention takes fewer by a factor of about
/// d^2 q/1.64. Half the data sets are learnt from a number that does not grow with T. From W = C_0 I the number falls by
/// e^{2 C_0}: from C_0 = 2 eight examples do for nearly every data set at T = 256, d = q = 2.
///
/// Source: derived here; observed.
public enum S3Samples {
  /// The share of d/q at or below which a data set counts as learnt.
  public static let learntShare = 0.05
  /// The share of data sets that is claimed to be learnt where (1) gives 0.8 or more.
  public static let statedShare = 0.5
  /// The greatest distance allowed between (1) and the flows' share, besides the count's interval.
  public static let lawBand = 0.05
  /// The greatest |ln(R / R_flow)| at which a layer counts as following the flow on its own examples.
  public static let flowBand = 0.3
  /// The share of layers that follow it.
  public static let followingShare = 0.75
  /// The error probability of the intervals for shares.
  public static let intervalError = 0.01

  /// The law (1), for n >= d + 2 examples.
  ///
  /// - Throws: `TheoryError` unless n >= d + 2 and C_0 is finite.
  public static func share(problem: Problem, examples: Int, logit: Double = 0) throws(TheoryError) -> Double {
    let free = examples - problem.dimension - 1
    guard free >= 1, logit.isFinite else {
      throw TheoryError(value: "examples = \(examples), logit \(logit)", rule: "n >= d + 2, a finite logit")
    }
    let odds = Double(problem.dimension * problem.sparsity * free) / Double(problem.tokensOutside)
    return try GaussianTail.upper(-Elementary.exp(logit) * odds.squareRoot())
  }

  /// The time to which layers are trained, 200 T/d: beyond the time that nearly all data sets take at T <= 64 and n near T/2.
  public static func time(_ problem: Problem) -> Double {
    200 * Double(problem.tokens) / Double(problem.dimension)
  }
}

/// Judges S3 on counts of data sets learnt, and on the layers' mean risk.
public struct S3SamplesPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number n of examples.
  public let examples: Int

  /// The predicate for a problem and a number of examples.
  public init(_ problem: Problem, examples: Int) { (self.problem, self.examples) = (problem, examples) }

  private var context: String { "\(problem), \(examples) examples" }

  /// Judges the share of data sets learnt, given its interval: all of it at or above the stated share.
  public func judge(learnt share: Measured) -> Verdict {
    guard share.lower >= 0, share.upper <= 1, share.lower <= share.upper else {
      return .undecided(reason: "\(context): share learnt in [\(share.lower), \(share.upper)]")
    }
    let stated = S3Samples.statedShare
    if share.upper < stated {
      return .refuted(counterexample: "\(context): share learnt \(share.estimate), stated \(stated)")
    }
    if share.lower < stated {
      return .undecided(
        reason: "\(context): share learnt in [\(share.lower), \(share.upper)], stated \(stated)")
    }
    return .verified(margin: 1 - stated / share.lower)
  }

  /// Judges the share of layers whose risk is the flow's.
  public func judge(following count: Int, of layers: Int) -> Verdict {
    guard layers > 0 else { return .undecided(reason: "\(context): no layer") }
    let share = Double(count) / Double(layers)
    return share >= S3Samples.followingShare
      ? .verified(margin: 1 - S3Samples.followingShare / share)
      : .refuted(counterexample: "\(context): \(count) of \(layers) layers follow the flow")
  }

  /// Judges the mean risk over all data sets, as a share of d/q and with its standard error, against F14's bound on the mean
  /// risk of networks: three standard errors below it.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public func judge(meanShare: Double, standardError: Double) throws(TheoryError) -> Verdict {
    let bound = try F14Samples.meanBound(problem: problem, examples: examples) / problem.trivialRisk
    guard meanShare >= 0, standardError >= 0, standardError.isFinite, bound > 0 else {
      return .undecided(reason: "\(context): mean share \(meanShare) +- \(standardError), bound \(bound)")
    }
    if meanShare - 3 * standardError > bound {
      return .refuted(counterexample: "\(context): mean share \(meanShare) above \(bound)")
    }
    if meanShare + 3 * standardError >= bound {
      return .undecided(reason: "\(context): mean share \(meanShare) +- \(standardError) against \(bound)")
    }
    return .verified(margin: 1 - meanShare / bound)
  }

  /// Judges the mean risk over data sets of d examples or fewer, as a share of d/q and with its standard error: three standard
  /// errors above F14's bound on the mean risk of networks.
  ///
  /// Undecided where all layers have one risk, as untrained ones have.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public func judge(meanShareOfFew meanShare: Double, standardError: Double) throws(TheoryError) -> Verdict {
    let bound = try F14Samples.meanBound(problem: problem, examples: examples) / problem.trivialRisk
    guard examples <= problem.dimension, meanShare >= 0, meanShare.isFinite, standardError > 0,
      standardError.isFinite
    else {
      return .undecided(reason: "\(context): mean share \(meanShare) +- \(standardError), bound \(bound)")
    }
    if meanShare + 3 * standardError < bound {
      return .refuted(counterexample: "\(context): mean share \(meanShare) below \(bound)")
    }
    if meanShare - 3 * standardError <= bound {
      return .undecided(reason: "\(context): mean share \(meanShare) +- \(standardError) against \(bound)")
    }
    return .verified(margin: 1 - bound / meanShare)
  }

  /// Judges the share of flows that learn against the law (1) with its band: the share's interval meets the band.
  public func judge(flows share: Measured, law: Double) -> Verdict {
    guard law.isFinite, share.lower >= 0, share.lower <= share.estimate, share.estimate <= share.upper,
      share.upper <= 1, share.upper - share.lower <= 0.2
    else {
      return .undecided(reason: "\(context): flows' share in [\(share.lower), \(share.upper)], law \(law)")
    }
    let room = law < share.estimate ? share.estimate - share.lower : share.upper - share.estimate
    return .within(
      S3Samples.lawBand + room, deviation: share.estimate - law,
      "\(context): flows' share \(share.estimate), law \(law)")
  }
}

extension Claim {
  /// S3: the separation in samples.
  public static let s3Samples = Claim(
    id: "S3", title: "Fixed training sets: how many examples attention and a network need",
    statement: #"""
      Trained from zero on $n$ fixed examples, positions drawn anew at each step, the attention layer learns the task (risk at most 5 % of $d/q$) on a share of data sets near $\Phi\left(e^{C_0}\sqrt{dq(n-d-1)/N}\right)$, $W = C_0 I$ at the start, $N = T - q$. From zero, nine in ten data sets take $1.64 N/(dq) + d + 1$ examples: a number in proportion to $T$, as for networks, for which $(1-\epsilon)Td$ are needed at any width (F14), but smaller by a factor near $d^2 q/1.64$. With $d = q = 2$ and $n = T/2$ at $T = 16, 32$ and $n = T$ at $T = 64$ more than half of all data sets are learnt, and the mean risk over all of them, failures included, stays below the networks' $\left(1 - \frac{n}{Td}\right)\frac{d}{q}$. From $W = 2I$ eight examples do it at $T = 32$. On the very examples of F14's networks ($T = 8$, $d = q = 2$) the same holds from 8 and from 14 of them; $n \le d$ examples can be fitted without a look at the subsets, and the mean risk lies above the networks' bound.
      """#,
    assumptions: [
      "Attention: full V and W from $V = 0$, gradient descent over all n examples with step 1 (2 from T = 64 on, 1/4 for n <= d) to time 200 T/d (1600 at T = 256), one orthonormal frame in $d_e = T$ dimensions drawn at each step.",
      "A start W = C_0 I lets a token look at its own place: it knows something of the answer, though nothing of tokens.",
      "Networks: those of F14, a rotation-invariant start and training; not Adam.",
      "Beyond T = 64 (in thorough runs 128, and 256 from W = 2 I) the flow averaged over frames is counted and not a trained layer.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "Of independent data sets, every one counted: the Clopper-Pearson interval (error .01) of the share learnt lies above one half; three in four layers have the risk of the flow on their own examples up to e^.3; their mean risk lies three standard errors below F14's bound, or above it for n <= d; the share of flows that learn is within .05, and the count's interval, of the law.",
    control:
      "d + 1 examples; a tenth and a hundredth of the steps; the flow at half the time, and on other examples; more than d examples where d are stated; a risk of .5 % asked for; the law for a ninth of n - d - 1. And, far off, an untrained layer.",
    proof: #"""
      Averaged over frames the gradient in $W$ commutes with every rotation, so $W$ stays $C I$, and the examples enter by the means of their tokens inside and outside the subset alone. While $C$ rests, $V$ is the least squares value; $C$ turns to the sign of $\mathrm{tr}\, V$, Gaussian with mean $d e^{C_0}$ and variance $dN/(q(n-d-1))$ to leading order, and then keeps its direction. The law is a sketch; that layers follow it is observed, and F14 is a theorem.
      """#,
    thresholdsSetOn: "base seeds 101 to 105")
}
