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

  /// Judges a mean squared error, over every input or over samples, and the rank of the first layer on the tokens.
  ///
  /// No tolerance: on tokens of signs every number in the decoder is an integer that Double holds.
  public func judge(risk: Double, rank: Int) -> Verdict {
    guard risk.isFinite else { return .undecided(reason: "\(problem): risk \(risk)") }
    if rank != 1 { return .refuted(counterexample: "\(problem): the first layer has rank \(rank)") }
    if risk != 0 { return .refuted(counterexample: "\(problem): risk \(risk) is not 0") }
    if bound <= 0 { return .undecided(reason: "\(problem): the bound at one neuron is \(bound)") }
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
    control: "The same networks on Gaussian tokens, and on sequences too long for Double, Td = 60."
  )
}
