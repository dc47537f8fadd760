/// An affine dependency of positions, exactly: `sum_i c_i = 0`, `sum_i c_i e_i = 0`, not all c_i zero.
///
/// The tokens with c > 0 and those with c < 0 are the two sides of a Radon partition: divided by the sum of the
/// positive ones, the coefficients write one point as a mean of either side. In R^D any D + 2 points have one.
///
/// Whatever the query w, the scores `s_i = <e_i, w>` keep the dependency, `sum_i c_i s_i = 0`, and so do the
/// logits of any softmax over them: `prod_{c_i > 0} p_i^{c_i} = prod_{c_i < 0} p_i^{|c_i|}` for the attention p.
///
/// Source: Radon 1921.
public struct RadonPartition: Hashable, Sendable, Codable {
  /// A coefficient for every token.
  public let coefficients: [Rational]

  /// A partition with the given coefficients, checked by `dependency(of:)` only.
  public init(coefficients: [Rational]) { self.coefficients = coefficients }

  /// A dependency of the given tokens, the other coefficients 0; integers without a common factor.
  ///
  /// The positions are the rows of a matrix. Exact.
  ///
  /// - Returns: Nil if the tokens are affinely independent.
  /// - Throws: `TheoryError` if a number overflows.
  public static func of(_ positions: RationalMatrix, tokens: [Int]) throws(TheoryError) -> RadonPartition? {
    var lifted = try RationalMatrix(rows: positions.columns + 1, columns: tokens.count)
    for (column, token) in tokens.enumerated() {
      lifted[0, column] = .one
      for row in 0..<positions.columns { lifted[row + 1, column] = positions[token, row] }
    }
    let kernel = try lifted.kernelBasis()
    if kernel.rows == 0 { return nil }
    var coefficients = [Rational](repeating: .zero, count: positions.rows)
    for (column, token) in tokens.enumerated() { coefficients[token] = kernel[0, column] }
    return RadonPartition(coefficients: coefficients)
  }

  /// The tokens whose coefficients have a sign, and those with the other; the smaller side first.
  public var sides: (smaller: [Int], larger: [Int]) {
    let positive = coefficients.indices.filter { coefficients[$0] > .zero }
    let negative = coefficients.indices.filter { coefficients[$0] < .zero }
    return positive.count <= negative.count ? (positive, negative) : (negative, positive)
  }

  /// Why the coefficients are not a dependency of the positions, or nil if they are.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func flaw(for positions: RationalMatrix) throws(TheoryError) -> String? {
    if coefficients.count != positions.rows {
      return "\(coefficients.count) coefficients for \(positions.rows) positions"
    }
    if coefficients.allSatisfy({ $0 == .zero }) { return "all coefficients are 0" }
    var sum = Rational.zero
    for value in coefficients { sum = try sum + value }
    if sum != .zero { return "the coefficients sum to \(sum)" }
    for column in 0..<positions.columns {
      var total = Rational.zero
      for (row, value) in coefficients.enumerated() where value != .zero {
        total = try total + value * positions[row, column]
      }
      if total != .zero { return "sum of coefficient times coordinate \(column + 1) is \(total)" }
    }
    return nil
  }
}

/// A subset that no query can select, and the dependency that forbids it.
public struct SelectionObstacle: Hashable, Sendable, Codable {
  /// What a query must do with the subset.
  public enum Task: String, Hashable, Sendable, Codable, CaseIterable {
    /// Score all of y alike and everything else strictly lower: the attention tends to the mean over y.
    case evenly
    /// Score every token of y strictly above every other token, no more.
    case apart
  }

  /// The dependency.
  public let partition: RadonPartition
  /// The subset y, sorted.
  public let subset: [Int]

  /// Pairs a dependency with a subset.
  public init(partition: RadonPartition, subset: [Int]) {
    (self.partition, self.subset) = (partition, subset)
  }

  /// The subset that a dependency forbids, or nil if it forbids none of size q.
  ///
  /// With the sides A and B: evenly, a y that contains A but not B; apart, a y that contains A and nothing of B.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public static func of(_ partition: RadonPartition, sparsity: Int, task: SelectionObstacle.Task)
    throws(TheoryError) -> SelectionObstacle?
  {
    let sides = partition.sides
    for (side, other) in [(sides.smaller, sides.larger), (sides.larger, sides.smaller)] {
      let barred = task == .apart ? other : Array(other.suffix(1))
      let free = partition.coefficients.indices.filter { !side.contains($0) && !barred.contains($0) }
      let missing = sparsity - side.count
      if !other.isEmpty, missing >= 0, free.count >= missing {
        return SelectionObstacle(partition: partition, subset: (side + free.prefix(missing)).sorted())
      }
    }
    return nil
  }

  /// An obstacle of positions, the rows of a matrix, or nil if there is none.
  ///
  /// Evenly, the dependency of the first width + 2 tokens gives one if it exists. Apart, the dependencies of every width + 2
  /// tokens are tried: if any dependency forbids a subset, one with a least support does, an extreme ray of the cone of
  /// those that forbid it.
  ///
  /// - Throws: `TheoryError` if there are more than 10^6 choices of tokens, or a number overflows.
  public static func find(_ positions: RationalMatrix, sparsity: Int, task: Task) throws(TheoryError)
    -> SelectionObstacle?
  {
    let size = positions.columns + 2
    func obstacle(_ tokens: [Int]) throws(TheoryError) -> SelectionObstacle? {
      guard let partition = try RadonPartition.of(positions, tokens: tokens) else { return nil }
      return try of(partition, sparsity: sparsity, task: task)
    }
    if let first = try obstacle(Array(0..<min(size, positions.rows))) { return first }
    if size >= positions.rows { return nil }
    let choices = try Problem(tokens: positions.rows, dimension: 1, sparsity: size)
    _ = try Subsets.count(of: choices)
    for tokens in Subsets(of: choices) {
      if let found = try obstacle(tokens) { return found }
    }
    return nil
  }

  /// Why this is not a proof that the subset cannot be selected, or nil if it is.
  ///
  /// Scores that select y contradict `sum c_i s_i = 0`, once A lies in y: with m the score of y, or the least in y,
  /// the side A sums to at least `m sum_A c`, the side B to less than that.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func flaw(for positions: RationalMatrix, sparsity: Int, task: Task) throws(TheoryError) -> String? {
    if let flaw = try partition.flaw(for: positions) { return flaw }
    guard subset.count == sparsity, Set(subset).count == sparsity,
      subset.allSatisfy(partition.coefficients.indices.contains)
    else { return "y = \(subset) is not a subset of \(sparsity) tokens" }
    let sides = partition.sides
    for (side, other) in [(sides.smaller, sides.larger), (sides.larger, sides.smaller)]
    where side.allSatisfy(subset.contains) {
      let outside = other.count { !subset.contains($0) }
      if task == .evenly ? outside > 0 : outside == other.count { return nil }
    }
    return "the partition \(sides) forbids nothing to y = \(subset)"
  }
}
