import Testing
import sts

@Suite struct NoiseCommandTests {
  struct Answer: Decodable {
    struct State: Decodable {
      let steps: Int
      let t: Double
      let alpha: Double
      let alphaDeviation: Double
      let logit: Double
      let logitDeviation: Double
      let massOnSubset: Double
      let massDeviation: Double
      let risk: Double
      let riskDeviation: Double
      let quietRisk: Double
      let excess: Double
    }
    let limit: Double
    let states: [State]
  }

  static let line =
    "noise --tokens 4 --dimension 2 --sparsity 2 --positions one-hot --learning-rate 0.5 --batch 3 --steps "

  @Test func `the state equals that of full matrices`() async throws {
    let answer = try await answer(Self.line + "0,40", as: Answer.self)
    // eta (d + q - 1)/(2 q B) = 0.5 * 3 / 12
    #expect(answer.limit == 0.125)
    #expect(answer.states.map(\.steps) == [0, 40])
    #expect(
      answer.states[0].risk == 1 && answer.states[0].excess == 0 && answer.states[0].alphaDeviation == 0)
    // Tests/Reference/noise.py
    let state = answer.states[1]
    #expect(state.t == 20)
    #expect(agrees(state.alpha, 1.1966118223 - 2.0168476841e-02, relative: 1e-6))
    #expect(agrees(state.logit, 0.9760243645 - 1.4591669847e-02, relative: 1e-6))
    #expect(agrees(state.alphaDeviation * state.alphaDeviation, 3.2375277207e-03, relative: 1e-5))
    #expect(agrees(state.logitDeviation * state.logitDeviation, 5.0042462061e-03, relative: 1e-5))
    #expect(agrees(state.riskDeviation * state.riskDeviation, 3.1084306966e-04, relative: 1e-5))
    #expect(agrees(state.quietRisk, 0.1243791066, relative: 1e-8))
    #expect(agrees(state.risk, 0.1243791066 + 2.3238604137e-02, relative: 1e-5))
    #expect(agrees(state.excess, 2.3238604137e-02 / 0.1243791066, relative: 1e-5))
  }

  @Test(arguments: ["", "1,", "2,1", "3,3", "-1", "1.5", "10000001", "1e3"])
  func `numbers of steps that do not rise are refused`(steps: String) async {
    await expectRefused((Self.line + steps).split(separator: " ").map(String.init))
  }

  @Test func `the keys are the documented ones`() async throws {
    #expect(try await answerKeys(Self.line + "1") == ["limit", "states"])
  }
}
