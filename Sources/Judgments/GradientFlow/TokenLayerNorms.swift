import Evidence
import Sim
import Theory

/// The Frobenius norms of a layer's blocks.
struct TokenLayerNorms: EvidenceRow {
  let tokenKey: Double
  let positionKey: Double
  let positionValue: Double
  let tokenValue: Double

  static let columns: [Column<TokenLayerNorms>] = [
    Column("norm of W_XE") { $0.tokenKey },
    Column("norm of W_EE") { $0.positionKey }.atLeast { [$0.tokenKey] },
    Column("norm of V_E") { $0.positionValue },
    Column("norm of V_X") { $0.tokenValue }.atLeast { [$0.positionValue] },
  ]

  init(_ layer: TokenLayer) {
    func norm(_ entries: [Double]) -> Double { entries.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    tokenKey = norm(layer.tokenKey)
    positionKey = norm(layer.positionKey)
    positionValue = norm(layer.positionValue)
    tokenValue = norm(layer.tokenValue)
  }

  /// What the gradients of a number of examples take, 25 ns a token and 2 ns a product with a token.
  static func cost(_ problem: SmallProblem, examples: Double) -> Cost {
    let (length, d, q) = (Double(problem.tokens), Double(problem.dimension), Double(problem.sparsity))
    return Cost(
      seconds: 1e-9 * examples * (100 + 25 * length + 2 * length * d * (q + 4) + 2 * d * d),
      bytes: 64 * length * (length + 2 * d))
  }
}

extension D13PositionOnlyPredicate.Blocks {
  /// The largest magnitudes in a layer, or a gradient.
  init(largestOf layer: TokenLayer) {
    self.init(
      tokenKey: D13PositionOnlyPredicate.largest(layer.tokenKey),
      positionValue: D13PositionOnlyPredicate.largest(layer.positionValue))
  }
}

extension TokenLayer {
  /// V_X near 0.4 I and W_EE near 2 I, with entries N(0, 1/100) added, the other two blocks zero.
  ///
  /// There the gradients of skewed tokens are four times what the samples must show, whatever the seed.
  static func nearMultiplesOfIdentity(_ problem: Problem, _ address: StreamAddress) -> TokenLayer {
    var stream = RandomStream(address, step: 0)
    var layer = TokenLayer(problem)
    let (d, length) = (problem.dimension, problem.tokens)
    for index in layer.tokenValue.indices {
      layer.tokenValue[index] = (index % (d + 1) == 0 ? 0.4 : 0) + 0.1 * stream.normal()
    }
    for index in layer.positionKey.indices {
      layer.positionKey[index] = (index % (length + 1) == 0 ? 2 : 0) + 0.1 * stream.normal()
    }
    return layer
  }
}
