import Testing
import sts

@Suite struct FlowCommandTests {
  struct Answer: Decodable {
    struct State: Decodable {
      let t: Double
      let alpha: Double
      let logit: Double
      let massOnSubset: Double
      let risk: Double
    }
    let states: [State]
  }

  /// States of the flow from an independent program (golden.json), 15 digits.
  static let golden: [(line: String, alpha: Double, logit: Double, risk: Double)] = [
    (
      "--tokens 20 --dimension 5 --sparsity 3 --positions one-hot --times 200", 1.51768468405942,
      2.24838422294584, 0.0991490194497533
    ),
    (
      "--tokens 8 --dimension 3 --sparsity 2 --positions one-hot --times 50", 1.44368758351093,
      1.62802145694216, 0.155708110879454
    ),
    (
      "--tokens 20 --dimension 5 --sparsity 3 --positions frame:64 --times 500", 1.58376158309855,
      2.0598935105083, 0.140542721583644
    ),
  ]

  /// From zero alpha = t P/q to the first order, P = q/T: t/T; C is d kappa P delta/q t^2/(2T).
  @Test func `the earliest times have their states`() async throws {
    let line = "flow --tokens 20 --dimension 5 --sparsity 3 --positions one-hot --times "
    let states = try await answer(line + "1e-310,1e-200,1e-100,1e-31,0,-0", as: Answer.self).states
    for state in states.prefix(4) {
      #expect(agrees(state.alpha, state.t / 20, relative: state.t < 1e-290 ? 1e-12 : 1e-14))
      let logit = 5 / 19.0 * 0.15 * 0.85 / 3 * state.t * (state.t / 40)
      #expect(abs(state.logit - logit) <= 1e-13 * logit)
    }
    #expect(states[0].alpha == 5e-300 / 1e12)
    for state in states.suffix(2) { #expect(state.t == 0 && state.t.sign == .plus && state.alpha == 0) }
    // The series and the integrator meet.
    let near = try await answer(line + "0.99e-30,1.01e-30", as: Answer.self).states
    #expect(agrees(near[1].alpha / near[0].alpha, 1.01 / 0.99, relative: 1e-9))
    #expect(agrees(near[1].logit / near[0].logit, 1.01 / 0.99 * (1.01 / 0.99), relative: 1e-9))
  }

  @Test func `zero is printed without a sign`() async {
    let line = "flow --tokens 20 --dimension 5 --sparsity 3 --positions one-hot --times -0"
    #expect(!(await runCommand(line + " --json").output.contains("-0")))
    #expect(!(await runCommand(line).output.contains("-0")))
  }

  @Test(arguments: golden) func `the state equals the reference`(
    line: String, alpha: Double, logit: Double, risk: Double
  ) async throws {
    let state = try #require(try await answer("flow " + line, as: Answer.self).states.first)
    #expect(agrees(state.alpha, alpha, relative: 1e-9))
    #expect(agrees(state.logit, logit, relative: 1e-9))
    #expect(agrees(state.risk, risk, relative: 1e-9))
  }

  @Test func `the whole path equals the reference`() async throws {
    // T = 8, d = 4, q = 2, one-hot: nine digits of t, alpha, C, P and seven of the risk (golden.json).
    let reference: [(t: Double, alpha: Double, logit: Double, mass: Double, risk: Double)] = [
      (1, 0.117601542, 0.00321675363, 0.250603626, 1.88903),
      (10, 0.775412117, 0.247981216, 0.299300492, 1.376204),
      (100, 1.24973232, 2.38327953, 0.783243197, 0.04981532),
      (10000, 1.02280629, 4.87156846, 0.977532378, 0.0003521147),
      (1_000_000, 1.00228964, 7.17720772, 0.997713846, 3.500315e-06),
    ]
    let line = "flow --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 1,10,100,10000,1e6"
    let states = try await answer(line, as: Answer.self).states
    #expect(states.map(\.t) == reference.map(\.t))
    for (state, expected) in zip(states, reference) {
      #expect(agrees(state.alpha, expected.alpha, relative: 5e-9), "t = \(state.t)")
      #expect(agrees(state.logit, expected.logit, relative: 5e-9), "t = \(state.t)")
      #expect(agrees(state.massOnSubset, expected.mass, relative: 5e-9), "t = \(state.t)")
      #expect(agrees(state.risk, expected.risk, relative: 5e-7), "t = \(state.t)")
    }
  }

  @Test func `times are answered in their order, zero and the far end included`() async throws {
    let line = "flow --tokens 20 --dimension 5 --sparsity 3 --positions one-hot --times 1e12,0,10,10"
    let states = try await answer(line, as: Answer.self).states
    #expect(states.map(\.t) == [1e12, 0, 10, 10])
    #expect(states[1].alpha == 0 && states[1].logit == 0)
    #expect(states[2].alpha == states[3].alpha)
    // t R tends to 1/(2 kappa) = 9.5.
    #expect(agrees(states[0].t * states[0].risk, 9.5, relative: 1e-6))
  }

  @Test func `the keys are the documented ones`() async throws {
    let line = "flow --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 1"
    #expect(try await answerKeys(line) == ["states"])
    let output = await runCommand(line + " --json").output
    #expect(output.hasPrefix(#"{"states":[{"alpha":0.1"#))
  }
}
