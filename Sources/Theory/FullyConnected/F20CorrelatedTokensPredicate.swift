/// Judges F20: the spectrum two ways, certificates and risks against tail(rank).
public struct F20CorrelatedTokensPredicate: Hashable, Sendable {
  /// The tokens' law.
  public let tokens: F20CorrelatedTokens
  /// The widest interval that may straddle the bound and still verify, as a share of tr(S Sigma).
  public let resolution: Double
  /// The rounding of an eigenvalue, a tail or a certificate: 1e-12 of tr(S Sigma), 100 times the largest seen at T = 64.
  public var rounding: Double { 1e-12 * tokens.trivialRisk }

  /// The predicate for a law of the tokens.
  ///
  /// - Throws: `TheoryError` unless the resolution is positive.
  public init(_ tokens: F20CorrelatedTokens, resolution: Double = 0.05) throws(TheoryError) {
    if !(resolution > 0) { throw TheoryError(value: "resolution = \(resolution)", rule: "resolution > 0") }
    self.tokens = tokens
    self.resolution = resolution
  }

  /// Judges that Td eigenvalues found in another way, in any order, are those of `S^(1/2) Sigma S^(1/2)`, each d-fold.
  public func judge(spectrum: [Double]) -> Verdict {
    let problem = tokens.problem
    guard spectrum.count == problem.inputDimension else {
      return .undecided(reason: "\(spectrum.count) eigenvalues, Td = \(problem.inputDimension)")
    }
    return .all(
      spectrum.sorted(by: >).enumerated().map { place, value in
        let expected = tokens.eigenvalues[place / problem.dimension]
        return .within(
          rounding, deviation: value - expected, "\(problem): eigenvalue \(value), expected \(expected)")
      })
  }

  /// Judges that a certificate is not below tail(rank); a deficit below its rounding is no counterexample.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func judge(certificate: Double, rank: Int) throws(TheoryError) -> Verdict {
    let bound = try tokens.tail(width: rank)
    return .notBelow(
      bound, value: certificate, rounding: rounding,
      "\(tokens.problem), rank \(rank): certificate \(certificate), tail \(bound)")
  }

  /// Judges that a certificate by enumeration and the closed form of it are the same number.
  public func judge(certificate: Double, closedForm: Double) -> Verdict {
    .within(
      rounding, deviation: certificate - closedForm,
      "\(tokens.problem): certificate \(certificate), closed form \(closedForm)")
  }

  /// Judges that a certificate is tail(rank): the layer attains the bound.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func judge(attained certificate: Double, rank: Int) throws(TheoryError) -> Verdict {
    let bound = try tokens.tail(width: rank)
    return .within(
      rounding, deviation: certificate - bound,
      "\(tokens.problem), rank \(rank): certificate \(certificate), tail \(bound)")
  }

  /// The predicate for the certificate and the measured risk of a trained network.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func trained(rank: Int) throws(TheoryError) -> RiskBoundPredicate {
    try RiskBoundPredicate(
      "\(tokens.problem), correlated tokens, rank \(rank)", bound: tokens.tail(width: rank),
      rounding: rounding,
      resolution: resolution * tokens.trivialRisk)
  }
}

extension Claim {
  /// F20: correlated tokens.
  public static let f20CorrelatedTokens = Claim(
    id: "F20", title: "Correlated tokens need less width",
    statement: #"""
      Let $\mathrm{vec}(X) \sim \mathcal{N}(0, \Sigma)$. The least risk of networks $f = h(W \mathrm{vec}(X) + g(y), y)$ of rank $m$ is the sum of the $Td - m$ smallest eigenvalues of $\Sigma^{1/2} S \Sigma^{1/2}$. For tokens that follow one another with correlation $r$, $\Sigma = (r^{|i-j|}) \otimes I_d$, each is $d$-fold. At $T = 64$, $d = 1$, $q = 2$ half, a tenth and a hundredth of the risk of predicting $0$, which is $\mathrm{tr}(S\Sigma)$, take widths 32, 58, 64 at $r = 0$, 13, 46, 62 at $r = 0.5$ and 2, 11, 50 at $r = 0.9$: a width in proportion to $Td$ needs nearly independent tokens.
      """#,
    assumptions: [
      "Tokens are jointly Gaussian with mean 0; y is uniform and independent of them.",
      "The first-layer weights W on the tokens do not depend on y or on the test data.",
      "No skip connection leads from X past the first layer.",
    ],
    source: .derivedHere,
    grade: .statistical(inequality: "the normal law of the cross term", falseAlarmPerTrial: 1e-10),
    predicate:
      "The eigenvalues of L^T S L, S enumerated over all subsets and L a Cholesky factor, are those of S^(1/2) Sigma S^(1/2) with the root in closed form, to 1e-12 of tr(S Sigma). For drawn first layers of every rank the mean over all subsets of the trace of the target's conditional covariance, by the normal equations, is the closed form and at least tail(rank); top eigenvectors attain tail(m) at every m. Certificate and risk of networks trained at r = 0.5, the risk on fresh samples with the lost part as control variate, are not below tail(rank).",
    control:
      "Near misses: the eigenvalues of tokens whose correlation is 1e-6 greater; uncorrelated tokens' tail held against r = 0.1; tail(m - 1) and tail(m + 1); tail(rank - 1) held against trained networks. Far: uncorrelated tokens' tail held against networks trained at r = 0.5.",
    proof: #"""
      With $AA^\top = \Sigma$, $\mathrm{vec}(X) = AG$ for standard normal $G$. The network has rank $m$ in $G$, its target is $M_y A G$, and F2's proof gives $R = \mathbb{E}\lVert f - M_y A \Pi G\rVert^2 + \mathrm{tr}((I - \Pi) A^\top S A)$, $\Pi$ the projection on the row space of $WA$. Ky Fan's inequality is the bound; rows $v_k^\top A^\top S$, $v_k$ the top eigenvectors of $A^\top S A$, and the conditional expectation of the target attain it.
      """#)
}
