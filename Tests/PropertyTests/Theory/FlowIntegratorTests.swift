import Testing
import Theory

@Suite struct FlowIntegratorTests {
  @Test("trajectories equal the golden ones", arguments: FlowGolden.trajectories + [.highPrecision])
  func matchesGolden(_ golden: FlowGolden) throws {
    let states = try golden.flow().states(at: golden.states.map(\.0))
    for (state, row) in zip(states, golden.states) {
      for (seen, expected) in [
        (state.alpha, row.1), (state.logit, row.2), (state.massOnSubset, row.3), (state.risk, row.4),
      ] {
        #expect(
          abs(seen - expected) <= golden.precision * abs(expected), "t = \(row.0): \(seen), \(expected)")
      }
    }
  }

  @Test("three points to 1e-9, from the golden file's high precision")
  func matchesHighPrecision() throws {
    let rows: [(Int, Int, Int, PositionLaw, Double, Double, Double, Double)] = [
      (20, 5, 3, .oneHot, 200, 1.51768468405942, 2.24838422294584, 0.0991490194497533),
      (8, 3, 2, .oneHot, 50, 1.44368758351093, 1.62802145694216, 0.155708110879454),
      (20, 5, 3, .orthonormalFrame(width: 64), 500, 1.58376158309855, 2.0598935105083, 0.140542721583644),
    ]
    for (tokens, dimension, sparsity, law, time, alpha, logit, risk) in rows {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let state = try GradientFlow(problem: problem, positions: law).states(at: [time])[0]
      #expect(abs(state.alpha / alpha - 1) <= 1e-9)
      #expect(abs(state.logit / logit - 1) <= 1e-9)
      #expect(abs(state.risk / risk - 1) <= 1e-9)
    }
  }

  @Test("half times equal the golden ones")
  func halfTimes() throws {
    let rows: [(Int, Int, Int, Double)] = [
      (8, 4, 2, 25.160167), (20, 5, 3, 126.62509), (200, 10, 5, 5121.405), (1000, 5, 3, 210845.18),
    ]
    for (tokens, dimension, sparsity, expected) in rows {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let flow = try GradientFlow(problem: problem, positions: .oneHot)
      let time = try flow.halfTime()
      #expect(abs(time / expected - 1) <= 6e-8)
      let there = try flow.states(at: [time], tolerance: 1e-12)[0]
      // dP/dt t/P is of order 1 to T there; 1e-9 of t moves P by less than T times that.
      #expect(abs(there.massOnSubset - 0.5) <= 1e-9 * Double(tokens))
    }
    let dense = try Problem(tokens: 4, dimension: 1, sparsity: 2)
    #expect(try GradientFlow(problem: dense, positions: .oneHot).halfTime() == 0)
  }

  @Test(
    "the default tolerance agrees with a tighter one to 1e-9, at a million tokens too",
    arguments: [
      (2, 1, 1), (20, 5, 18), (1000, 100, 1), (10_000, 5, 3), (1_000_000, 5, 3), (1_000_000, 16, 100),
    ])
  func selfConvergence(_ size: (Int, Int, Int)) throws {
    let problem = try Problem(tokens: size.0, dimension: size.1, sparsity: size.2)
    let times = [1e-3, 1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]
    for law in [PositionLaw.oneHot, .orthonormalFrame(width: 7 * size.0)] {
      let flow = try GradientFlow(problem: problem, positions: law)
      for (a, b) in zip(try flow.states(at: times), try flow.states(at: times, tolerance: 1e-13)) {
        #expect(abs(a.alpha / b.alpha - 1) <= 1e-9, "\(law) t = \(a.time)")
        #expect(abs(a.logit / b.logit - 1) <= 1e-9)
        #expect(abs(a.massOnSubset / b.massOnSubset - 1) <= 1e-9)
        #expect(abs(a.risk / b.risk - 1) <= 1e-9)
      }
    }
  }

  @Test("small times follow the Taylor expansion from zero")
  func smallTimes() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    // alpha = t P/q = t/T; C' = d kappa alpha P delta/q, so C = d kappa (1/T) (1/T)(1 - q/T) t^2/2.
    for time in [1e-12, 1e-9, 1e-7] {
      let state = try flow.states(at: [time])[0]
      #expect(abs(state.alpha / (time / 20) - 1) <= time)
      let logit = 5 / 19.0 / 400 * 0.85 * time * time / 2
      #expect(abs(state.logit / logit - 1) <= 1e-9 + time)
    }
    let start = try flow.states(at: [0])[0]
    #expect(start.alpha == 0 && start.logit == 0 && abs(start.risk - problem.trivialRisk) <= 1e-15)
  }

  @Test("every start flows to risk 0 at the sharp rate")
  func everyStart() throws {
    let problem = try Problem(tokens: 12, dimension: 3, sparsity: 2)
    for (alpha, logit) in [(-3.0, 0.0), (-0.01, 2), (5, -4), (50, 1), (0, 6), (0.3, -3), (1, 0)] {
      let flow = try GradientFlow(problem: problem, positions: .oneHot, alpha: alpha, logit: logit)
      let state = try flow.states(at: [1e12])[0]
      #expect(abs(1e12 * state.risk / 5.5 - 1) <= 1e-5, "start \(alpha), \(logit): \(state)")
    }
  }

  @Test("times come back in the order given, with the same bits whatever else is asked before")
  func order() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    let states = try flow.states(at: [1e6, 1, 1, 100])
    #expect(states.map(\.time) == [1e6, 1, 1, 100])
    #expect(states[1] == states[2])
    #expect(try flow.states(at: []).isEmpty)
  }

  @Test("bad arguments are errors, never a hang")
  func errors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    for time in [-1.0, .nan, .infinity, 1e31] {
      #expect(throws: TheoryError.self) { try flow.states(at: [time]) }
    }
    for tolerance in [0.0, 1e-14, 1, .nan] {
      #expect(throws: TheoryError.self) { try flow.states(at: [1], tolerance: tolerance) }
    }
    #expect(throws: TheoryError.self) { try GradientFlow(problem: problem, positions: .oneHot, alpha: 1e7) }
    #expect(throws: TheoryError.self) { try GradientFlow(problem: problem, positions: .oneHot, logit: 701) }
    #expect(throws: TheoryError.self) {
      try GradientFlow(problem: problem, positions: .orthonormalFrame(width: 19))
    }
    let far = try GradientFlow(problem: problem, positions: .oneHot, alpha: 1e6, logit: -700)
    _ = try? far.states(at: [1e12])
  }

  @Test("position laws parse what they print")
  func positionLaws() throws {
    #expect(try PositionLaw(parsing: "one-hot") == .oneHot)
    #expect(try PositionLaw(parsing: "frame:64") == .orthonormalFrame(width: 64))
    #expect(PositionLaw.orthonormalFrame(width: 64).description == "frame:64")
    for text in ["", "frame", "frame:", "frame:0", "frame:-3", "frame:1.5", "onehot"] {
      #expect(throws: TheoryError.self) { try PositionLaw(parsing: text) }
    }
  }
}
