import Testing
import Theory

@Suite struct MomentumTests {
  private func system(_ tokens: Int, _ dimension: Int, _ sparsity: Int) throws -> FlowSystem {
    try FlowSystem(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: .oneHot)
  }

  @Test("factors, times and limits of the three momenta")
  func momenta() {
    #expect((1...4).map { Momentum.nesterov(3).factor(step: $0) } == [0, 0, 0.25, 0.4])
    #expect(Momentum.heavyBall(0.9).factor(step: 7) == 0.9 && Momentum.none.factor(step: 7) == 0)
    #expect(Momentum.none.time(steps: 8, stepSize: 0.25) == 2)
    #expect(Momentum.heavyBall(0.75).time(steps: 8, stepSize: 0.25) == 8)
    #expect(Momentum.nesterov(3).time(steps: 8, stepSize: 0.25) == 4)
    #expect(Momentum.heavyBall(0.5).limitFactor == 1.5 && Momentum.nesterov(4).limitFactor == 2.0 / 3)
    #expect(!Momentum.heavyBall(1).isAllowed && !Momentum.nesterov(2).isAllowed)
    #expect(!Momentum.heavyBall(.nan).isAllowed)
  }

  @Test("without momentum it is the reduced descent; a heavy ball repeats a share of the last change")
  func steps() throws {
    let system = try system(8, 3, 2)
    var plain = try ReducedDescent(system, stepSize: 0.5)
    var none = try MomentumDescent(system, stepSize: 0.5, momentum: .none)
    let (known, seen) = (try plain.states(after: [300])[0], try none.states(after: [300])[0])
    #expect(abs(known.alpha - seen.alpha) <= 1e-13 && abs(known.logit - seen.logit) <= 1e-13)
    var ball = try MomentumDescent(system, stepSize: 0.5, momentum: .heavyBall(0.8))
    let states = try ball.states(after: [20, 21, 22])
    let velocity = try system.velocity(alpha: states[1].alpha, logit: states[1].logit)
    let change = 0.8 * (states[1].alpha - states[0].alpha) + 0.5 * velocity.alpha
    #expect(abs(states[2].alpha - states[1].alpha - change) <= 1e-15)
    #expect(abs(states[2].time - 0.5 * 22 / 0.2) <= 1e-12)
    #expect(throws: TheoryError.self) { try ball.states(after: [5]) }
  }

  @Test(
    "beyond the edge the risk stays above what it is below",
    arguments: [Momentum.heavyBall(0.5), .nesterov(3)])
  func edge(momentum: Momentum) throws {
    let system = try system(8, 3, 2)
    let limit = MomentumDescent.stepLimit(system, momentum)
    #expect(abs(limit - 4 * momentum.limitFactor) <= 1e-14)
    func risk(_ share: Double) throws -> Double {
      var path = try MomentumDescent(system, stepSize: share * limit, momentum: momentum, beyond: true)
      return try path.states(after: [20_000])[0].risk
    }
    #expect(try risk(1.1) > 10 * risk(0.9))
    #expect(throws: TheoryError.self) {
      try MomentumDescent(system, stepSize: 1.1 * limit, momentum: momentum)
    }
  }

  @Test("the heavy ball's coefficient, and D10's without momentum")
  func coefficient() throws {
    let system = try system(8, 3, 2)
    let plain = try D20Acceleration(system, stepSize: 0.5, momentum: .none)
    #expect(try abs(plain.coefficient - D10NextOrder.coefficient(system, stepSize: 0.5)) <= 1e-12)
    // (6 - 47.5 * 2)/(4/7) + 2/(6/49) with eta~ = 0.5 * 1.9/0.01 = 95.
    let ball = try D20Acceleration(system, stepSize: 0.5, momentum: .heavyBall(0.9))
    #expect(abs(ball.effectiveStep - 95) <= 1e-12)
    #expect(abs(ball.coefficient + 139.41666666666666) <= 1e-10)
  }

  @Test("Nesterov's scaled risk is 1 for the risk of the law; the predicate at its edges")
  func nesterov() throws {
    let system = try system(8, 3, 2)
    let law = try D20Acceleration(system, stepSize: 0.5, momentum: .nesterov(5))
    // kappa = 1/7, s = 5 - 3.5 + 0.4.
    #expect(abs(law.scaledRisk(4 * 7 / (0.5 * 101.9 * 101.9), steps: 100) - 1) <= 1e-14)
    let predicate = try D20NesterovPredicate(parameter: 5)
    let allowed = predicate.allowed(time: 1000, delay: 10)
    #expect(abs(allowed - 1.5 * (2e-4 + 1e-6)) <= 1e-12)
    #expect(predicate.judge(scaled: 1 + 0.99 * allowed, time: 1000, delay: 10).isVerified)
    #expect(predicate.judge(scaled: 1 - 1.01 * allowed, time: 1000, delay: 10).isRefuted)
    #expect(predicate.judge(scaled: 1, time: 999, delay: 10).word == "undecided")
    #expect(predicate.judge(scaled: .nan, time: 1000, delay: 10).word == "undecided")
    #expect(D20NesterovPredicate.delay(times: [1, 2, 3], scaled: [0, 1.3, 1.1]) == 2)
    #expect(D20NesterovPredicate.delay(times: [1], scaled: [1]) == nil)
    #expect(throws: TheoryError.self) { try D20NesterovPredicate(parameter: 2) }
  }
}
