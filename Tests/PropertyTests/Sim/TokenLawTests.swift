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
    let address = try StreamAddress(baseSeed: 5, name: "test 0/0", repetition: 0, purpose: .check)
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
    let address = try StreamAddress(baseSeed: 5, name: "test 0/1", repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    var entries = [Double](repeating: 0, count: 7)
    for _ in 0..<100 {
      #expect(abs(TokenLaw.sphere.fill(&entries, &stream) - 7) <= 1e-12)
      TokenLaw.smoothedSigns(noise: 0).fill(&entries, &stream)
      #expect(entries.allSatisfy { abs($0) == 1 })
    }
  }
}
