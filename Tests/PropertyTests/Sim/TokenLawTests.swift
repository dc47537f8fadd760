import Sim
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct TokenLawTests {
  static let laws: [TokenLaw] = [
    .gaussian, .sphere, .studentT(degreesOfFreedom: 8), .logistic, .smoothedSigns(noise: 0),
    .smoothedSigns(noise: 0.3), .smoothedSigns(noise: 1),
  ]

  @Test("every law has mean 0 and covariance I, and reports |x|^2", arguments: laws)
  func moments(law: TokenLaw) throws {
    let address = try StreamAddress(baseSeed: 5, claim: 0, problem: 0, repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    var entries = [Double](repeating: 0, count: 3)
    var mean = entries
    var products = [Double](repeating: 0, count: 9)
    let samples = 50_000
    for _ in 0..<samples {
      let square = law.fill(&entries, &stream)
      #expect(abs(square - entries.reduce(0) { $0 + $1 * $1 }) <= 1e-12 * (1 + square))
      for i in 0..<3 {
        mean[i] += entries[i] / Double(samples)
        for j in 0..<3 { products[3 * i + j] += entries[i] * entries[j] / Double(samples) }
      }
    }
    // Seven standard errors, the fourth moments at most 4.5.
    for i in 0..<3 {
      #expect(abs(mean[i]) <= 0.035, "\(law.name)")
      for j in 0..<3 { #expect(abs(products[3 * i + j] - (i == j ? 1 : 0)) <= 0.07, "\(law.name)") }
    }
  }

  @Test("the sphere has radius sqrt(n), signs without noise are signs")
  func supports() throws {
    let address = try StreamAddress(baseSeed: 5, claim: 0, problem: 1, repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    var entries = [Double](repeating: 0, count: 7)
    for _ in 0..<100 {
      #expect(abs(TokenLaw.sphere.fill(&entries, &stream) - 7) <= 1e-12)
      TokenLaw.smoothedSigns(noise: 0).fill(&entries, &stream)
      #expect(entries.allSatisfy { abs($0) == 1 })
    }
  }

  @Test("the one-neuron network decodes every sequence of signs of a small problem")
  func oneNeuronNetwork() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
    let network = try OneNeuronNetwork.make(problem)
    let weights = try network.tokenWeights(problem)
    #expect((0..<weights.rows).count { weights.row($0).contains { $0 != 0 } } == 1)
    for pattern in 0..<64 {
      let tokens = (0..<6).map { pattern >> $0 & 1 == 1 ? 1.0 : -1 }
      let output = try network.outputs(tokens + [1, 0, 1])
      #expect(output == [(tokens[0] + tokens[4]) / 2, (tokens[1] + tokens[5]) / 2])
    }
  }
}
