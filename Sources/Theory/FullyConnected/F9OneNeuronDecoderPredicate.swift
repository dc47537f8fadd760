/// Judges F9: a network with one neuron on the tokens has risk exactly 0, which F2 would not allow.
public struct F9OneNeuronPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The bound LB(1) that F2 sets for Gaussian tokens.
  public let bound: Double

  /// The predicate for a problem.
  ///
  /// - Throws: `TheoryError` never, for a valid problem.
  public init(_ problem: Problem) throws(TheoryError) {
    self.problem = problem
    bound = try F2RiskLowerBound.value(problem: problem, width: 1)
  }

  /// Judges a mean squared error, over every input or over samples: exactly 0, where LB(1) is positive.
  ///
  /// No tolerance: on tokens of signs every number in the decoder is an integer that Double holds.
  public func judge(risk: Double) -> Verdict {
    guard risk.isFinite, bound > 0 else {
      return .undecided(reason: "\(problem): risk \(risk), LB(1) \(bound)")
    }
    if risk != 0 { return .refuted(counterexample: "\(problem): risk \(risk) is not 0") }
    return .verified(margin: 1)
  }

  /// Judges the rank of the first layer on the tokens: 1.
  public func judge(rank: Int) -> Verdict {
    if rank != 1 { return .refuted(counterexample: "\(problem): the first layer has rank \(rank)") }
    return .verified(margin: 1)
  }
}

extension Claim {
  /// F9: covariance I alone does not bound the risk.
  public static let f9OneNeuronDecoder = Claim(
    id: "F9", title: "Tokens of signs pass through one neuron",
    statement: #"""
      If the entries of $X$ are iid uniform on $\{-1, +1\}$ (mean 0, covariance $I$), a ReLU network with one first-layer neuron on the tokens, $v = \sum_k 2^k \mathrm{vec}(X)_k$, has risk exactly 0 although $\mathrm{LB}(1) > 0$: F2 fails without $\mathbb{E}[(I - \Pi)\mathrm{vec}(X) \mid W \mathrm{vec}(X)] = 0$.
      """#,
    assumptions: ["Td is at most 50, so that Double holds every number exactly.", "q is a power of two."],
    source: .derivedHere, grade: .exact,
    predicate:
      "The mean squared error, over all sign patterns and subsets or over samples, is 0 without tolerance, the first layer has rank 1 on the tokens, and LB(1) is positive.",
    control:
      "One of the neuron's weights off by one; signs with noise of standard deviation 0.001; a sequence one entry too long for Double, Td = 53; two neurons on two tokens. Far off: the same network on Gaussian tokens.",
    proof: #"""
      The neuron is $\sum_k 2^k \mathrm{vec}(X)_k$. From the highest $k$ down a layer of ReLUs reads the sign off, $x_k = \mathrm{relu}(v+1) - \mathrm{relu}(v-1) - 1$, and takes $2^k x_k$ away; what remains is odd, so the difference is exactly 2 or 0. What F2 needs and signs lack is $\mathbb{E}[(I-\Pi)\mathrm{vec}(X) \mid W\mathrm{vec}(X)] = 0$.
      """#
  )
}
