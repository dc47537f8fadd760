/// The least width of fixed positions with which attention can select every subset: exactly min(2q, T - 1).
///
/// Here a token i has a fixed position e_i in R^{d_e}, and a subset y a query w_y in R^{d_e}, any function of y; token i
/// scores `<e_i, w_y>` (W = C I, or any W: it is part of w_y). So the query is a general one, as the dual query is,
/// not a sum of one vector for each token of y. y is selected EVENLY if all its tokens have one score and all others
/// strictly lower ones: as C grows attention tends to 1_y/q and the risk to 0.
///
/// ```
/// Every y of size q can be selected evenly in R^{d_e}   if and only if   d_e >= min(2q, T - 1).
/// ```
/// It suffices. On the moment curve, `e_i = (t_i, t_i^2, ..., t_i^{2q})` with different t_i, take for w_y the
/// coefficients of `-prod_{j in y} (t - t_j)^2` but the constant one, which is the same for all tokens and which softmax
/// does not see: the score is that polynomial plus a constant, largest on y alone. And T points in general position in
/// R^{T-1} can be given any scores.
///
/// It is needed. Let d_e < min(2q, T - 1). Any d_e + 2 <= T positions have an affine dependency c (Radon), and the
/// smaller of its sides A, B, at most (d_e + 2)/2 of them, has at most q tokens. Take a y that contains A but not B; it
/// exists as q <= T - 1. If y scored m and all else less, `0 = sum c_i s_i` would be more than `m sum c_i = 0`. Nor is it
/// approached: the attention p of every query has `prod_A p_i^{c_i} = prod_B p_i^{|c_i|}`, and 1_y/q violates that. So
/// the risk given y stays away from 0.
///
/// APART, which is less: every token of y scores above every other one, not all alike. If T >= 2q + 2 that needs 2q
/// dimensions too. For T >= 3q by Radon: there is room for a y with A inside and B outside, as |B| <= 2q leaves
/// T - |A| - |B| >= q - |A| further tokens. In general by the dependencies of all T positions, a space of dimension
/// `k = T - d_e - 1 >= 2`. y is not held apart iff a dependency c != 0 is >= 0 on y and <= 0 off it; so all y are iff each
/// c != 0 has (1) more than q positive and more than q negative entries, or (2) fewer than q that are <= 0, or (3) fewer
/// than q that are >= 0. Each is an open condition, no two meet for T >= 2q, and c -> -c exchanges (2) and (3); the sphere
/// of dependencies is connected, so all have (1). But some c vanishes at k - 1 tokens, which leaves
/// `d_e + 2 <= 2q + 1` entries: too few. At T = 2q + 1, q >= 2, it does not: 2q - 1 dimensions hold all y apart, on the
/// 2q vertices of a simplex and a point inside it.
///
/// What the curve costs is precision. At `t_i = i - floor(T/2)` the least difference of scores between y and the rest is
/// `g = (floor(q/2)! ceil(q/2)!)^2`: of q integers different from 0 the k-th in size is at least ceil(k/2). The margin is
/// the difference over `|w_y| max |e_i|`, coordinate k in units of H^k, H = floor(T/2): at least `g / (sqrt(2q) T^{2q})`,
/// since `|w_y| <= prod (H + |t_j|)^2 <= (2H)^{2q}` and `|e_i| <= sqrt(2q)`. So 2q numbers a position, but scores right
/// to about 2q log2 T bits.
///
/// Source: Radon 1921, Gale 1963 (neighborly polytopes); derived here for attention.
public enum A7LeastWidth {
  /// min(2q, T - 1).
  ///
  /// - Throws: `TheoryError` unless 1 <= q < T.
  public static func leastWidth(tokens: Int, sparsity: Int) throws(TheoryError) -> Int {
    guard sparsity >= 1, sparsity < tokens else {
      throw TheoryError(value: "sparsity = \(sparsity)", rule: "1 <= sparsity < tokens = \(tokens)")
    }
    return sparsity > (tokens - 1) / 2 ? tokens - 1 : 2 * sparsity
  }

  /// The places t_i = i - floor(T/2) on the line, i from 0.
  public static func places(tokens: Int) -> [Rational] { (0..<tokens).map { Rational($0 - tokens / 2) } }

  /// Positions `(t, t^2, ..., t^width)` on the moment curve, a row for each place.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public static func curve(_ places: [Rational], width: Int) throws(TheoryError) -> RationalMatrix {
    var positions = try RationalMatrix(rows: places.count, columns: width)
    for (row, place) in places.enumerated() {
      var power = Rational.one
      for column in 0..<width {
        power = try power * place
        positions[row, column] = power
      }
    }
    return positions
  }

  /// The query of a subset on the moment curve: the coefficients of `-prod_{j in y} (t - t_j)^2` but the constant one, 2q
  /// of them.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public static func curveQuery(_ places: [Rational], subset: [Int]) throws(TheoryError) -> [Rational] {
    // Coefficients from the constant on.
    var polynomial = [Rational(-1)]
    for token in subset {
      for _ in 0..<2 {
        var next = [Rational.zero] + polynomial
        for index in polynomial.indices {
          next[index] = try next[index] - places[token] * polynomial[index]
        }
        polynomial = next
      }
    }
    return Array(polynomial.dropFirst())
  }

  /// The vertices of a simplex in R^width, 0 and the unit vectors, and on request their mean as a last position.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public static func simplex(width: Int, withMean: Bool = false) throws(TheoryError) -> RationalMatrix {
    var positions = try RationalMatrix(rows: width + (withMean ? 2 : 1), columns: width)
    let share = try Rational(numerator: 1, denominator: Int128(width + 1))
    for column in 0..<width {
      positions[column + 1, column] = .one
      if withMean { positions[width + 1, column] = share }
    }
    return positions
  }

  /// The query that scores the vertices of y one above the other vertices.
  public static func simplexQuery(width: Int, subset: [Int]) -> [Rational] {
    let shift = subset.contains(0) ? 1 : 0
    return (1...max(1, width)).map { Rational((subset.contains($0) ? 1 : 0) - shift) }
  }

  /// The least difference of scores on the moment curve, `(floor(q/2)! ceil(q/2)!)^2`.
  ///
  /// - Throws: `TheoryError` if it overflows, from q = 42 on.
  public static func leastGap(sparsity: Int) throws(TheoryError) -> Rational {
    var root = Rational.one
    for rank in 0..<max(0, sparsity) { root = try root * Rational(rank / 2 + 1) }
    return try root * root
  }

  /// The least difference for the simplex in R^{2q-1} and its mean, each y apart: `(q - 1)/(2q)`, attained where y holds
  /// the mean.
  ///
  /// - Throws: `TheoryError` unless q >= 1.
  public static func leastGapWithMean(sparsity: Int) throws(TheoryError) -> Rational {
    try Rational(numerator: Int128(sparsity - 1), denominator: Int128(2 * sparsity))
  }

  /// The least margin on the moment curve, `g / (sqrt(2q) T^{2q})`.
  ///
  /// - Throws: `TheoryError` if g overflows.
  public static func marginBound(tokens: Int, sparsity: Int) throws(TheoryError) -> Double {
    let width = Double(2 * sparsity)
    return try leastGap(sparsity: sparsity).double
      * Elementary.exp(-width * Elementary.log(Double(tokens))) / width.squareRoot()
  }
}
