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
      let fastestMatrixShareOfPeak: Double
      let fastestStepShareOfPeak: Double
    }
    struct Seeds: Decodable {
      struct Row: Decodable {
        let seedStepsPerSecond: Double
        let shareOfNormals: Double
      }
      let oneHot: Row
      let frames: Row
    }
    let cpu: String
    let attention: Attention
    let seeds: Seeds
    let network: Network
    let flowSeconds: Double
  }

  /// Times and their relations belong to the machine of the moment: none is judged here.
  @Test func `every rate is a positive number and shares are quotients of the rates`() async throws {
    let answer = try await answer("benchmark --seconds 0.01", as: Answer.self)
    let (attention, network) = (answer.attention, answer.network)
    #expect(attention.normalsPerStep == 64 * 20 * 69)
    let share = attention.stepsPerSecond * attention.normalsPerStep / attention.normalsPerSecond
    #expect(agrees(share, attention.shareOfNormals, relative: 1e-12))
    let rates = [
      attention.stepsPerSecond, attention.normalsPerSecond, answer.seeds.oneHot.seedStepsPerSecond,
      answer.seeds.oneHot.shareOfNormals, answer.seeds.frames.seedStepsPerSecond,
      answer.seeds.frames.shareOfNormals, network.stepsPerSecond, network.matrixProducts, network.wholeStep,
      network.peak, network.matrixShareOfPeak, network.stepShareOfPeak, network.fastestMatrixShareOfPeak,
      network.fastestStepShareOfPeak, answer.flowSeconds,
    ]
    for rate in rates { #expect(rate > 0 && rate.isFinite) }
    #expect(!answer.cpu.isEmpty)
  }
}
