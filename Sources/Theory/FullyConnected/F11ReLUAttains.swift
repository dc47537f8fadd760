/// A two-hidden-layer ReLU network of rank m that attains the lower bound up to a stated excess.
///
/// The first hidden layer holds `u = relu(W vec(X) + K1)`, W the m orthonormal rows of F5. (T more neurons, with zero
/// weights on the tokens, pass on the indicator of y; W still has m rows.) The second forms `z = W^T (u - K1)`, which is
/// Pi vec(X) but for clipping at -K1, and gates each of the Td entries by the indicator of its token as F6 does, with
/// threshold K2; the output is the mean over y. Then
/// ```
/// R = LB(m) + excess,
/// sqrt(excess) <= sqrt(m s(K1)/(2q)) + (sqrt(T-q)/q) [ sqrt(Td s(K2)) + sqrt(m s(K1)/2) ],   s as in F6.
/// ```
/// As K1, K2 grow the excess vanishes: LB(m) is the infimum over such networks.
///
/// Proof. By F3 the excess is E|c|^2, `c = f - M_y Pi vec(X)`, and the certificate is LB(m) (F5). Let `delta >= 0` be
/// what clipping adds to u, `E|delta|^2 = m s(K1)/2`, so `z = Pi vec(X) + W^T delta`. With h the leak of a gate,
/// `c = M_y W^T delta + (1/q) sum_{i outside y} h(z_i)`. The first part is at most `|delta|/sqrt(q)`, the second
/// `sqrt(T-q)/q |h(z)|`; h is 1-Lipschitz and odd, `|h(z)| <= |h(Pi vec(X))| + |delta|`, and as each entry of
/// Pi vec(X) has variance at most 1, `E|h(Pi vec(X))|^2 <= Td s(K2)`. Minkowski's inequality joins the parts; this holds
/// given any y.
///
/// Source: derived here.
public struct F11ReLUAttains: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number m of first-layer neurons that see the tokens.
  public let width: Int
  /// The first layer's threshold K1.
  public let firstThreshold: Double
  /// The gates' threshold K2.
  public let gateThreshold: Double

  /// The network of rank m with both thresholds.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td and the thresholds are positive and finite.
  public init(
    problem: Problem, width: Int, firstThreshold: Double = 8, gateThreshold: Double = 8
  ) throws(TheoryError) {
    if width < 0 || width > problem.inputDimension {
      throw TheoryError(value: "width = \(width)", rule: "0 <= width <= Td = \(problem.inputDimension)")
    }
    for threshold in [firstThreshold, gateThreshold] where !(threshold > 0 && threshold.isFinite) {
      throw TheoryError(value: "threshold = \(threshold)", rule: "0 < threshold < infinity")
    }
    self.problem = problem
    self.width = width
    self.firstThreshold = firstThreshold
    self.gateThreshold = gateThreshold
  }

  /// The network's three layers; the inputs are vec(X), then the indicator of y.
  ///
  /// - Throws: `TheoryError` if a size overflows.
  public func layers() throws(TheoryError) -> [AffineLayer] {
    let input = problem.inputDimension
    let rows = try F5Attained.weights(problem: problem, width: width)
    var first = try AffineLayer(outputs: width + problem.tokens, inputs: input + problem.tokens)
    for row in 0..<width {
      for column in 0..<input { first.weights[row, column] = rows[row, column] }
      first.biases[row] = firstThreshold
    }
    for token in 0..<problem.tokens { first.weights[width + token, input + token] = 1 }
    var (gates, outputs) = try AffineLayer.gates(
      problem: problem, values: rows.transposed, indicator: width, threshold: gateThreshold)
    for coordinate in 0..<input {
      var shift = 0.0
      for row in 0..<width { shift += rows[row, coordinate] * firstThreshold }
      gates.biases[2 * coordinate] -= shift
      gates.biases[2 * coordinate + 1] += shift
    }
    return [first, gates, outputs]
  }

  /// The bound of the root of the excess.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func rootExcessBound() throws(TheoryError) -> Double {
    let sparsity = Double(problem.sparsity)
    let clipped = try 0.5 * Double(width) * GaussianTail.squaredExcess(over: firstThreshold)
    let leaked = try Double(problem.inputDimension) * GaussianTail.squaredExcess(over: gateThreshold)
    return (clipped / sparsity).squareRoot()
      + Double(problem.tokensOutside).squareRoot() / sparsity * (leaked.squareRoot() + clipped.squareRoot())
  }

  /// The excess if no gate leaks, exactly: `(d/q - LB(m)) s(K1)/2`.
  ///
  /// It is `E|M_y W^T delta|^2`; the rows of W are eigenvectors of S whose eigenvalues sum to d/q - LB(m), and delta, which
  /// does not depend on y, has independent entries of mean square s(K1)/2.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func firstLayerExcess() throws(TheoryError) -> Double {
    let captured = try problem.trivialRisk - F2RiskLowerBound.value(problem: problem, width: width)
    return try captured * GaussianTail.squaredExcess(over: firstThreshold) / 2
  }

  /// The excess if no neuron of the first layer clips and m = Td, exactly: `d (T-q) s(K2)/q^2`.
  ///
  /// It is `E|(1/q) sum_{i outside y} h(x_i)|^2`: z = vec(X) has independent entries and h is odd.
  ///
  /// - Throws: `TheoryError` unless m = Td.
  public func gateExcess() throws(TheoryError) -> Double {
    guard width == problem.inputDimension else {
      throw TheoryError(value: "width = \(width)", rule: "width = Td = \(problem.inputDimension)")
    }
    let sparsity = Double(problem.sparsity)
    return try Double(problem.dimension * problem.tokensOutside) / (sparsity * sparsity)
      * GaussianTail.squaredExcess(over: gateThreshold)
  }

  /// A bound of the probability that any neuron of the first layer or any gate clips in n samples, `n (m Q(K1) + 2 Td Q(K2))`.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func clippingProbability(samples: Int) throws(TheoryError) -> Double {
    let first = try Double(width) * GaussianTail.upper(firstThreshold)
    let gates = try 2 * Double(problem.inputDimension) * GaussianTail.upper(gateThreshold)
    return Double(samples) * (first + gates)
  }

  /// The Lipschitz constant of c as a function of vec(X), `1/sqrt(q) + sqrt(T-q)/q`, for any y.
  ///
  /// delta and h(z) are 1-Lipschitz: W has orthonormal rows, and clipping and leaking act entry by entry.
  public var excessLipschitz: Double {
    let sparsity = Double(problem.sparsity)
    return 1 / sparsity.squareRoot() + Double(problem.tokensOutside).squareRoot() / sparsity
  }
}

/// Judges F11: the excess over LB(m) lies below its bound, and the network's rank is m.
public struct F11ReLUAttainsPredicate: Sendable {
  /// The bound of the root of the excess.
  public let bound: Double
  /// What rounding alone can add to the root of the excess.
  public let rounding: Double

  /// The predicate for a bound of the root of the excess.
  ///
  /// The rounding is `2^-50 K n` with n the widest fan-in and K the larger threshold: a sum of n products of numbers of
  /// the size of K in Double, three layers deep.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public init(_ network: F11ReLUAttains) throws(TheoryError) {
    bound = try network.rootExcessBound()
    let fanIn = Double(2 * network.problem.inputDimension + network.problem.tokens)
    rounding = 0x1p-50 * max(network.firstThreshold, network.gateThreshold) * fanIn
  }

  /// Judges the measured root of the mean squared excess: refuted if its whole interval lies above the bound.
  ///
  /// The margin is the unused share of the bound at the interval's lower end.
  public func judge(rootExcess: Measured) -> Verdict {
    guard rootExcess.isBounded else { return .undecided(reason: "root excess \(rootExcess.estimate)") }
    return .within(
      bound + rounding, deviation: max(0, rootExcess.lower),
      "root of the excess at least \(rootExcess.lower), bound \(bound)")
  }

  /// Judges the measured root of the mean squared excess against an excess that is known exactly.
  ///
  /// Undecided if the interval is longer than a quarter of the root.
  public func judge(rootExcess: Measured, exactly excess: Double) -> Verdict {
    rootExcess.judge(contains: excess.squareRoot(), resolution: 0.25, "root of the excess")
  }

  /// Judges the root of the excess over samples none of which is clipped: only rounding is left.
  public func judge(unclippedRootExcess: Double) -> Verdict {
    .within(rounding, deviation: unclippedRootExcess, "root of the excess \(unclippedRootExcess)")
  }

  /// Judges the first layer's certificate: LB(m), within the rounding of a projection.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func judge(certificate: Double, of network: F11ReLUAttains) throws(TheoryError) -> Verdict {
    let lowerBound = try F2RiskLowerBound.value(problem: network.problem, width: network.width)
    return .within(
      1e-12 * network.problem.trivialRisk, deviation: certificate - lowerBound,
      "\(network.problem), rank \(network.width): certificate \(certificate), LB \(lowerBound)")
  }
}

extension Claim {
  /// F11: ReLU networks attain the lower bound.
  public static let f11ReLUAttains = Claim(
    id: "F11", title: "ReLU networks attain the bound",
    statement: #"""
      A ReLU network with two hidden layers, $m$ neurons of the first seeing the tokens and $2Td$ in the second, has $R = \mathrm{LB}(m) + \mathrm{excess}$ with $\sqrt{\mathrm{excess}} \le \sqrt{\frac{m s(K_1)}{2q}} + \frac{\sqrt{T-q}}{q}\left[\sqrt{Td s(K_2)} + \sqrt{\frac{m s(K_1)}{2}}\right]$ for thresholds $K_1, K_2$, and $s(9) = 5.3 \cdot 10^{-21}$: the infimum over such networks is $\mathrm{LB}(m)$.
      """#,
    assumptions: [
      "Those of F2.",
      "The indicator of y reaches the second layer, here by T further neurons of the first that do not see the tokens.",
    ],
    source: .derivedHere,
    grade: .statistical(inequality: "Gaussian concentration", falseAlarmPerTrial: 1e-11),
    predicate:
      "The interval of the root mean squared excess reaches below the bound; where only the first layer clips, or only the gates of a network with m = Td leak, it contains the excess, which is then known exactly, $(d/q - LB(m)) s(K_1)/2$ and $d(T-q)s(K_2)/q^2$; where nothing clips the excess is rounding. The first layer's certificate is LB(m), and the mean of loss minus squared excess minus tr A_y (F3) has an interval that contains 0.",
    control:
      "The exact excess for a threshold 10 % larger; LB(m + 1) for LB(m); thresholds of 3 taken for thresholds that never clip; losses of tokens of variance 1.1; thresholds of 1 held against the bound for 2.5; and, far off, a network with a small first threshold, held against the bound for a threshold of 8.",
    proof: #"""
      By F3 the excess is $\mathbb{E}\lVert c\rVert^2$, $c = f - M_y\Pi\,\mathrm{vec}(X)$. It has two parts: what clipping at $-K_1$ adds to the first layer, carried through an orthogonal projection, and what the gates of tokens outside $y$ leak at $K_2$. The leak is odd and 1-Lipschitz, so clipping enters it once more at most; Minkowski's inequality joins the parts, and all vanish as $K_1$ and $K_2$ grow.
      """#
  )
}
