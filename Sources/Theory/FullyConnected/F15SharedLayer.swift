/// The least risk of a network whose first layer is shared over the tokens, or is any circular convolution along them.
///
/// c channels: row (i, a) of the first layer reads `sum_k <A_k[a], x_{i+k}>`, indices modulo T, the same c x d matrices A_k
/// at every token i; a layer shared over tokens has A_0 alone. It has T c neurons, yet, whatever T,
/// ```
/// R >= (d - c)/q   for c <= d.
/// ```
/// Proof. The row space is invariant under cyclic shifts, so Pi is block diagonal in Fourier space, a projection of rank
/// r_k <= c on C^d at each frequency k. There S is hi I_d at frequency 0 and lo I_d elsewhere, so
/// `tr((I - Pi) S) = hi (d - r_0) + lo sum_{k >= 1} (d - r_k) >= (d - c)(hi + (T-1) lo) = (d - c)/q` (F1's trace). F2's
/// identity gives the bound; it is attained where every r_k is c.
///
/// c = d channels suffice: F6's network is shared over the tokens, with `2 d^2 + 3 d` parameters in all, none of which grows
/// with T. So what separates networks from attention is a first layer on the flattened sequence from one that treats
/// tokens alike: an unshared layer of the same T c neurons reaches LB(Tc), lower by the factor (T-q)/(T-1) only, and both
/// fail by (d - c)/q unless c = d.
///
/// Source: derived here.
public enum F15SharedLayer {
  /// The bound max(0, d - c)/q, exactly.
  ///
  /// - Throws: `TheoryError` if the number of channels is negative.
  public static func exact(problem: Problem, channels: Int) throws(TheoryError) -> Rational {
    if channels < 0 { throw TheoryError(value: "channels = \(channels)", rule: "channels >= 0") }
    return try Rational(max(0, problem.dimension - channels)) / Rational(problem.sparsity)
  }

  /// The number of channels that a share eps of the trivial risk takes: `ceil((1 - eps) d)`.
  ///
  /// - Throws: `TheoryError` unless 0 <= share <= 1.
  public static func channelsNeeded(problem: Problem, share: Rational) throws(TheoryError) -> Int {
    try Rational.countLeft(by: share, of: problem.dimension)
  }

  /// The parameters of a shared network with d channels that solves the task: 2 d^2 + 3 d.
  public static func parametersNeeded(_ problem: Problem) -> Int {
    2 * problem.dimension * problem.dimension + 3 * problem.dimension
  }

  /// The first layer of a circular convolution, Tc x Td: `kernel[k][a]` is the row of d weights of channel a on the token k
  /// places after.
  ///
  /// - Throws: `TheoryError` if a row has not d weights or there are more places than tokens.
  public static func weights(problem: Problem, kernel: [[[Rational]]]) throws(TheoryError) -> RationalMatrix {
    let (tokens, d) = (problem.tokens, problem.dimension)
    let channels = kernel.first?.count ?? 0
    guard kernel.count <= tokens,
      kernel.allSatisfy({ $0.count == channels && $0.allSatisfy { $0.count == d } })
    else {
      throw TheoryError(
        value: "a kernel of \(kernel.count) places", rule: "at most T places, c channels of d weights each")
    }
    var matrix = try RationalMatrix(rows: tokens * channels, columns: problem.inputDimension)
    for token in 0..<tokens {
      for (place, block) in kernel.enumerated() {
        for (channel, row) in block.enumerated() {
          for (coordinate, weight) in row.enumerated() {
            matrix[token * channels + channel, (token + place) % tokens * d + coordinate] = weight
          }
        }
      }
    }
    return matrix
  }
}

/// Judges F15: an enumerated certificate against the bound of its channels, exactly.
public struct F15SharedLayerPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// The predicate for the certificate and the measured risk of a network trained with c channels.
  ///
  /// - Throws: `TheoryError` if the number of channels is negative.
  public func trained(channels: Int) throws(TheoryError) -> RiskBoundPredicate {
    try RiskBoundPredicate(
      "\(problem), \(channels) channels",
      bound: F15SharedLayer.exact(problem: problem, channels: channels).double,
      rounding: RiskBoundPredicate.rounding(problem), resolution: 0.05 * problem.trivialRisk)
  }

  /// Judges that a certificate is at least (d - c)/q.
  ///
  /// - Throws: `TheoryError` if the number of channels is negative.
  public func judge(certificate: Rational, channels: Int) throws(TheoryError) -> Verdict {
    let bound = try F15SharedLayer.exact(problem: problem, channels: channels)
    if certificate < bound {
      return .refuted(
        counterexample: "\(problem), \(channels) channels: certificate \(certificate) < \(bound)")
    }
    return .verified(margin: certificate == bound ? 0 : 1 - bound.double / certificate.double)
  }

  /// Judges that a shared layer with independent channels attains (d - c)/q.
  ///
  /// - Throws: `TheoryError` if the number of channels is negative.
  public func judge(attained certificate: Rational, channels: Int) throws(TheoryError) -> Verdict {
    let bound = try F15SharedLayer.exact(problem: problem, channels: channels)
    return certificate == bound
      ? .verified(margin: 1)
      : .refuted(
        counterexample: "\(problem), \(channels) channels: certificate \(certificate), bound \(bound)")
  }
}

extension Claim {
  /// F15: a first layer shared over tokens.
  public static let f15SharedLayer = Claim(
    id: "F15", title: "A first layer shared over tokens",
    statement: #"""
      A network whose first layer has $c \le d$ channels shared over the tokens, or convolved circularly along them, has $R \ge (d - c)/q$ whatever $T$, though it has $Tc$ neurons. With $c = d$ channels the task is solved by $2d^2 + 3d$ parameters, none growing with $T$.
      """#,
    assumptions: ["Those of F2.", "A convolution wraps around the ends of the sequence."],
    source: .derivedHere,
    grade: .statistical(inequality: "the normal law of the cross term", falseAlarmPerTrial: 1e-10),
    predicate:
      "The certificate of drawn shared layers and circular convolutions, by an enumeration of every subset in rational arithmetic, is at least (d - c)/q; a shared layer with independent channels has exactly that. Certificate and risk of networks trained with c shared channels, the risk on fresh samples with the lost part as control variate, are not below (d - c)/q.",
    control:
      "Near miss: an unshared layer of as many neurons, Tc, on the eigenvectors of S, which reaches LB(Tc), lower by (T-q)/(T-1); one channel fewer counted of trained networks. Far: a layer of d channels counted as d - 1.",
    proof: #"""
      The row space is invariant under shifts, so $\Pi$ is block diagonal in Fourier space with rank at most $c$ at each frequency. There $S$ is $\lambda_{\mathrm{hi}} I_d$ at frequency $0$ and $\lambda_{\mathrm{lo}} I_d$ at the others, and the traces add up to $(d - c)/q$.
      """#)
}
