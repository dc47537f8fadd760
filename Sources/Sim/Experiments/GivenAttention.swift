import Theory

/// An attention layer `f(X, y) = V X softmax(E W e_y)` with given weights on given positions.
///
/// E holds a position in each row, T x d_e, and e_y is the sum of the subset's rows.
public struct GivenAttention: Sendable {
  /// A mean over subsets of the risk given the attention, exact over tokens (A1).
  public struct Risk: Hashable, Sendable {
    /// The mean.
    public let mean: Double
    /// The standard error over drawn subsets; 0 where every subset was taken.
    public let standardError: Double
    /// The mean of the attention's mass on the subset.
    public let massOnSubset: Double
    /// The number of subsets.
    public let subsets: Int
  }

  /// All subsets are taken where there are at most so many, else so many are drawn.
  public static let mostSubsets = 100_000

  /// The value matrix V, d x d.
  public let value: Matrix
  /// `L = E W E^T`, whose columns of y add up to the logits of y.
  public let logits: Matrix

  /// A layer on positions.
  ///
  /// - Throws: `TheoryError` if the shapes do not fit, V square, W d_e x d_e, E with d_e columns, or an entry or a logit is not
  ///   finite.
  public init(value: Matrix, keyQuery: Matrix, positions: Matrix) throws(TheoryError) {
    guard value.rows == value.columns else {
      throw TheoryError(value: "V is \(value.rows) x \(value.columns)", rule: "d x d")
    }
    guard keyQuery.rows == positions.columns, keyQuery.columns == positions.columns else {
      throw TheoryError(
        value: "W is \(keyQuery.rows) x \(keyQuery.columns)",
        rule: "d_e x d_e with positions in \(positions.columns) dimensions")
    }
    self.value = value
    logits = try positions.product(keyQuery).product(positions.transposed)
    for matrix in [value, keyQuery, positions, logits] where !matrix.elements.allSatisfy(\.isFinite) {
      throw TheoryError(value: "an entry or a logit that is not finite", rule: "finite weights and positions")
    }
  }

  /// The part of the logits that the softmax sees, every column less its mean, fitted by C (I - 11^T/T): D1's family in the
  /// logits themselves, whatever the positions.
  ///
  /// - Throws: `TheoryError` if there are fewer positions than tokens.
  public func family(_ problem: Problem) throws(TheoryError) -> FamilyFit {
    try require(problem)
    var centered = try Matrix(rows: problem.tokens, columns: problem.tokens)
    for column in 0..<problem.tokens {
      var sum = 0.0
      for row in 0..<problem.tokens { sum += logits[row, column] }
      let mean = sum / Double(problem.tokens)
      for row in 0..<problem.tokens { centered[row, column] = logits[row, column] - mean }
    }
    return try FamilyFit(centeredIdentity: centered)
  }

  /// The risk on the first T positions.
  ///
  /// Drawn subsets come from the address's evaluation stream.
  /// - Throws: `TheoryError` if V is not d x d, there are fewer positions than tokens, or a logit overflows.
  public func risk(_ problem: Problem, address: StreamAddress) throws(TheoryError) -> Risk {
    try require(problem)
    var sums = Sums(parts: try ValueParts(problem: problem, value: value))
    guard (try? Subsets.count(of: problem, limit: Self.mostSubsets)) == nil else {
      for subset in Subsets(of: problem) { try sums.add(attention(subset, problem), subset) }
      return sums.risk(isSampled: false)
    }
    var stream = RandomStream(address.with(purpose: .evaluationSubsets), step: 0)
    let drawn = UnsafeMutableBufferPointer<Int>.allocate(capacity: problem.sparsity)
    defer { drawn.deallocate() }
    drawn.initialize(repeating: 0)
    for _ in 0..<Self.mostSubsets {
      stream.fillSubsets(drawn, examples: 1, size: problem.sparsity, of: problem.tokens)
      let subset = Array(drawn)
      try sums.add(attention(subset, problem), subset)
    }
    return sums.risk(isSampled: true)
  }

  private func require(_ problem: Problem) throws(TheoryError) {
    guard logits.rows >= problem.tokens else {
      throw TheoryError(value: "\(logits.rows) positions", rule: "at least T = \(problem.tokens)")
    }
  }

  /// The softmax of the logits of a subset.
  private func attention(_ subset: [Int], _ problem: Problem) -> [Double] {
    var scores = [Double](repeating: 0, count: problem.tokens)
    for token in scores.indices {
      for place in subset { scores[token] += logits[token, place] }
    }
    let top = scores.max() ?? 0
    let powers = scores.map { Elementary.exp($0 - top) }
    var total = 0.0
    for power in powers { total += power }
    return powers.map { $0 / total }
  }

  private struct Sums {
    let parts: ValueParts
    var risks = RunningMean()
    var mass = 0.0

    mutating func add(_ attention: [Double], _ subset: [Int]) throws(TheoryError) {
      risks.add(try parts.risk(attention: attention, subset: subset))
      for place in subset { mass += attention[place] }
    }

    func risk(isSampled: Bool) -> Risk {
      let count = Double(risks.count)
      return Risk(
        mean: risks.mean, standardError: isSampled ? (risks.variance / count).squareRoot() : 0,
        massOnSubset: mass / count, subsets: risks.count)
    }
  }
}
