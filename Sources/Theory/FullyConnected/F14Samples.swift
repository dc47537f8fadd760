/// The least risk of any fully connected network trained on n fixed examples, at any width and depth.
///
/// Training is any method that commutes with rotations of vec(X): gradient descent, mini-batches in any order, momentum,
/// weight decay, early stopping by training loss. The first layer's weights on the tokens start iid Gaussian (or 0) and
/// independent of the rest. Pi is the projection on the span of the n training inputs vec(X_k). Then, given the examples,
/// ```
/// E_start R >= tr((I - Pi) S) >= LB(n),      E_examples tr((I - Pi) S) = (1 - n/(Td)) d/q for n <= Td.
/// ```
/// So a risk of eps d/q takes n = (1 - eps) Td examples, whatever the width.
///
/// Proof. Let O be orthogonal and fix the span. The gradient in the first layer is a sum of multiples of the inputs, so
/// training from `W_0 O^T` on the same examples (`O vec(X_k) = vec(X_k)`) gives the weights `W_t O^T`, the network `f(O^T X, y)`.
/// Take the reflection `O = 2 Pi - I`: W_0 and its mirror image W_0 O have the same law, and their networks are f(X) and
/// f(OX). With `c = f(X) - M_y Pi vec(X)`, `c' = f(OX) - M_y Pi vec(X)`, `l = M_y (I - Pi) vec(X)`, the mean of the two losses at X is
/// `(|c|^2 + |c'|^2)/2 - (c + c').l + |l|^2`. A fresh X and OX are equally likely, l changes sign between them and c, c' change
/// places, so the middle term has mean 0: the pair's mean risk is
/// ```
/// E (|c|^2 + |c'|^2)/2 + tr((I - Pi) S),                                              (1)
/// ```
/// at least the last term, for each pair of starts. Averaged over starts that is the claim; LB(n) by Ky Fan, as Pi has
/// rank n at most; and Pi is a Haar random projection over Gaussian examples, E Pi = (n/(Td)) I.
///
/// Exactly, and for every start: a row's part outside the span is `(1 - eta lambda)^t` times what it was at the start
/// (lambda the weight decay). From 0, or in the limit with decay, rank W <= n and F2 applies.
///
/// Tight: a first layer whose rows are the n inputs, with the best head, has the risk tr((I - Pi) S).
///
/// Adam is outside the theorem: it scales coordinates one by one, so it does not commute with rotations.
///
/// Source: derived here.
public enum F14Samples {
  /// The mean over Gaussian training sets, `max(0, 1 - n/(Td)) d/q`.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public static func meanBound(problem: Problem, examples: Int) throws(TheoryError) -> Double {
    if examples < 0 { throw TheoryError(value: "examples = \(examples)", rule: "examples >= 0") }
    let left = max(0, problem.inputDimension - examples)
    return Double(left) / Double(problem.inputDimension) * problem.trivialRisk
  }

  /// The bound LB(n) for every training set.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public static func worstBound(problem: Problem, examples: Int) throws(TheoryError) -> Double {
    try F2RiskLowerBound.value(problem: problem, width: examples)
  }

  /// Between what `tr((I - Pi) S)` lies for any n linearly independent examples: the n largest eigenvalues are lost at most,
  /// the n smallest at least.
  ///
  /// - Throws: `TheoryError` unless 0 <= n <= Td.
  public static func range(problem: Problem, examples: Int) throws(TheoryError) -> ClosedRange<Double> {
    guard (0...problem.inputDimension).contains(examples) else {
      throw TheoryError(
        value: "examples = \(examples)", rule: "0 <= examples <= Td = \(problem.inputDimension)")
    }
    let least = try F2RiskLowerBound.value(problem: problem, width: examples)
    let most = problem.trivialRisk - Double(examples) * F1Spectrum.low(problem)
    return least...max(least, most)
  }

  /// The number of examples that a share eps of the trivial risk takes on average: `ceil((1 - eps) Td)`.
  ///
  /// - Throws: `TheoryError` unless 0 <= share <= 1.
  public static func examplesNeeded(problem: Problem, share: Rational) throws(TheoryError) -> Int {
    try Rational.countLeft(by: share, of: problem.inputDimension)
  }
}

/// Judges F14 on pairs of networks trained from mirrored starts.
public struct F14SamplesPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// What rounding may leave of a row's part outside the span, relative to that part at the start: each of at most 10^3
  /// steps adds a gradient whose part outside the span is rounding, 2^-52 of a number near 1.
  public static let outsideTolerance = 1e-11
  /// What rounding may leave between a mirrored network and the mirror image of a network, as a share of the root of the
  /// trivial risk.
  ///
  /// Training repeats the rounding of a step in later ones; 300 steps were seen to stay below 1e-11.
  public static let mirrorTolerance = 1e-8

  /// The rounding of the tight predictor's risk, as a share of the trivial risk.
  public static let tightTolerance = 1e-11

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// Judges the greatest change of a row's part outside the span, relative to its size at the start.
  public func judge(outsideChange: Double) -> Verdict {
    guard outsideChange >= 0 else { return .undecided(reason: "change outside the span \(outsideChange)") }
    return .within(
      Self.outsideTolerance, deviation: outsideChange, "\(problem): change of a row outside the span")
  }

  /// Judges the greatest difference between the mirrored start's network and the mirror image of the first.
  public func judge(mirrorDifference: Double) -> Verdict {
    guard mirrorDifference >= 0 else { return .undecided(reason: "difference \(mirrorDifference)") }
    return .within(
      Self.mirrorTolerance * problem.trivialRisk.squareRoot(), deviation: mirrorDifference,
      "\(problem): a mirrored start's network differs from the mirror image")
  }

  /// Judges that the pairs' mean of loss - |l|^2, an unbiased estimate of R - tr((I - Pi) S), is not below 0.
  ///
  /// Refuted if the whole interval lies below 0; undecided if it reaches from below 0 to a tenth of the trivial risk above
  /// the estimate.
  public func judge(riskOverBound excess: Measured) -> Verdict {
    guard excess.isBounded else {
      return .undecided(reason: "excess \(excess.estimate) in [\(excess.lower), \(excess.upper)]")
    }
    if excess.upper < 0 {
      return .refuted(
        counterexample:
          "\(problem): risk less tr((I - Pi) S) is \(excess.estimate), at most \(excess.upper), below 0")
    }
    if excess.lower < 0, excess.upper - excess.estimate > 0.1 * problem.trivialRisk {
      return .undecided(reason: "\(problem): interval of \(excess.upper - excess.estimate), over 0.1 d/q")
    }
    return .verified(margin: excess.upper > 0 ? min(1, max(0, excess.estimate / excess.upper)) : 0)
  }

  /// Judges the tight predictor: its enumerated risk given the examples against `tr((I - Pi) S)` in closed form.
  public func judge(tightRisk: Double, certificate: Double) -> Verdict {
    .within(
      Self.tightTolerance * problem.trivialRisk, deviation: tightRisk - certificate,
      "\(problem): tight predictor's risk \(tightRisk), tr((I - Pi) S) \(certificate)")
  }

  /// Judges the mean of the tight predictor's risk over training sets: its interval holds (1 - n/(Td)) d/q.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public func judge(meanTightRisk mean: Measured, examples: Int) throws(TheoryError) -> Verdict {
    let predicted = try F14Samples.meanBound(problem: problem, examples: examples)
    if predicted == 0 {
      return .within(
        Self.tightTolerance * problem.trivialRisk, deviation: mean.estimate,
        "\(problem), \(examples) examples: mean risk")
    }
    return mean.judge(contains: predicted, resolution: 0.25, "\(problem), \(examples) examples: mean risk")
  }
}

extension Claim {
  /// F14: finite training sets, any width and depth.
  public static let f14Samples = Claim(
    id: "F14", title: "Finite training sets, at any width and depth",
    statement: #"""
      Train any fully connected network on $n$ fixed examples by a method that commutes with rotations of $\mathrm{vec}(X)$, the first layer's token weights starting iid Gaussian. With $\Pi$ the projection on the span of the training inputs, $\mathbb{E}_{\mathrm{start}} R \ge \mathrm{tr}((I - \Pi) S) \ge \mathrm{LB}(n)$, and over Gaussian training sets $\mathbb{E}\, \mathrm{tr}((I - \Pi) S) = \left(1 - \frac{n}{Td}\right) \frac{d}{q}$: a risk of $\epsilon\, d/q$ takes $(1 - \epsilon) Td$ examples, whatever the width. Each row of the first layer keeps its part outside the span, but for weight decay.
      """#,
    assumptions: [
      "Tokens of the test are iid standard Gaussian, independent of the training.",
      "Gradient descent, mini-batches, momentum, weight decay or early stopping; not Adam, which treats coordinates apart.",
      "The first layer's weights on the tokens start iid Gaussian or 0, independent of all other weights.",
    ],
    source: .derivedHere,
    grade: .statistical(
      inequality: "Hoeffding, for fair signs; empirical Bernstein", falseAlarmPerTrial: 1e-10),
    predicate:
      "Pairs of networks are trained from mirrored starts: rows keep their part outside the span to 1e-11; the mirrored start gives the mirror image of the network; and the mean over pairs and fresh samples of loss less |l|^2, which estimates R - tr((I - Pi) S), is not below 0 by more than its interval. The tight predictor has exactly tr((I - Pi) S), and its mean over training sets lies on the line.",
    control:
      "A start that is not rotation invariant: F6's network, whose risk is 0 with no example at all. Near misses: the tight predictor held against the bound of n - 1 examples, and Adam, whose rows leave.",
    proof: #"""
      Training commutes with the reflection $O = 2\Pi - I$, which leaves the examples alone, and $W_0$ and $W_0 O$ have one law. Averaged over the two starts and over $X$ and $OX$, which are equally likely, the part of the error along what the span loses has mean $0$, so at least $\mathrm{tr}((I - \Pi) S)$ remains; $\Pi$ is uniform over Gaussian examples.
      """#)
}
