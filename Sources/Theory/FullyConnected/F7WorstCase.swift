/// The worst case of a network that loses something: an input on which it errs by 1/(2q-1) at least.
///
/// If rank W < Td there are X in the kernel of W, all |x_i| <= 1, and y with
/// `|f(X, y) - STS_q(X, y)| >= 1/(2q-1)`, or so at (-X, y), whatever comes after the first layer.
///
/// Proof. W vec(X) = 0 = W vec(-X), so f(X, y) = f(-X, y), while the targets are opposite: the larger of the two errors
/// is at least |STS_q(X, y)|. Scale X != 0 in the kernel so that `max |x_i| = |x_j| = 1`, and let z_i = <x_i, x_j>, so
/// z_j = 1. Suppose that |sum_{i in y} z_i| <= B for every y. For j in y and l outside, exchanging them changes the sum
/// by 1 - z_l, which therefore is at most 2B: z_l >= 1 - 2B for every l. So a sum with j in it is at least
/// `1 + (q-1)(1 - 2B)`, and at most B: `B >= q/(2q-1)`.
/// Hence some y, the q largest or the q smallest z, has `|STS_q(X, y)| >= |sum z|/q >= 1/(2q-1)`.
///
/// The constant cannot be improved: at m = Td - 1 with kernel `n = (2q-1, -1, .., -1) (x) u`, |u| = 1, the target moves
/// by +-t u along X + t n, and the fibre within the unit balls has length 2/(2q-1) at most, from its first token; so
/// the midpoint of the fibre is a prediction, from W vec(X) and y, with error 1/(2q-1) at most everywhere.
///
/// Source: after Wang et al. 2024; the exact constant derived here.
public enum F7WorstCase {
  /// An input in the kernel of a first layer and the subset on which the network must err.
  public struct Witness: Hashable, Sendable {
    /// The tokens X, T d numbers, the longest token of length 1.
    public let tokens: [Double]
    /// The subset y, rising places from 0.
    public let subset: [Int]
    /// The length |STS_q(X, y)| of the target, which one of the two errors must reach.
    public let targetNorm: Double

    /// The larger error of a network's outputs at (X, y) and at (-X, y), d numbers each, and the length of their difference.
    ///
    /// A skip connection may pass on a share of the target beside the network.
    ///
    /// - Throws: `TheoryError` unless both outputs have the dimension of a token.
    public func errors(
      _ problem: Problem, at output: [Double], atOpposite opposite: [Double], skipped: Double = 0
    ) throws(TheoryError) -> (larger: Double, asymmetry: Double) {
      guard output.count == problem.dimension, opposite.count == problem.dimension else {
        throw TheoryError(
          value: "outputs of \(output.count) and \(opposite.count)", rule: "d = \(problem.dimension)")
      }
      var errors = (0.0, 0.0)
      var difference = 0.0
      for coordinate in 0..<problem.dimension {
        var target = 0.0
        for token in subset { target += tokens[token * problem.dimension + coordinate] }
        target /= Double(problem.sparsity)
        let first = output[coordinate] + skipped * target
        let second = opposite[coordinate] - skipped * target
        errors.0 += (first - target) * (first - target)
        errors.1 += (second + target) * (second + target)
        difference += (first - second) * (first - second)
      }
      return (max(errors.0, errors.1).squareRoot(), difference.squareRoot())
    }
  }

  /// The constant 1/(2q-1).
  public static func constant(_ problem: Problem) -> Double { 1 / Double(2 * problem.sparsity - 1) }

  /// The witness from a vector of the kernel.
  ///
  /// - Throws: `TheoryError` if the vector has not Td finite entries or is zero.
  public static func witness(problem: Problem, kernelVector: [Double]) throws(TheoryError) -> Witness {
    let norms = try tokenProducts(problem, kernelVector) { $0 }
    guard kernelVector.allSatisfy(\.isFinite), let longest = norms.max(), longest > 0, longest.isFinite else {
      throw TheoryError(value: "a vector of squared length \(norms)", rule: "finite and not zero")
    }
    let scale = 1 / longest.squareRoot()
    let tokens = kernelVector.map { $0 * scale }
    let reference = norms.firstIndex(of: longest)!
    let products = try tokenProducts(problem, tokens) { _ in reference }
    let order = products.indices.sorted { (products[$0], $0) < (products[$1], $1) }
    let candidates = [order.suffix(problem.sparsity).sorted(), order.prefix(problem.sparsity).sorted()]
    let lengths = candidates.map { targetNorm(problem, tokens, $0) }
    let best = lengths[0] >= lengths[1] ? 0 : 1
    return Witness(tokens: tokens, subset: candidates[best], targetNorm: lengths[best])
  }

  /// The witness for a given first layer, from the input coordinate of which it sees least.
  ///
  /// That is the column of I - Pi with the largest diagonal entry.
  ///
  /// - Throws: `TheoryError` if the first layer has full rank Td.
  public static func witness(_ certificate: FirstLayerCertificate) throws(TheoryError) -> Witness {
    let problem = certificate.problem
    if certificate.rank >= problem.inputDimension {
      throw TheoryError(value: "rank = \(certificate.rank)", rule: "rank < Td = \(problem.inputDimension)")
    }
    var column = 0
    for index in 1..<problem.inputDimension
    where certificate.projection[index, index] < certificate.projection[column, column] { column = index }
    let vector = (0..<problem.inputDimension).map {
      ($0 == column ? 1 : 0) - certificate.projection[$0, column]
    }
    return try witness(problem: problem, kernelVector: vector)
  }

  /// An input in the kernel of a first layer and the subset on which the network must err, exactly.
  public struct ExactWitness: Hashable, Sendable, Codable {
    /// The tokens X, T d numbers, of any length.
    public let input: [Rational]
    /// The subset y, rising places from 0.
    public let subset: [Int]
    /// `(|STS_q(X, y)| / max |x_i|)^2`.
    public let squaredRatio: Rational
  }

  /// The squared ratio `(|STS_q(X, y)| / max |x_i|)^2` at the better of the two subsets, exactly.
  ///
  /// - Throws: `TheoryError` if the vector has not Td entries or is zero, or a number overflows.
  public static func exactSquaredRatio(problem: Problem, kernelVector: [Rational]) throws(TheoryError)
    -> Rational
  {
    try exactWitness(problem: problem, kernelVector: kernelVector).squaredRatio
  }

  /// The witness from a vector of the kernel, exactly.
  ///
  /// - Throws: `TheoryError` if the vector has not Td entries or is zero, or a number overflows.
  public static func exactWitness(problem: Problem, kernelVector: [Rational]) throws(TheoryError)
    -> ExactWitness
  {
    if kernelVector.count != problem.inputDimension {
      throw TheoryError(
        value: "\(kernelVector.count) entries", rule: "Td = \(problem.inputDimension) entries")
    }
    let tokens = (0..<problem.tokens).map {
      Array(kernelVector[($0 * problem.dimension)..<(($0 + 1) * problem.dimension)])
    }
    var norms: [Rational] = []
    for token in tokens { norms.append(try product(token, token)) }
    let longest = norms.max()!
    if longest == .zero { throw TheoryError(value: "the zero vector", rule: "not zero") }
    let reference = tokens[norms.firstIndex(of: longest)!]
    var products: [Rational] = []
    for token in tokens { products.append(try product(token, reference)) }
    let order = products.indices.sorted {
      products[$0] < products[$1] || products[$0] == products[$1] && $0 < $1
    }
    var (best, bestSubset) = (Rational.zero, [Int]())
    for subset in [order.suffix(problem.sparsity), order.prefix(problem.sparsity)] {
      var sum = [Rational](repeating: .zero, count: problem.dimension)
      for token in subset {
        for place in sum.indices { sum[place] = try sum[place] + tokens[token][place] }
      }
      let square = try product(sum, sum)
      if square >= best { (best, bestSubset) = (square, subset.sorted()) }
    }
    let sparsity = Rational(problem.sparsity)
    return ExactWitness(
      input: kernelVector, subset: bestSubset,
      squaredRatio: try best / (sparsity * sparsity * longest))
  }

  private static func product(_ left: [Rational], _ right: [Rational]) throws(TheoryError) -> Rational {
    var sum = Rational.zero
    for index in left.indices { sum = try sum + left[index] * right[index] }
    return sum
  }

  /// <x_i, x_k> with k = `other(i)`, for every token i.
  private static func tokenProducts(
    _ problem: Problem, _ tokens: [Double], other: (Int) -> Int
  ) throws(TheoryError) -> [Double] {
    if tokens.count != problem.inputDimension {
      throw TheoryError(value: "\(tokens.count) entries", rule: "Td = \(problem.inputDimension) entries")
    }
    return (0..<problem.tokens).map { token in
      var sum = 0.0
      for place in 0..<problem.dimension {
        sum += tokens[token * problem.dimension + place] * tokens[other(token) * problem.dimension + place]
      }
      return sum
    }
  }

  private static func targetNorm(_ problem: Problem, _ tokens: [Double], _ subset: [Int]) -> Double {
    var square = 0.0
    for place in 0..<problem.dimension {
      var sum = 0.0
      for token in subset { sum += tokens[token * problem.dimension + place] }
      square += sum * sum
    }
    return square.squareRoot() / Double(problem.sparsity)
  }
}

// MARK: - The constant is attained

extension F7WorstCase {
  /// Integer weights of rank Td - 1 whose kernel is spanned by `(2q-1, -1, .., -1) (x) e_0`.
  ///
  /// - Throws: `TheoryError` if Td - 1 = 0 or a size overflows; no valid problem has that.
  public static func attainingWeights(_ problem: Problem) throws(TheoryError) -> RationalMatrix {
    try attainingWeights(problem, firstEntry: 2 * problem.sparsity - 1)
  }

  /// Integer weights of rank Td - 1 whose kernel is spanned by `(n, -1, .., -1) (x) e_0`, n the first entry.
  ///
  /// - Throws: `TheoryError` if a size overflows.
  public static func attainingWeights(_ problem: Problem, firstEntry: Int) throws(TheoryError)
    -> RationalMatrix
  {
    let input = problem.inputDimension
    var weights = try RationalMatrix(rows: input - 1, columns: input)
    for coordinate in 1..<input {
      weights[coordinate - 1, coordinate] = .one
      if coordinate % problem.dimension == 0 {
        weights[coordinate - 1, coordinate] = Rational(firstEntry)
        weights[coordinate - 1, 0] = .one
      }
    }
    return weights
  }

  /// The error of the midpoint predictor at X (all |x_i| <= 1) and y, for the kernel of `attainingWeights`.
  ///
  /// The fibre {X + t n} meets the unit balls in an interval of t around 0; the prediction is the target at its middle,
  /// a function of W vec(X) and y, and its error is |t|, as the target moves by `+-t e_0`. A shift moves the prediction
  /// by that share of the interval's half length.
  ///
  /// - Throws: `TheoryError` if X has not Td entries or a token lies outside the unit ball.
  public static func midpointError(problem: Problem, tokens: [Double], shift: Double = 0) throws(TheoryError)
    -> Double
  {
    let squares = try tokenProducts(problem, tokens) { $0 }
    var low = -Double.infinity
    var high = Double.infinity
    for (token, square) in squares.enumerated() {
      guard square <= 1 + 1e-12 else {
        throw TheoryError(value: "a token of squared length \(square)", rule: "at most 1")
      }
      let first = tokens[token * problem.dimension]
      let half = max(0, 1 - square + first * first).squareRoot()
      let slope = token == 0 ? Double(2 * problem.sparsity - 1) : -1
      let ends = [(half - first) / slope, (-half - first) / slope]
      low = max(low, min(ends[0], ends[1]))
      high = min(high, max(ends[0], ends[1]))
    }
    return abs(low + high + shift * (high - low)) / 2
  }
}
