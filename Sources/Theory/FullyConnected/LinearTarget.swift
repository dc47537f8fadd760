/// What is left for a network's first layer to predict, a linear function of white numbers that depends on y.
///
/// With tokens `vec(X) = L g`, g white normal numbers in R^(Td), and a skip connection B (d x Td, free of y) that the
/// network adds to its output, the rest of the target is
/// ```
/// STS_q(X, y) - B vec(X) = K_y g,   K_y = (M_y - B) L,   d x Td.
/// ```
/// A first layer W on the tokens sees `(W L) g`. With Pi the projection on the rows of W L, what it loses given y is
/// `K_y (I - Pi) g`, of covariance `A_y = K_y (I - Pi) K_y^T`, and the mean of tr A_y over y is the least risk of any
/// network with that first layer and that skip connection, as in F3.
///
/// Source: derived here.
public struct LinearTarget: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// B, d x Td; none is 0.
  public let skip: Matrix?
  /// L, Td x Td; none is the identity.
  public let mixing: Matrix?

  /// A target.
  ///
  /// - Throws: `TheoryError` if B is not d x Td or L not Td x Td.
  public init(_ problem: Problem, skip: Matrix? = nil, mixing: Matrix? = nil) throws(TheoryError) {
    let length = problem.inputDimension
    if let skip, skip.rows != problem.dimension || skip.columns != length {
      throw TheoryError(value: "skip connection \(skip.rows) x \(skip.columns)", rule: "d x Td")
    }
    if let mixing, mixing.rows != length || mixing.columns != length {
      throw TheoryError(value: "mixing \(mixing.rows) x \(mixing.columns)", rule: "Td x Td")
    }
    self.problem = problem
    self.skip = skip
    self.mixing = mixing
  }

  /// K_y, d x Td.
  ///
  /// - Throws: `TheoryError` if a token place lies outside 0..<T.
  public func map(subset: [Int]) throws(TheoryError) -> Matrix {
    let dimension = problem.dimension
    guard subset.allSatisfy({ (0..<problem.tokens).contains($0) }) else {
      throw TheoryError(value: "subset \(subset)", rule: "token places in 0..<\(problem.tokens)")
    }
    var map = try Matrix(rows: dimension, columns: problem.inputDimension)
    for token in subset {
      for coordinate in 0..<dimension {
        map[coordinate, token * dimension + coordinate] = 1 / Double(problem.sparsity)
      }
    }
    if let skip {
      for row in 0..<dimension {
        for column in 0..<problem.inputDimension { map[row, column] -= skip[row, column] }
      }
    }
    if let mixing { return try map.product(mixing) }
    return map
  }

  /// W L.
  ///
  /// - Throws: `TheoryError` if W has not Td columns.
  public func whitened(_ weights: Matrix) throws(TheoryError) -> Matrix {
    guard let mixing else { return weights }
    return try weights.product(mixing)
  }
}

/// The sums over samples that estimate the risk of a network on a linear target.
///
/// For sample n with white numbers g, subset y and error e = f - STS_q(X, y), the lost part `l = K_y (I - Pi) g` is known, and
/// so is `c = e + l`, a function of what the network sees. As in `CertificateSums`, `|e|^2 - |l|^2 = |c|^2 - 2 c^T l` has the
/// mean `R - E tr A_y` whatever f is, and given what the network sees the cross term has mean 0 and variance `4 c^T A_y c`.
/// Samples are added in order, in Double.
///
/// Range and error: any finite errors; one that is not finite leaves sums that no predicate verifies. A term is right to
/// 1e-13 of (|c| + |l|)^2.
public struct LinearTargetSums: Sendable {
  /// The target.
  public let target: LinearTarget
  /// The rank of the first layer.
  public let rank: Int
  /// The mean of tr A_y over all subsets.
  public let certificate: Double
  /// The number of samples added.
  public private(set) var count = 0
  /// The sum of |c|^2.
  public private(set) var excessSum = 0.0
  /// The sum of `-2 c^T l`.
  public private(set) var crossSum = 0.0
  /// The sum of `4 c^T A_y c`.
  public private(set) var crossVariance = 0.0
  private var controlledSquareSum = 0.0
  private let places: SubsetPlaces
  /// K_y (I - Pi) of each subset, by its place.
  private let lost: [Matrix]

  /// Empty sums for a first layer W, m x Td.
  ///
  /// - Throws: `TheoryError` if W has not Td finite columns, or the problem has more than 20,000 subsets.
  public init(_ target: LinearTarget, weights: Matrix) throws(TheoryError) {
    let problem = target.problem
    let layer = try FirstLayerCertificate(problem: problem, weights: target.whitened(weights))
    places = try SubsetPlaces(problem, limit: 20_000)
    let outside = try layer.complement()
    var lost = [Matrix](repeating: outside, count: places.count)
    var total = 0.0
    for subset in Subsets(of: problem) {
      let map = try target.map(subset: subset).product(outside)
      for entry in map.elements { total += entry * entry }
      lost[try places.place(of: subset)] = map
    }
    self.target = target
    self.lost = lost
    rank = layer.rank
    certificate = total / Double(lost.count)
  }

  /// Adds a sample: Td white numbers, q rising token places, d errors.
  ///
  /// - Throws: `TheoryError` if a length is wrong or the subset is not q rising places.
  public mutating func add(white: [Double], subset: [Int], error: [Double]) throws(TheoryError) {
    let problem = target.problem
    guard white.count == problem.inputDimension, error.count == problem.dimension else {
      throw TheoryError(
        value: "\(white.count) numbers, \(error.count) errors", rule: "Td and d for \(problem)")
    }
    let map = lost[try places.place(of: subset)]
    var (excess, cross) = (0.0, 0.0)
    var image = [Double](repeating: 0, count: white.count)
    for row in 0..<problem.dimension {
      var part = 0.0
      for (entry, number) in zip(map.row(row), white) { part += entry * number }
      let seen = error[row] + part
      excess += seen * seen
      cross -= 2 * seen * part
      for (place, entry) in map.row(row).enumerated() { image[place] += seen * entry }
    }
    var form = 0.0
    for entry in image { form += entry * entry }
    count += 1
    excessSum += excess
    crossSum += cross
    crossVariance += 4 * form
    controlledSquareSum += (excess + cross) * (excess + cross)
  }

  /// The mean over y of `E|l|^4 = (tr A_y)^2 + 2 tr A_y^2`.
  public var lostFourthMoment: Double {
    var total = 0.0
    for map in lost {
      var (trace, squares) = (0.0, 0.0)
      for first in 0..<map.rows {
        for second in 0..<map.rows {
          var entry = 0.0
          for (left, right) in zip(map.row(first), map.row(second)) { entry += left * right }
          squares += entry * entry
          if first == second { trace += entry }
        }
      }
      total += trace * trace + 2 * squares
    }
    return total / Double(lost.count)
  }

  /// The estimate of the risk, the mean of `|e|^2 - |l|^2` plus the certificate.
  public var risk: Double { (excessSum + crossSum) / Double(count) + certificate }

  /// The standard error of that estimate; not a number with fewer than two samples.
  public var standardError: Double {
    let samples = Double(count)
    let sum = excessSum + crossSum
    return (max(0, controlledSquareSum - sum * sum / samples) / (samples - 1) / samples).squareRoot()
  }
}
