/// The Hessian of R/2 across {W_XE = 0, V_E = 0} at aligned weights: two 2 x 2 blocks; one-hot positions.
///
/// Columns w_j of W_XE and v_t of V_E, w = sum_{j in y} w_j. With the attention s (a = P/q on y, b = delta/N off y), the
/// miss u = alpha s - 1_y/q and S = ||s||^2, half the risk changes to second order by the mean over y of
/// ```
/// (K/2) |w|^2 + r,    r = sum_i rho_i v_i.w + |V_E s|^2/2,    rho = alpha (1 - S) s + s (u - s.u),
/// K = alpha^2 [ (d+1) B + (1-S)^2 ] - 2 (d+2) alpha P delta D x,
/// x = a - b,    D = u_on - u_off = alpha x - 1/q,    B = sum_i s_i^2 (1 - 2 s_i + S).
/// ```
/// Rotations of the tokens and permutations of the places leave this unchanged, so by Schur's lemma it is a 2 x 2 matrix on
/// each of the two kinds of directions b in R^d x R^T: rows of sum 0 (`centered`, d (T-1) directions) and equal columns
/// (`uniform`, d directions). With l = q N/(T (T-1)), g = 1/q + 1/N and p = alpha (1-S) x + g P delta D,
/// ```
/// centered: l [ K  p ; p  x^2 ]          uniform: (1/T) [ q^2 K  q alpha (1-S) ; q alpha (1-S)  1 ]
/// ```
/// Their determinants, by l^2 and by (q/T)^2, are `alpha^2 (d+1) x^2 B - 2 alpha D x [(d+2) P delta x^2 + g P delta (1-S)] -
/// (g P delta D)^2` and `alpha^2 (d+1) B - 2 (d+2) alpha P delta D x`: sums of terms of one sign, but for the last of the
/// first, where alpha, x >= 0 >= D. Proof: see D16. Source: derived here.
public struct TransversalCurvature: Hashable, Sendable {
  /// A symmetric 2 x 2 matrix over (W_XE, V_E).
  public struct Block: Hashable, Sendable, Codable {
    /// The curvature in W_XE.
    public let tokenKey: Double
    /// The mixed derivative.
    public let mixed: Double
    /// The curvature in V_E.
    public let positionValue: Double
    /// The determinant.
    public let determinant: Double

    /// A block with a determinant known better than from its entries, or computed from them.
    public init(tokenKey: Double, mixed: Double, positionValue: Double, determinant: Double? = nil) {
      (self.tokenKey, self.mixed, self.positionValue) = (tokenKey, mixed, positionValue)
      self.determinant = determinant ?? tokenKey * positionValue - mixed * mixed
    }

    /// The larger eigenvalue.
    public var greatestEigenvalue: Double {
      SymmetricMatrix2(first: tokenKey, mixed: mixed, second: positionValue).largestEigenvalue
    }

    /// The smaller eigenvalue, as the determinant over the larger where the trace is positive.
    public var leastEigenvalue: Double {
      let trace = tokenKey + positionValue
      return trace > 0 ? determinant / greatestEigenvalue : trace - greatestEigenvalue
    }
  }

  /// The weights it belongs to.
  public let weights: AlignedWeights
  /// On directions whose rows have sum 0.
  public let centered: Block
  /// On directions whose columns are equal.
  public let uniform: Block

  /// The curvature at aligned weights.
  public init(_ weights: AlignedWeights) {
    self.weights = weights
    let problem = weights.problem
    let (length, d) = (Double(problem.tokens), Double(problem.dimension))
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let (on, off, alpha) = (weights.massOnSubset, weights.massOffSubset, weights.alpha)
    let (both, cross) = (1 / q + 1 / outside, on * off)
    // x without cancellation near C = 0; D, 1 - S and B without cancellation where P is near 1.
    let lead =
      weights.logit >= 0
      ? -(on / q) * Elementary.expm1(-weights.logit) : (off / outside) * Elementary.expm1(weights.logit)
    let pull = weights.valueError / q - alpha * off / outside
    let spread = 2 * cross + on * on * (1 - 1 / q) + off * off * (1 - 1 / outside)
    let within =
      on * on / q * ((1 - 1 / q) + both * off * off)
      + off * off / outside * ((1 - 1 / outside) + both * on * on)
    let square = alpha * alpha
    let miss = -2 * (d + 2) * alpha * cross * pull * lead
    let key = square * ((d + 1) * within + spread * spread) + miss
    let turn = both * cross * pull
    let share = q * outside / (length * (length - 1))
    centered = Block(
      tokenKey: share * key, mixed: share * (alpha * spread * lead + turn),
      positionValue: share * lead * lead,
      determinant: share * share
        * (square * (d + 1) * lead * lead * within + miss * lead * lead
          - 2 * alpha * lead * spread * turn - turn * turn))
    uniform = Block(
      tokenKey: q * q * key / length, mixed: q * alpha * spread / length, positionValue: 1 / length,
      determinant: q * q / (length * length) * (square * (d + 1) * within + miss))
  }

  /// All 2 T d eigenvalues, rising.
  public var eigenvalues: [Double] {
    let (d, length) = (weights.problem.dimension, weights.problem.tokens)
    func repeated(_ block: Block, _ count: Int) -> [Double] {
      [block.leastEigenvalue, block.greatestEigenvalue].flatMap { Array(repeating: $0, count: count) }
    }
    return (repeated(centered, d * (length - 1)) + repeated(uniform, d)).sorted()
  }

  /// The least q alpha (P/q - delta/N) from which on, along the flow from zero, no eigenvalue is negative: c/(1 + c), with
  /// c = (1/q + 1/N)/4.
  public static func attractingFrom(_ problem: Problem) -> Double {
    let c = (1 / Double(problem.sparsity) + 1 / Double(problem.tokensOutside)) / 4
    return c / (1 + c)
  }
}
