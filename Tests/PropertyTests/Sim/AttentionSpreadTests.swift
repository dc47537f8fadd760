import Sim
import Testing
import Theory

@Suite("AttentionSpread")
struct AttentionSpreadTests {
  private func sample(_ positions: Positions, width: Int, logits: [Double], draws: Int) throws
    -> [AttentionSpread]
  {
    try AttentionSpread.sample(
      AttentionSettings(
        problem: Problem(tokens: 8, dimension: 2, sparsity: 2), positions: positions,
        positionDimension: width, batch: 1, stepSize: 0),
      address: StreamAddress(baseSeed: 24, name: "test 4/4", repetition: 0, purpose: .check),
      logits: logits, draws: draws)
  }

  @Test("orthonormal positions have the masses of the closed form in every draw")
  func orthonormal() throws {
    for (positions, width) in [(Positions.oneHot, 8), (.orthonormalFrame, 12)] {
      let spreads = try sample(positions, width: width, logits: [-1, 0, 3, 30], draws: 20)
      #expect(spreads.map(\.logit) == [-1, 0, 3, 30])
      for spread in spreads {
        // e^C on each of q = 2 tokens, 1 on each of N = 6; the miss is q (q (P/q - 1/q)^2 + delta^2/N).
        let weight = Elementary.exp(-spread.logit)
        let off = 6 * weight / (2 + 6 * weight)
        let miss = off * off * (1 + 2.0 / 6)
        #expect(spread.massOffSubset.count == 20 && spread.squaredMiss.count == 20)
        #expect(spread.massOffSubset.allSatisfy { abs($0 - off) <= 1e-9 * off })
        // The root of the miss is a distance of vectors whose entries are right to 30 roundings of a score.
        #expect(spread.squaredMiss.allSatisfy { abs($0.squareRoot() - miss.squareRoot()) <= 1e-13 })
      }
    }
  }

  @Test(
    "on other positions even attention is that of logit 0, the others spread, and logits share their draws")
  func gaussian() throws {
    let both = try sample(.gaussian, width: 6, logits: [0, 2], draws: 30)
    #expect(both[0].massOffSubset.allSatisfy { abs($0 - 0.75) <= 1e-12 })
    #expect(Set(both[1].massOffSubset).count == 30)
    #expect(both[1].massOffSubset.allSatisfy { (0...1).contains($0) })
    #expect(both[1].squaredMiss.allSatisfy { (0...3).contains($0) })
    #expect(try sample(.gaussian, width: 6, logits: [2], draws: 30) == [both[1]])
  }

  @Test("no draws and infinite logits are refused")
  func refused() {
    for (logit, draws) in [(1, 0), (.infinity, 3), (.nan, 3)] as [(Double, Int)] {
      #expect(throws: TheoryError.self) { try sample(.oneHot, width: 8, logits: [logit], draws: draws) }
    }
  }
}
