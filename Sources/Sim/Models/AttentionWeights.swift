import Theory

/// The weights of one attention layer `f(X, y) = V X softmax(E^T W e_y)`, in double precision.
public struct AttentionWeights: Hashable, Sendable, Codable {
  /// Token dimension d.
  public let dimension: Int
  /// Position dimension d_e.
  public let positionDimension: Int
  /// The value matrix V, d x d, row-major.
  public var value: [Double]
  /// The key-query matrix W, d_e x d_e, row-major.
  public var keyQuery: [Double]

  /// All weights zero.
  public init(dimension: Int, positionDimension: Int) {
    self.dimension = dimension
    self.positionDimension = positionDimension
    value = [Double](repeating: 0, count: dimension * dimension)
    keyQuery = [Double](repeating: 0, count: positionDimension * positionDimension)
  }

  /// All weights zero, at a problem with one-hot positions: d_e = T.
  public init(oneHot problem: Problem) {
    self.init(dimension: problem.dimension, positionDimension: problem.tokens)
  }

  /// The family V = alpha I, W = C D, with D = I unless another direction is asked for.
  public init(
    alpha: Double, logit: Double, dimension: Int, positionDimension: Int, family: KeyQueryFamily = .identity
  ) {
    self.init(dimension: dimension, positionDimension: positionDimension)
    for i in 0..<dimension { value[i * dimension + i] = alpha }
    let shift = family == .centered ? logit / Double(positionDimension) : 0
    for index in keyQuery.indices { keyQuery[index] = -shift }
    for i in 0..<positionDimension { keyQuery[i * positionDimension + i] += logit }
  }

  /// The coefficient alpha = tr(V)/d, which makes alpha I closest to V.
  public var alpha: Double {
    var trace = 0.0
    for i in 0..<dimension { trace += value[i * dimension + i] }
    return trace / Double(dimension)
  }

  /// The part of the value matrix off alpha I, as ||V - alpha I||_F.
  public var valueOffFamily: Double {
    var square = 0.0
    for i in 0..<dimension {
      for j in 0..<dimension {
        let difference = value[i * dimension + j] - (i == j ? alpha : 0)
        square += difference * difference
      }
    }
    return square.squareRoot()
  }
}

/// A one-parameter family of key-query matrices, C times a fixed symmetric matrix D.
public enum KeyQueryFamily: Hashable, Sendable {
  /// D = I - 1 1^T / T: one-hot positions, d_e = T. W = C D gives logits C on the subset and 0 off it, up to
  /// a constant.
  case centered
  /// D = I: position laws that are invariant under rotations.
  case identity

  /// The coefficient C = <W, D>/<D, D> and the cosine <W, D>/(||W|| ||D||); the cosine is 0 for W = 0.
  public func project(_ weights: AttentionWeights) -> (logit: Double, cosine: Double) {
    let size = weights.positionDimension
    var trace = 0.0
    var total = 0.0
    var square = 0.0
    for i in 0..<size {
      for j in 0..<size {
        let entry = weights.keyQuery[i * size + j]
        if i == j { trace += entry }
        total += entry
        square += entry * entry
      }
    }
    let inner = self == .centered ? trace - total / Double(size) : trace
    let norm = self == .centered ? Double(size - 1) : Double(size)
    let cosine = square > 0 ? inner / (square * norm).squareRoot() : 0
    return (inner / norm, cosine)
  }
}

extension AttentionWeights {
  /// The sums of the columns of W, which no training moves: no softmax sees them.
  public var columnSums: [Double] {
    let size = positionDimension
    return (0..<size).map { column in (0..<size).reduce(0) { $0 + keyQuery[$1 * size + column] } }
  }

  /// The weights with the mean of each column of W taken off.
  public var withCenteredColumns: AttentionWeights {
    let (size, sums) = (positionDimension, columnSums)
    var result = self
    for index in keyQuery.indices { result.keyQuery[index] -= sums[index % size] / Double(size) }
    return result
  }

  /// V as a matrix.
  ///
  /// - Throws: `TheoryError` if the number of entries is not d^2.
  public func valueMatrix() throws(TheoryError) -> Matrix {
    try Matrix(rows: dimension, columns: dimension, elements: value)
  }

  /// W as a matrix.
  ///
  /// - Throws: `TheoryError` if the number of entries is not d_e^2.
  public func keyQueryMatrix() throws(TheoryError) -> Matrix {
    try Matrix(rows: positionDimension, columns: positionDimension, elements: keyQuery)
  }
}
