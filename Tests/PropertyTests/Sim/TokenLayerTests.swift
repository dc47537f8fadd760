import Sim
import Testing
import Theory

@Suite struct TokenLayerTests {
  private let address: StreamAddress
  private let problem: Problem

  init() throws {
    address = try StreamAddress(baseSeed: 5, name: "test 1/0", repetition: 0, purpose: .check)
    problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
  }

  private func randomLayer() -> TokenLayer {
    var stream = RandomStream(address, step: 0)
    var layer = TokenLayer(problem)
    for index in layer.tokenValue.indices { layer.tokenValue[index] = 0.5 * stream.normal() }
    for index in layer.positionValue.indices { layer.positionValue[index] = 0.5 * stream.normal() }
    for index in layer.tokenKey.indices { layer.tokenKey[index] = 0.5 * stream.normal() }
    for index in layer.positionKey.indices { layer.positionKey[index] = 0.5 * stream.normal() }
    return layer
  }

  /// Half the risk over sign tokens and all subsets, written out anew.
  private func halfRisk(_ layer: TokenLayer) -> Double {
    let (d, length) = (2, 4)
    var total = 0.0
    for subset in Subsets(of: problem) {
      for code in 0..<256 {
        let x = (0..<length).map { t in (0..<d).map { code >> (t * d + $0) & 1 == 0 ? 1.0 : -1.0 } }
        let logits = (0..<length).map { t in
          subset.reduce(0.0) { sum, k in
            sum + layer.positionKey[t * length + k]
              + (0..<d).reduce(0.0) { $0 + x[t][$1] * layer.tokenKey[$1 * length + k] }
          }
        }
        let weights = logits.map(Elementary.exp)
        let sum = weights.reduce(0, +)
        for i in 0..<d {
          var error = 0.0
          for t in 0..<length {
            let s = weights[t] / sum
            error += s * layer.positionValue[i * length + t]
            for j in 0..<d { error += s * layer.tokenValue[i * d + j] * x[t][j] }
            if subset.contains(t) { error -= x[t][i] / 2 }
          }
          total += 0.5 * error * error
        }
      }
    }
    return total / (6 * 256)
  }

  @Test("the population gradient of all four blocks is that of half the risk")
  func gradient() throws {
    let layer = randomLayer()
    let gradient = try TokenLayerDescent.populationGradient(
      layer, over: SubsetEnumeration(problem), law: .sign)
    let step = 1e-5
    for path in [
      \TokenLayer.tokenValue, \TokenLayer.positionValue, \TokenLayer.tokenKey, \TokenLayer.positionKey,
    ] {
      for index in layer[keyPath: path].indices {
        var (up, down) = (layer, layer)
        up[keyPath: path][index] += step
        down[keyPath: path][index] -= step
        let slope = (halfRisk(up) - halfRisk(down)) / (2 * step)
        #expect(abs(slope - gradient[keyPath: path][index]) <= 1e-9)
      }
    }
  }

  @Test("with the two blocks zero the layer's gradient is the attention layer's, and vanishes in them")
  func reduces() throws {
    var layer = randomLayer()
    for index in layer.tokenKey.indices { layer.tokenKey[index] = 0 }
    for index in layer.positionValue.indices { layer.positionValue[index] = 0 }
    let enumeration = try SubsetEnumeration(problem)
    let full = try TokenLayerDescent.populationGradient(layer, over: enumeration, law: .sign)
    var weights = AttentionWeights(dimension: 2, positionDimension: 4)
    weights.value = layer.tokenValue
    weights.keyQuery = layer.positionKey
    let reduced = try PopulationGradient(oneHot: weights, over: enumeration).gradient
    for (a, b) in zip(full.tokenValue + full.positionKey, reduced.value + reduced.keyQuery) {
      #expect(abs(a - b) <= 1e-14)
    }
    #expect((full.tokenKey + full.positionValue).allSatisfy { $0 == 0 })
    let skewed = try TokenLayerDescent.populationGradient(
      layer, over: enumeration, law: .skewed(probability: 0.2))
    #expect(skewed.tokenKey.contains { abs($0) > 1e-3 })
  }

  @Test("samples average to the population gradient; bad arguments throw")
  func samples() throws {
    let layer = randomLayer()
    let exact = try TokenLayerDescent.populationGradient(layer, over: SubsetEnumeration(problem), law: .sign)
    let count = 20_000
    let (sum, squares) = try TokenLayerDescent.sampleSums(
      layer, problem, law: .sign, address: address, samples: count, withSquares: true)
    for (index, entry) in exact.tokenKey.enumerated() {
      let error = (squares.tokenKey[index] / Double(count)).squareRoot() / Double(count).squareRoot()
      #expect(abs(sum.tokenKey[index] / Double(count) - entry) <= 7 * error)
    }
    #expect(throws: TheoryError.self) {
      try TokenLayerDescent.populationGradient(layer, over: SubsetEnumeration(problem), law: .gaussian)
    }
    #expect(throws: TheoryError.self) {
      try TokenLayerDescent.sampleSums(layer, problem, law: .sign, address: address, samples: 0)
    }
  }
}
