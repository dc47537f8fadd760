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
    let meanSquareStepLimit: Double
    let lateExcess: Double?
    let states: [State]
  }

  static let line =
    "noise --tokens 5 --dimension 1 --sparsity 3 --positions one-hot --learning-rate 0.4 --batch 2 --steps "

  @Test func `the state equals that of full matrices`() async throws {
    let answer = try await answer(Self.line + "0,60", as: Answer.self)
    // eta (d + q - 1)/(2 q B)
    #expect(agrees(answer.limit, 0.1, relative: 1e-15))
    // D17's closed forms, by another program.
    #expect(agrees(answer.lateExcess ?? .nan, 0.12249201605525518, relative: 1e-12))
    #expect(agrees(answer.meanSquareStepLimit, 2.1623486267241177, relative: 1e-12))
    #expect(answer.states.map(\.steps) == [0, 60])
    #expect(
      agrees(answer.states[0].risk, 1.0 / 3, relative: 1e-15) && answer.states[0].excess == 0
        && answer.states[0].alphaDeviation == 0)
    // Tests/Reference/noise.py
    let state = answer.states[1]
    #expect(agrees(state.t, 24, relative: 1e-15))
    #expect(agrees(state.alpha, 1.0767200169 - 2.4240525305e-02, relative: 1e-6))
    #expect(agrees(state.logit, 0.3402280116 - 5.6898754531e-03, relative: 1e-6))
    #expect(agrees(state.alphaDeviation * state.alphaDeviation, 9.7544163909e-03, relative: 1e-5))
    #expect(agrees(state.logitDeviation * state.logitDeviation, 2.5426666480e-03, relative: 1e-5))
    #expect(agrees(state.riskDeviation * state.riskDeviation, 6.1131386370e-05, relative: 1e-5))
    #expect(agrees(state.quietRisk, 0.0842630862, relative: 1e-8))
    #expect(agrees(state.risk, 0.0842630862 + 8.5469730168e-03, relative: 1e-5))
    #expect(agrees(state.excess, 8.5469730168e-03 / 0.0842630862, relative: 1e-5))
  }

  /// Settings at which training or the law diverges, or at which the law is not of first order.
  static let outside = [
    "--tokens 4 --dimension 20 --sparsity 2 --positions one-hot --learning-rate 1.5 --batch 64 --steps 10,100,1000",
    "--tokens 20 --dimension 5 --sparsity 19 --positions one-hot --learning-rate 11.4 --batch 4096 --steps 50,300,1000",
    "--tokens 8 --dimension 3 --sparsity 2 --positions one-hot --learning-rate 0.6 --batch 2 --steps 4000",
    "--tokens 3 --dimension 4000 --sparsity 1 --positions one-hot --learning-rate 0.35 --batch 1048576 --steps 2000",
    "--tokens 100 --dimension 1 --sparsity 50 --positions one-hot --learning-rate 6 --batch 1 --steps 10",
  ]

  @Test(arguments: outside) func `outside its range the law is refused with the range`(line: String) async {
    await expectRefused(("noise " + line).split(separator: " ").map(String.init))
    let result = await runCommand("noise " + line)
    #expect(
      result.errors.contains(" step < ") || result.errors.contains(" step <= ")
        || result.errors.contains("0.125"))
  }

  @Test func `no setting prints a number that is not finite`() async throws {
    var (answered, refused) = (0, 0)
    for (tokens, dimension, sparsity) in [
      (2, 1, 1), (4, 2, 2), (4, 20, 2), (8, 3, 2), (20, 5, 19), (20, 5, 3), (3, 4000, 1), (100, 1, 50),
    ] {
      for positions in ["one-hot", "frame:\(tokens + 1)", "frame:128"] {
        for share in [0.001, 0.02, 0.1, 0.3, 0.6, 0.95, 0.999] {
          for batch in [1, 8, 64, 4096] {
            let line =
              "noise --tokens \(tokens) --dimension \(dimension) --sparsity \(sparsity) --positions \(positions)"
              + " --learning-rate \(share * 2 * Double(sparsity)) --batch \(batch) --steps 50,300,1000"
            let result = await runCommand(batch == 8 ? line + " --json" : line)
            let words = result.output.split { !$0.isLetter && !$0.isNumber }
            #expect(!words.contains("nan") && !words.contains("inf"), "\(line): \(result.output)")
            if result.status == 0 { answered += 1 } else { refused += 1 }
            #expect(
              result.status == 0 || (result.status == 64 && result.output.isEmpty), "\(line): \(result)")
          }
        }
      }
    }
    #expect(answered + refused == 672 && answered > 100 && refused > 100, "\(answered) answered")
  }

  @Test(arguments: ["", "1,", "2,1", "3,3", "-1", "1.5", "10000001", "1e3"])
  func `numbers of steps that do not rise are refused`(steps: String) async {
    await expectRefused((Self.line + steps).split(separator: " ").map(String.init))
  }

  @Test func `the keys are the documented ones`() async throws {
    #expect(
      try await answerKeys(Self.line + "1") == ["lateExcess", "limit", "meanSquareStepLimit", "states"])
    let frames =
      "noise --tokens 8 --dimension 3 --sparsity 2 --positions frame:128 --learning-rate 0.5 --batch 64 --steps 1000"
    #expect(try await answerKeys(frames) == ["limit", "meanSquareStepLimit", "states"])
    // 2 q/(1 + (d + 1)/B)
    #expect(
      agrees(try await answer(frames, as: Answer.self).meanSquareStepLimit, 64.0 / 17, relative: 1e-15))
  }
}
