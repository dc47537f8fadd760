import Sim
import Testing
import Theory

@Suite struct WeightDecayTests {
  @Test("W0 at points of an independent program")
  func lambertW() throws {
    for (z, w) in [
      (1e-5, 9.999_900_001_499_974e-6), (0.5, 0.351_733_711_249_195_8), (1, 0.567_143_290_409_783_9),
      (1e6, 11.383_358_086_140_053), (1e100, 224.843_106_445_118_5),
    ] {
      #expect(abs(try LambertW.value(z) / w - 1) <= 1e-14, "W0(\(z))")
    }
    #expect(throws: TheoryError.self) { try LambertW.value(0) }
    #expect(throws: TheoryError.self) { try LambertW.value(.infinity) }
  }

  @Test("the law and the end at T = 20, d = 5, q = 3, to the digits of an independent program")
  func ends() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let end = try DecayedEnd(problem: problem, decay: 1e-6)
    #expect(abs(end.logitLaw - 5.688_983) <= 1e-6)
    let state = try end.solve()
    #expect(abs(state.logit - 5.689_336) <= 1e-6)
    #expect(abs(state.risk / end.riskLaw - 0.999_23) <= 1e-5)
    #expect(abs(state.alpha - 1.019_09) <= 1e-5)
    let velocity = try end.system.velocity(alpha: state.alpha, logit: state.logit)
    #expect(abs(velocity.alpha - 1e-6 * state.alpha) <= 1e-15)
    #expect(abs(velocity.logit - 1e-6 * state.logit) <= 1e-15)
    #expect(throws: TheoryError.self) { try DecayedEnd(problem: problem, decay: 1e-3).solve() }
    #expect(throws: TheoryError.self) { try DecayedEnd(problem: problem, decay: 0) }
  }

  @Test("a law outside its range decides nothing")
  func outOfRange() throws {
    let problem = try Problem(tokens: 1000, dimension: 5, sparsity: 3)
    let predicate = D21WeightDecayPredicate(try DecayedEnd(problem: problem, decay: 1e-4))
    #expect(!predicate.judge(logit: 3.66, law: 3.66).isVerified)
    #expect(!predicate.judge(riskRatio: 1).isRefuted)
  }

  @Test("descent on samples moves by the population gradient in the mean, and decay shrinks weights")
  func sampledGradient() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let address = try StreamAddress(baseSeed: 5, name: "test decay", repetition: 0, purpose: .check)
    var start = AttentionWeights(
      alpha: 0.8, logit: 1, dimension: 2, positionDimension: 4, family: .centered)
    start.value[1] = 0.2
    let exact = try PopulationGradient(oneHot: start, over: SubsetEnumeration(problem)).gradient
    let settings = try AttentionSettings(oneHot: problem, batch: 40_000, stepSize: 0.5)
    let descent = try SampleDescent(settings, decay: 0.1, labelVariance: 0.5)
    let end = try descent.run(from: start, address: address, steps: [1])[0]
    for index in end.value.indices {
      let moved = (start.value[index] * 0.95 - end.value[index]) / 0.5
      #expect(abs(moved - exact.value[index]) <= 0.02)
    }
    for index in end.keyQuery.indices {
      let moved = (start.keyQuery[index] * 0.95 - end.keyQuery[index]) / 0.5
      #expect(abs(moved - exact.keyQuery[index]) <= 0.02)
    }
    #expect(throws: TheoryError.self) { try SampleDescent(settings, decay: 2) }
    #expect(throws: TheoryError.self) {
      try SampleDescent(AttentionSettings(oneHot: problem, batch: 1, stepSize: 0.5, optimizer: .adam))
    }
  }
}
