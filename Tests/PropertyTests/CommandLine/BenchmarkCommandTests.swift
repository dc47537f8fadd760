import Testing
import sts

@Suite struct BenchmarkCommandTests {
  struct Answer: Decodable {
    struct Attention: Decodable {
      let stepsPerSecond: Double
      let normalsPerStep: Double
      let normalsPerSecond: Double
      let shareOfNormals: Double
    }
    struct Network: Decodable {
      let stepsPerSecond: Double
      let matrixProducts: Double
      let wholeStep: Double
      let peak: Double
      let matrixShareOfPeak: Double
      let stepShareOfPeak: Double
    }
    let attention: Attention
    let network: Network
    let flowSeconds: Double
  }

  @Test func `the rates are consistent with each other`() async throws {
    let answer = try await answer("benchmark --seconds 0.01", as: Answer.self)
    let (attention, network) = (answer.attention, answer.network)
    #expect(attention.normalsPerStep == 64 * 20 * 69)
    let share = attention.stepsPerSecond * attention.normalsPerStep / attention.normalsPerSecond
    #expect(agrees(share, attention.shareOfNormals, relative: 1e-12) && share > 0)
    #expect(network.stepsPerSecond > 0 && network.peak > 0 && network.matrixProducts >= network.wholeStep)
    #expect(answer.flowSeconds > 0 && answer.flowSeconds < 1)
  }
}
