import Theory

/// The weights of one attention layer whose key-query matrix is a product, W = K^T Q.
public struct FactorizedWeights: Hashable, Sendable, Codable {
  /// Token dimension d.
  public let dimension: Int
  /// Position dimension d_e.
  public let positionDimension: Int
  /// The value matrix V, d x d, row-major.
  public var value: [Double]
  /// The key matrix K, d_e x d_e, row-major.
  public var key: [Double]
  /// The query matrix Q, d_e x d_e, row-major.
  public var query: [Double]

  /// V = 0 and K = Q = scale I.
  public init(dimension: Int, positionDimension: Int, scale: Double) {
    self.dimension = dimension
    self.positionDimension = positionDimension
    value = [Double](repeating: 0, count: dimension * dimension)
    key = [Double](repeating: 0, count: positionDimension * positionDimension)
    for i in 0..<positionDimension { key[i * positionDimension + i] = scale }
    query = key
  }

  /// V = 0 and entries of K and Q drawn from N(0, scale^2/d_e), whose rows are as long as those of scale I in the mean.
  public static func random(
    dimension: Int, positionDimension: Int, scale: Double, stream: inout RandomStream
  ) -> FactorizedWeights {
    var weights = FactorizedWeights(
      dimension: dimension, positionDimension: positionDimension, scale: scale)
    let deviation = scale / Double(positionDimension).squareRoot()
    for index in weights.key.indices { weights.key[index] = deviation * stream.normal() }
    for index in weights.query.indices { weights.query[index] = deviation * stream.normal() }
    return weights
  }

  /// The layer with V and the product W = K^T Q.
  public var product: AttentionWeights {
    let size = positionDimension
    var weights = AttentionWeights(dimension: dimension, positionDimension: size)
    weights.value = value
    for c in 0..<size {
      for a in 0..<size {
        let factor = key[c * size + a]
        for b in 0..<size { weights.keyQuery[a * size + b] += factor * query[c * size + b] }
      }
    }
    return weights
  }

  /// The gradient in V, K and Q from that in V and W: `Q G^T` in K and `K G` in Q.
  public func gradient(from whole: AttentionWeights) -> FactorizedWeights {
    let size = positionDimension
    var result = FactorizedWeights(dimension: dimension, positionDimension: size, scale: 0)
    result.value = whole.value
    for c in 0..<size {
      for a in 0..<size {
        let factor = key[c * size + a]
        var sum = 0.0
        for b in 0..<size {
          let g = whole.keyQuery[a * size + b]
          sum += query[c * size + b] * g
          result.query[c * size + b] += factor * g
        }
        result.key[c * size + a] = sum
      }
    }
    return result
  }
}

extension FactorizedWeights: FlowPoint {
  /// These weights plus a factor times a direction.
  public func moved(_ factor: Double, _ direction: FactorizedWeights) -> FactorizedWeights {
    var result = self
    for index in value.indices { result.value[index] += factor * direction.value[index] }
    for index in key.indices { result.key[index] += factor * direction.key[index] }
    for index in query.indices { result.query[index] += factor * direction.query[index] }
    return result
  }
}
