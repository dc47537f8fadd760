import Sim
import Testing
import Theory

@Suite struct FactorizedAttentionTests {
  @Test("Ei at points of an independent program, and its inverse")
  func exponentialIntegral() throws {
    for (y, value) in [
      (0.1, -1.622_812_813_969_276_7), (1, 1.895_117_816_355_936_8), (5, 40.185_275_355_803_18),
      (40, 6.039_718_263_611_242e15), (300, 6.496_482_508_088_665e127),
    ] {
      #expect(abs(try ExponentialIntegral.value(y) - value) <= 4e-15 * max(1, abs(value)), "Ei(\(y))")
    }
    for value in [2, 10, 1e5, 1e100] {
      let y = try ExponentialIntegral.inverse(value)
      #expect(abs(try ExponentialIntegral.value(y) / value - 1) <= 1e-13, "Ei = \(value)")
    }
    #expect(throws: TheoryError.self) { try ExponentialIntegral.value(0) }
    #expect(throws: TheoryError.self) { try ExponentialIntegral.inverse(.nan) }
  }

  @Test("li(e^2C) over its law is that of full matrices K, Q in an independent program")
  func clockRatios() throws {
    let law = try FactorizedAttention(problem: Problem(tokens: 5, dimension: 2, sparsity: 2), scale: 0.3)
    let states = try law.flow().states(at: [1e2, 1e3, 1e4, 1e5, 1e6])
    for (state, ratio) in zip(states, [0.739_237_98, 0.967_915_95, 0.996_298_95, 0.999_584_08, 0.999_954_03])
    {
      #expect(abs(try law.clockRatio(state) - ratio) <= 2e-8, "t = \(state.time)")
    }
    #expect(throws: TheoryError.self) { try FactorizedAttention(problem: law.system.problem, scale: 0) }
  }

  @Test("the flow of factors is D2's in time stretched by 2 C: its slope where it passes")
  func slope() throws {
    let law = try FactorizedAttention(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), scale: 0.1)
    for time in [50.0, 300, 3000] {
      let step = 1e-3 * time
      let states = try law.flow().states(at: [time - step, time, time + step], tolerance: 1e-12)
      let speed = (states[2].logit - states[0].logit) / (2 * step)
      let whole = try law.system.velocity(alpha: states[1].alpha, logit: states[1].logit).logit
      #expect(abs(speed / (2 * states[1].logit * whole) - 1) <= 1e-4, "t = \(time)")
    }
  }

  @Test("the gradient in K and Q is the change of the product's risk")
  func chainRule() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let address = try StreamAddress(baseSeed: 3, name: "test factors", repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    var weights = FactorizedWeights.random(dimension: 2, positionDimension: 4, scale: 1, stream: &stream)
    weights.value = [0.7, 0.1, -0.2, 0.9]
    let whole = try PopulationGradient(oneHot: weights.product, over: enumeration).gradient
    let gradient = weights.gradient(from: whole)
    func half(_ point: FactorizedWeights) throws -> Double {
      try PopulationGradient(oneHot: point.product, over: enumeration).risk / 2
    }
    for index in 0..<16 {
      var (keys, queries) = (weights, weights)
      keys.key[index] += 1e-5
      queries.query[index] += 1e-5
      let here = try half(weights)
      #expect(abs((try half(keys) - here) / 1e-5 - gradient.key[index]) <= 1e-4)
      #expect(abs((try half(queries) - here) / 1e-5 - gradient.query[index]) <= 1e-4)
    }
  }
}
