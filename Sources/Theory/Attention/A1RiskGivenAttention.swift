/// The risk of a one-layer attention model, given its attention.
///
/// Given the positions and y, the model is `f(X) = V X s` with fixed attention s in R^T, and over X
/// ```
/// R = |V|_F^2 |s|^2 - (2/q) tr(V) sum_{i in y} s_i + d/q
///   = |V_0|_F^2 |s|^2 + d sum_i (v s_i - 1[i in y]/q)^2,      v = tr(V)/d,  V_0 = V - v I.
/// ```
/// Proof. `f - STS = sum_i B_i x_i` with `B_i = s_i V - 1[i in y]/q I`, and the tokens are uncorrelated with
/// covariance I, so `E|f - STS|^2 = sum_i |B_i|_F^2`. Expanding gives the first line (sum_i 1[i in y] = q). In the
/// second, B_i is split into s_i V_0 and its multiple of I, which are orthogonal. The second line is a sum of squares,
/// loses no digits and is what is computed. Only means and covariances of the tokens enter.
///
/// The risk of the model is the mean of R over y and the positions. Source: derived here.
public enum A1RiskGivenAttention {
  /// The risk given an attention vector and a subset.
  ///
  /// - Parameters:
  ///   - problem: The problem (T, d, q).
  ///   - value: The value matrix V, d x d.
  ///   - attention: The attention s, T numbers; they need not sum to 1.
  ///   - subset: The subset y, q distinct indices from 0.
  /// - Returns: R given (s, y), relative error below (T + d^2 + 8) 2^-52 of `|V|_F^2 |s|^2 + d/q`.
  /// - Throws: `TheoryError` if a shape or an index is wrong or an entry is not finite.
  public static func risk(problem: Problem, value: Matrix, attention: [Double], subset: [Int])
    throws(TheoryError) -> Double
  {
    try ValueParts(problem: problem, value: value).risk(attention: attention, subset: subset)
  }

  /// The same risk exactly, from the first line.
  ///
  /// - Throws: `TheoryError` if a shape or an index is wrong, or 128-bit integers overflow.
  public static func exactRisk(problem: Problem, value: RationalMatrix, attention: [Rational], subset: [Int])
    throws(TheoryError) -> Rational
  {
    try checkShape(problem, rows: value.rows, columns: value.columns)
    let inside = try membership(problem, attention: attention.count, subset: subset)
    var square = Rational.zero
    for entry in value.elements { square = try square + entry * entry }
    var trace = Rational.zero
    for index in 0..<problem.dimension { trace = try trace + value[index, index] }
    var norm = Rational.zero
    var mass = Rational.zero
    for (index, weight) in attention.enumerated() {
      norm = try norm + weight * weight
      if inside[index] { mass = try mass + weight }
    }
    let q = Rational(problem.sparsity)
    let cross = try Rational(2) * trace * mass / q
    return try square * norm - cross + Rational(problem.dimension) / q
  }

  static func checkShape(_ problem: Problem, rows: Int, columns: Int) throws(TheoryError) {
    guard rows == problem.dimension, columns == problem.dimension else {
      throw TheoryError(
        value: "value matrix \(rows) x \(columns)", rule: "d x d with d = \(problem.dimension)")
    }
  }

  /// For each token whether it is in the subset.
  static func membership(_ problem: Problem, attention count: Int, subset: [Int]) throws(TheoryError)
    -> [Bool]
  {
    guard count == problem.tokens else {
      throw TheoryError(value: "\(count) attention weights", rule: "T = \(problem.tokens) weights")
    }
    var inside = [Bool](repeating: false, count: count)
    for index in subset {
      guard index >= 0, index < count, !inside[index] else {
        throw TheoryError(value: "subset \(subset)", rule: "distinct indices in 0..<\(count)")
      }
      inside[index] = true
    }
    guard subset.count == problem.sparsity else {
      throw TheoryError(value: "subset \(subset)", rule: "q = \(problem.sparsity) indices")
    }
    return inside
  }
}

/// A value matrix split as V = v I + V_0, tr V_0 = 0, ready for many attention vectors.
public struct ValueParts: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The scale v = tr(V)/d, alpha of the aligned family.
  public let scale: Double
  /// |V_0|_F^2, the squared distance from the multiples of I.
  public let offScaleSquare: Double

  /// Splits a d x d value matrix.
  ///
  /// - Throws: `TheoryError` if the shape is wrong or an entry is not finite.
  public init(problem: Problem, value: Matrix) throws(TheoryError) {
    try A1RiskGivenAttention.checkShape(problem, rows: value.rows, columns: value.columns)
    let d = problem.dimension
    var trace = 0.0
    for index in 0..<d { trace += value[index, index] }
    let mean = trace / Double(d)
    var square = 0.0
    for (index, entry) in value.elements.enumerated() {
      let off = index % (d + 1) == 0 ? entry - mean : entry
      square += off * off
    }
    guard square.isFinite, mean.isFinite else {
      throw TheoryError(
        value: "value matrix with trace \(trace)", rule: "finite entries, squares below 1e308")
    }
    self.problem = problem
    scale = mean
    offScaleSquare = square
  }

  /// The risk given an attention vector and a subset.
  ///
  /// - Throws: `TheoryError` if the shape or an index is wrong or a weight is not finite.
  public func risk(attention: [Double], subset: [Int]) throws(TheoryError) -> Double {
    let inside = try A1RiskGivenAttention.membership(problem, attention: attention.count, subset: subset)
    let share = 1 / Double(problem.sparsity)
    var square = 0.0
    var error = 0.0
    for (index, weight) in attention.enumerated() {
      square += weight * weight
      let miss = scale * weight - (inside[index] ? share : 0)
      error += miss * miss
    }
    let risk = offScaleSquare * square + Double(problem.dimension) * error
    guard risk.isFinite else { throw TheoryError(value: "risk = \(risk)", rule: "finite attention weights") }
    return risk
  }
}
