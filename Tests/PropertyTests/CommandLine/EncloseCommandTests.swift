import Testing
import sts

@Suite struct EncloseCommandTests {
  struct Answer: Decodable {
    struct State: Decodable {
      let t: Double
      let alphaLower: Double
      let alphaUpper: Double
      let logitLower: Double
      let logitUpper: Double
      let massLower: Double
      let massUpper: Double
      let riskLower: Double
      let riskUpper: Double
    }
    let states: [State]
  }

  private static let line = "enclose --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times "

  /// T = 8, d = 4, q = 2, one-hot: nine digits of alpha, C, P and seven of the risk from an independent program.
  @Test func `the bounds hold the reference between them`() async throws {
    let reference: [(t: Double, alpha: Double, logit: Double, mass: Double, risk: Double)] = [
      (1, 0.117601542, 0.00321675363, 0.250603626, 1.88903),
      (10, 0.775412117, 0.247981216, 0.299300492, 1.376204),
      (100, 1.24973232, 2.38327953, 0.783243197, 0.04981532),
      (10000, 1.02280629, 4.87156846, 0.977532378, 0.0003521147),
      (1_000_000, 1.00228964, 7.17720772, 0.997713846, 3.500315e-06),
    ]
    let states = try await answer(Self.line + "1,10,100,10000,1e6", as: Answer.self).states
    #expect(states.map(\.t) == reference.map(\.t))
    func holds(_ lower: Double, _ upper: Double, _ value: Double, digits: Double) -> Bool {
      lower <= upper && upper - lower <= 1e-9 * abs(upper) && lower <= value * (1 + digits)
        && upper >= value * (1 - digits)
    }
    for (state, expected) in zip(states, reference) {
      #expect(holds(state.alphaLower, state.alphaUpper, expected.alpha, digits: 5e-9), "t = \(state.t)")
      #expect(holds(state.logitLower, state.logitUpper, expected.logit, digits: 5e-9), "t = \(state.t)")
      #expect(holds(state.massLower, state.massUpper, expected.mass, digits: 5e-9), "t = \(state.t)")
      #expect(holds(state.riskLower, state.riskUpper, expected.risk, digits: 5e-7), "t = \(state.t)")
    }
  }

  @Test func `the keys are the documented ones, and the text has both bounds`() async throws {
    #expect(try await answerKeys(Self.line + "1") == ["states"])
    let text = await runCommand(Self.line + "1e30").output
    #expect(text.contains("at least") && text.contains("at most") && text.contains("1e+30"))
  }

  @Test(arguments: ["-1", "1e31", "nan", "", "1,,2"]) func `times out of range are refused`(times: String)
    async
  {
    let words = Self.line.split(separator: " ").map(String.init)
    await expectRefused(words.dropLast() + ["--times=\(times)"])
  }
}
