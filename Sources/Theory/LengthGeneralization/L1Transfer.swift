/// The risk of weights trained at one length and tested at another.
///
/// With stochastic positions nothing in (alpha, C) refers to the length: tested at (T', q') the logits are
/// again C on the subset and 0 off it, so the risk is `R(alpha, C; T', q')` of A2 with N' = T' - q'. Exact
/// for orthonormal positions (frames need width >= T'); for others, up to the spread of the scores. Source:
/// derived here.
public enum L1Transfer {
  /// The problem at another length and sparsity, with the same token dimension.
  ///
  /// - Throws: `TheoryError` if (T', d, q') is not a problem.
  public static func problem(_ trained: Problem, testTokens: Int, testSparsity: Int) throws(TheoryError)
    -> Problem
  {
    try Problem(tokens: testTokens, dimension: trained.dimension, sparsity: testSparsity)
  }

  /// The risk R(alpha, C; T', q').
  ///
  /// - Throws: `TheoryError` if (T', d, q') is not a problem or alpha or the logit is out of range.
  public static func risk(
    _ trained: Problem, alpha: Double, logit: Double, testTokens: Int, testSparsity: Int
  )
    throws(TheoryError) -> Double
  {
    let test = try problem(trained, testTokens: testTokens, testSparsity: testSparsity)
    return try AlignedWeights(problem: test, alpha: alpha, logit: logit).risk
  }
}

/// Judges L1: a risk measured at (T', q') against the formula at the layer's (alpha, C).
///
/// A layer with alpha = 0 or C = 0 attends to nothing in particular: the formula is d/q or that of an even
/// mean, and says nothing of a trained layer. It is undecided.
public struct L1TransferPredicate: Hashable, Sendable {
  /// The aligned weights at the test's problem, whose risk is the formula.
  public let weights: AlignedWeights
  /// The widest interval that still decides, as a share of the formula's value.
  public let resolution: Double

  /// The predicate for weights, with a resolution.
  public init(_ weights: AlignedWeights, resolution: Double = 0.1) {
    self.weights = weights
    self.resolution = resolution
  }

  /// Judges a sampled risk: the interval must contain the formula's value.
  public func judge(measured: Measured) -> Verdict {
    trivial
      ?? measured.judge(contains: weights.risk, resolution: resolution, "risk at the test length")
  }

  /// Judges a risk computed exactly from the attention (A1), up to its rounding, see `A2AlignedPredicate`.
  public func judge(directRisk: Double) -> Verdict {
    trivial ?? A2AlignedPredicate(weights).judge(directRisk: directRisk)
  }

  /// Undecided for weights that select nothing.
  private var trivial: Verdict? {
    weights.alpha == 0 || weights.logit == 0
      ? .undecided(reason: "alpha = \(weights.alpha), C = \(weights.logit): weights that select nothing")
      : nil
  }
}

extension Claim {
  /// L1: aligned weights keep their formula at every length.
  public static let l1Transfer = Claim(
    id: "L1", title: "Trained weights keep their risk formula at other lengths",
    statement: #"""
      A layer with $V = \alpha I$ and $W = C I$ on orthonormal positions drawn anew, trained at $(T, q)$, has at any $(T', q')$ the risk $d\left[\frac{(\alpha P' - 1)^2}{q'} + \frac{\alpha^2 \delta'^2}{N'}\right]$, $P' = \frac{q'}{q' + N'e^{-C}}$, $\delta' = 1 - P'$, $N' = T' - q'$.
      """#,
    assumptions: [
      "Positions are an orthonormal frame in at least T' dimensions, drawn anew.",
      "The query is the sum or the dual.",
    ],
    source: .derivedHere, grade: .statistical(inequality: "Laurent-Massart", falseAlarmPerTrial: 1e-9),
    predicate:
      "The confidence interval of the mean loss on fresh tokens contains the formula's value, and so does the risk given attention up to rounding. Layers taken from training have at T at most a fifth of the trivial risk; weights with alpha = 0 or C = 0 are not judged. The formula lies in its enclosure by outward-rounded intervals, and so does the rational at C = 0 (enclosed).",
    control:
      "The formula at C + 0.1 (in shorter tests C + 0.2), or at alpha - 0.01 where C hardly matters; for the risk given attention at C + 1e-6; for the enclosure a part in 10^9 larger; a layer after one step; fixed one-hot positions, the rows beyond T untrained.",
    proof: #"""
      On orthonormal positions $\langle e_i, W e_y\rangle = C$ for $i \in y$ and $0$ otherwise, whatever the length: attention is A2's at $(T', q')$, and A1 gives the risk.
      """#
  )
}
