import Theory

/// The second derivative of R/2 in all entries of V and W, over all subsets; one-hot positions.
///
/// With `b = E||s||^2` and `a = E P/q` the gradient in V is `b V - a I`. Given y, the one in the logits is
/// `g_t = s_t (h_t - m)`, `h = ||V||^2 s - (tr V/q) 1_y`, `m = s.h`. From `ds_t/dl_u = s_t (delta_tu - s_u)`,
/// ```
/// dg_t/dl_u = s_t delta_tu (h_t - m + k s_t) + s_t s_u [ 2 m - h_t - h_u - k (s_t + s_u - ||s||^2) ],    k = ||V||^2,
/// db/dl_u = 2 s_u (s_u - ||s||^2),     da/dl_u = s_u (1_y(u) - P)/q,
/// ```
/// and the derivative in W_uj is that in l_u for every y that holds j. Derived here.
public struct PopulationHessian: Sendable {
  /// The matrix over the entries of V, then those of W, both row by row.
  public let matrix: Matrix

  /// The Hessian at given weights.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not (d, T).
  public init(oneHot weights: AttentionWeights, over enumeration: SubsetEnumeration) throws(TheoryError) {
    let problem = enumeration.problem
    let (length, d, q) = (problem.tokens, problem.dimension, problem.sparsity)
    try weights.check(oneHot: problem)
    let values = d * d
    let size = values + length * length
    var hessian = [Double](repeating: 0, count: size * size)
    let k = weights.value.reduce(0) { $0 + $1 * $1 }
    let gain = weights.alpha * Double(d) / Double(q)
    var squareSlope = [Double](repeating: 0, count: length * length)
    var massSlope = squareSlope
    var meanSquare = 0.0
    var inside = [Bool](repeating: false, count: length)
    for (index, probability) in enumeration.weights.enumerated() {
      let subset = Array(enumeration.subsets[(index * q)..<((index + 1) * q)])
      for t in 0..<length { inside[t] = false }
      for j in subset { inside[j] = true }
      let s = weights.oneHotAttention(on: subset)
      var (square, mass) = (0.0, 0.0)
      for t in 0..<length {
        square += s[t] * s[t]
        if inside[t] { mass += s[t] }
      }
      meanSquare += probability * square
      let h = (0..<length).map { k * s[$0] - (inside[$0] ? gain : 0) }
      let m = k * square - gain * mass
      for u in 0..<length {
        let bySquare = probability * 2 * s[u] * (s[u] - square)
        let byMass = probability * s[u] * ((inside[u] ? 1 : 0) - mass) / Double(q)
        for j in subset {
          squareSlope[u * length + j] += bySquare
          massSlope[u * length + j] += byMass
        }
        for t in 0..<length {
          var slope = s[t] * s[u] * (2 * m - h[t] - h[u] - k * (s[t] + s[u] - square))
          if t == u { slope += s[t] * (h[t] - m + k * s[t]) }
          slope *= probability
          for i in subset {
            let row = (values + t * length + i) * size + values + u * length
            for j in subset { hessian[row + j] += slope }
          }
        }
      }
    }
    for v in 0..<values {
      hessian[v * size + v] += meanSquare
      for w in 0..<(length * length) {
        let cross = weights.value[v] * squareSlope[w] - (v % (d + 1) == 0 ? massSlope[w] : 0)
        hessian[v * size + values + w] = cross
        hessian[(values + w) * size + v] = cross
      }
    }
    matrix = try Matrix(rows: size, columns: size, elements: hessian)
  }
}
