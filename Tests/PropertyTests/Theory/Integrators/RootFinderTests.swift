import Testing

@testable import Theory

/// What Newton's method, bisection and searches return is a root, a crossing or a minimum, by what they do not use.
@Suite struct RootFinderTests {
  @Test("the flow has the logit at the time that is found for it", arguments: [0.1, 1, 3, 9])
  func crossing(logit: Double) throws {
    let flow = try GradientFlow(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    let time = try flow.time(logit: logit)
    #expect(abs(try flow.states(at: [time], tolerance: 1e-12)[0].logit / logit - 1) <= 1e-10)
  }

  @Test("at the end with weight decay both velocities are the decay", arguments: [1e-5, 1e-7, 1e-9])
  func decayedEnd(decay: Double) throws {
    let end = try DecayedEnd(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), decay: decay)
    let point = try end.solve()
    let velocity = try end.system.velocity(alpha: point.alpha, logit: point.logit)
    #expect(abs(velocity.alpha - decay * point.alpha) <= 1e-15)
    #expect(abs(velocity.logit / (decay * point.logit) - 1) <= 1e-6)
    #expect(
      abs(
        point.risk
          - (try AlignedWeights(problem: end.system.problem, alpha: point.alpha, logit: point.logit).risk))
        <= 1e-15)
  }

  @Test("the saddle ends where the determinant of its block changes sign")
  func saddleEnd() throws {
    let flow = try TransversalFlow(Problem(tokens: 6, dimension: 2, sparsity: 2))
    let time = try flow.saddleEnd()
    let sides = try flow.curvatures(at: [time * (1 - 1e-7), time * (1 + 1e-7)])
    #expect(sides[0].centered.determinant < 0 && sides[1].centered.determinant > 0)
  }

  /// G(a) = a (1 - a) pi q^-a / sin(pi a), least at a*.
  @Test(
    "A6's constants are the least value of G, its place, and G's derivatives there", arguments: [1, 2, 3, 5])
  func floorConstants(sparsity: Int) throws {
    let constants = A6FloorLaw.Constants(sparsity: sparsity)
    let q = Double(sparsity)
    func logG(_ a: Double) -> Double {
      Elementary.log(a * (1 - a) * Double.pi / Elementary.sin(Double.pi * a)) - a * Elementary.log(q)
    }
    let a = constants.place
    // At a = 1 the formula is 0/0.
    if abs(a - 1) > 0.02 {
      #expect(abs(Elementary.exp(logG(a)) - constants.share) <= 1e-13)
      #expect(logG(a - 1e-3) > logG(a) && logG(a + 1e-3) > logG(a))
      let slope = (logG(a + 1e-4) - logG(a - 1e-4)) / 2e-4
      #expect(abs(slope) <= 1e-7, "\(slope)")
      let h = 4e-3
      let (up, down) = (logG(a + h), logG(a - h))
      let second = (up - 2 * logG(a) + down) / (h * h)
      let third = (logG(a + 2 * h) - 2 * up + 2 * down - logG(a - 2 * h)) / (2 * h * h * h)
      #expect(
        abs(constants.riskOrder - (q - 1) / 2 * a * a * second) <= 1e-3 * max(0.01, constants.riskOrder))
      #expect(abs(constants.logitOrder - (1 - (q - 1) * a * third / (2 * second))) <= 1e-2)
    }
  }
}
