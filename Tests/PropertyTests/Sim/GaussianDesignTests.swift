import Sim
import Testing
import Theory

@Suite struct GaussianDesignTests {
  @Test("over the design the risk's gradient near position-only weights is that of Gaussian tokens")
  func gradient() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let design = GaussianDesign(dimension: 8)
    #expect(design.count == 129)
    let weights = try AlignedWeights(problem: problem, alpha: 0.8, logit: 1.2)
    let layer = TokenLayer(aligned: weights)
    let gradient = try TokenLayerDescent.populationGradient(layer, over: enumeration, design: design)
    #expect((gradient.tokenKey + gradient.positionValue).allSatisfy { $0 == 0 })
    let signs = try TokenLayerDescent.populationGradient(layer, over: enumeration, law: .sign)
    for (one, other) in zip(
      gradient.tokenValue + gradient.positionKey, signs.tokenValue + signs.positionKey)
    { #expect(abs(one - other) <= 1e-14) }
    #expect(throws: TheoryError.self) {
      try TokenLayerDescent.populationGradient(
        layer, over: enumeration, design: GaussianDesign(dimension: 7))
    }
  }
}
