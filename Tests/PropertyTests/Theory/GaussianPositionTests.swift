import Testing
import Theory

@Suite struct GaussianPositionTests {
  @Test("the flow on Gaussian positions passes the logits and risks found by sampling")
  func path() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GaussianPositionFlow(problem: problem, width: 64)
    let states = try flow.states(at: [100, 250, 500, 1000, 2000, 10_000])
    let logits = [0.306, 1.119, 2.036, 2.715, 3.281]
    for (state, logit) in zip(states, logits) { #expect(abs(state.logit - logit) <= 2e-3, "\(state)") }
    #expect(abs(states[3].risk - 0.0836) <= 3e-4)
    #expect(abs(states[5].risk - 0.0101) <= 1e-4)
    #expect(abs(flow.floor.risk - 4.7109e-4) <= 1e-7)
  }

  @Test("the states solve the system: fourth-order steps on its velocity end at the same point")
  func system() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let flow = try GaussianPositionFlow(problem: problem, width: 16, largestLogit: 8)
    var (alpha, logit) = (0.0, 0.0)
    let step = 0.25
    for _ in 0..<400 {
      let a = try flow.velocity(alpha: alpha, logit: logit)
      let b = try flow.velocity(alpha: alpha + step / 2 * a.alpha, logit: logit + step / 2 * a.logit)
      let c = try flow.velocity(alpha: alpha + step / 2 * b.alpha, logit: logit + step / 2 * b.logit)
      let e = try flow.velocity(alpha: alpha + step * c.alpha, logit: logit + step * c.logit)
      alpha += step / 6 * (a.alpha + 2 * b.alpha + 2 * c.alpha + e.alpha)
      logit += step / 6 * (a.logit + 2 * b.logit + 2 * c.logit + e.logit)
    }
    let state = try flow.states(at: [100])[0]
    #expect(abs(state.alpha / alpha - 1) <= 1e-5)
    #expect(abs(state.logit / logit - 1) <= 1e-5)
  }

  @Test("without a spread of the scores the moments are those of aligned weights")
  func wide() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GaussianPositionFlow(problem: problem, width: 10_000_000, largestLogit: 6)
    for logit in [0.0, 1, 3.3, 6] {
      let aligned = try AlignedWeights(problem: problem, alpha: 1, logit: logit)
      #expect(abs(try flow.moments(logit: logit).mass - aligned.massOnSubset) <= 1e-4)
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    #expect(throws: TheoryError.self) { try GaussianPositionFlow(problem: problem, width: 8) }
    #expect(throws: TheoryError.self) {
      try GaussianPositionFlow(problem: problem, width: 64, largestLogit: 50)
    }
    let flow = try GaussianPositionFlow(problem: problem, width: 64, largestLogit: 2)
    #expect(throws: TheoryError.self) { try flow.velocity(alpha: 1, logit: 3) }
    #expect(throws: TheoryError.self) { try flow.states(at: [1e6]) }
    #expect(throws: TheoryError.self) { try flow.states(at: [2, 1]) }
  }
}
