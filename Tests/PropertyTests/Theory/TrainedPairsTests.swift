import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct TrainedPairsTests {
  /// The flow ends at 0.01, the bound is 0.8; allowed are 0.0092...0.0108 and 0.8...0.88.
  static let predicate = S2TrainedPairsPredicate(
    attention: 0.01, network: 0.8, attentionBand: 0.08, networkBand: 0.1)

  /// All parts together.
  static func judge(
    _ predicate: S2TrainedPairsPredicate = predicate, attentionRisk: Double, networkRisk: Double,
    standardError: Double
  ) -> Verdict {
    .all([
      predicate.judge(attentionRisk: attentionRisk),
      predicate.judge(notBelow: networkRisk, standardError: standardError),
      predicate.judge(near: networkRisk, standardError: standardError),
      predicate.judge(separating: attentionRisk),
    ])
  }

  @Test("a network that nothing holds back is judged against an allowed risk")
  func free() {
    for (risk, error, word) in [
      (0.1, 0.001, "verified"), (0.2, 0.001, "verified"), (0.201, 0.001, "refuted"),
      (0.1, 0.05, "undecided"), (.nan, 0.001, "undecided"), (0.1, .infinity, "undecided"),
    ] {
      let verdict = Self.predicate.judge(freeRisk: risk, standardError: error, allowed: 0.2)
      #expect(verdict.word == word)
    }
  }

  @Test(
    "a layer has as many parameters as the network, and never more", arguments: [110, 116, 1586, 1 << 50])
  func positionDimension(parameters: Int) throws {
    let problem = try Problem(tokens: 8, dimension: 2, sparsity: 2)
    let width = try S2TrainedPairs.positionDimension(problem: problem, parameters: parameters)
    #expect(4 + width * width <= parameters && 4 + (width + 1) * (width + 1) > parameters)
  }

  @Test("too few parameters for T orthonormal positions and too many for a square root are refused")
  func refused() throws {
    let problem = try Problem(tokens: 8, dimension: 2, sparsity: 2)
    #expect(try S2TrainedPairs.positionDimension(problem: problem, parameters: 68) == 8)
    for parameters in [67, 0, -1, Int.min + 4, 1 << 50 + 1, Int.max] {
      #expect(throws: TheoryError.self) {
        try S2TrainedPairs.positionDimension(problem: problem, parameters: parameters)
      }
    }
  }

  @Test("both on their predictions is verified, with the least unused share as margin")
  func verified() {
    let exact = Self.judge(attentionRisk: 0.01, networkRisk: 0.8, standardError: 0)
    // A network on LB(m) is on the edge of lying below it.
    #expect(exact == .verified(margin: 0))
    // The network is a twenty-first part above LB(m), and has used half of its 0.08; the layer a quarter of its 0.0008.
    let verdict = Self.judge(attentionRisk: 0.0102, networkRisk: 0.84, standardError: 0)
    guard case .verified(let margin) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(abs(margin - 1.0 / 21) < 1e-12)
    guard case .verified(let unused) = Self.predicate.judge(near: 0.84, standardError: 0) else {
      Issue.record("not verified")
      return
    }
    #expect(abs(unused - 0.5) < 1e-12)
  }

  @Test(
    "either model off its prediction is refuted",
    arguments: [(0.0109, 0.8), (0.0091, 0.8), (0.01, 0.79), (0.01, 0.89), (0.8, 0.01)])
  func refuted(risks: (attention: Double, network: Double)) {
    let verdict = Self.judge(
      attentionRisk: risks.attention, networkRisk: risks.network, standardError: 1e-4)
    #expect(verdict.isRefuted)
  }

  @Test("attention on a flow that is above the bound is refuted: then nothing separates the two")
  func separation() {
    let predicate = S2TrainedPairsPredicate(
      attention: 0.9, network: 0.8, attentionBand: 0.1, networkBand: 0.1)
    #expect(Self.judge(predicate, attentionRisk: 0.9, networkRisk: 0.8, standardError: 0).isRefuted)
  }

  @Test("an error beyond half the band is undecided, unless the distance is larger still")
  func thin() {
    // Five standard errors are 0.05; half the band is 0.04.
    for risk in [0.76, 0.8, 0.92] {
      let verdict = Self.judge(attentionRisk: 0.01, networkRisk: risk, standardError: 0.01)
      #expect(verdict.word == "undecided")
    }
    for risk in [0.74, 0.94] {
      let verdict = Self.judge(attentionRisk: 0.01, networkRisk: risk, standardError: 0.01)
      #expect(verdict.isRefuted)
    }
  }

  @Test(
    "what is not a finite number is undecided",
    arguments: [
      (Double.nan, 0.8, 1e-4), (.infinity, 0.8, 1e-4), (0.01, .nan, 1e-4), (0.01, .infinity, 1e-4),
      (0.01, 0.8, .nan), (0.01, 0.8, .infinity), (0.01, 0.8, -1e-4),
    ])
  func broken(numbers: (attention: Double, network: Double, error: Double)) {
    let verdict = Self.judge(
      attentionRisk: numbers.attention, networkRisk: numbers.network, standardError: numbers.error)
    #expect(verdict.word == "undecided")
  }
}
