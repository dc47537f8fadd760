import Evidence
import TestSupport
import Testing
import Theory

@testable import Judgments

/// Which experiments a claim makes at a reader's own parameters: those that need a small problem up to the size stated, the
/// others always.
@Suite(.notesIssues)
struct OwnExperimentsTests {
  private func own(_ tokens: Int, _ dimension: Int, _ sparsity: Int, width: Int? = nil) throws
    -> OwnParameters
  {
    var own = OwnParameters(try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity))
    own.width = width
    return own
  }

  /// The types of a claim's experiments there, each once.
  private func types(_ judgment: ClaimJudgment, _ own: OwnParameters) throws -> [String] {
    var found: [String] = []
    for experiment in try judgment.experiments(at: own) {
      let name = String(describing: type(of: experiment))
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  @Test("what takes a small problem is made up to its size, and what takes any beyond it")
  func small() throws {
    let d13 = ClaimJudgment.d13PositionOnly
    #expect(
      try types(d13, own(8, 2, 2)) == ["PopulationBlocks", "SaddleAtZero", "SampledBlocks", "TrainedBlocks"])
    #expect(try types(d13, own(17, 1, 2)) == ["SampledBlocks", "TrainedBlocks"])
    let a1 = ClaimJudgment.a1RiskGivenAttention
    #expect(try types(a1, own(8, 2, 2)) == ["EnumeratedRisk", "DrawnLayer"])
    #expect(try types(a1, own(17, 1, 2)) == ["DrawnLayer"])
    let f13 = ClaimJudgment.f13Bits
    #expect(try types(f13, own(6, 2, 2, width: 3)) == ["GaussianEncoder", "SignCodes"])
    #expect(try types(f13, own(13, 1, 2, width: 3)) == ["GaussianEncoder"])
    let d3 = ClaimJudgment.d3Energy
    #expect(try types(d3, own(64, 4, 2)) == ["EnergyBalance", "GradientNorms"])
    #expect(try types(d3, own(65, 4, 2)) == ["EnergyBalance"])
    let d19 = ClaimJudgment.d19FactorizedAttention
    #expect(try types(d19, own(8, 4, 2)) == ["FactorizedLate", "FactorizedPlateau", "FactorizedMatrices"])
    #expect(try types(d19, own(9, 4, 2)) == ["FactorizedLate", "FactorizedPlateau"])
    #expect(try types(d19, own(8, 5, 2)) == ["FactorizedLate", "FactorizedPlateau"])
    let d21 = ClaimJudgment.d21WeightDecay
    #expect(try types(d21, own(8, 4, 2)) == ["DecayedLaw", "DecayedMatrices"])
    #expect(try types(d21, own(9, 4, 2)) == ["DecayedLaw"])
    #expect(try types(d21, own(8, 5, 2)) == ["DecayedLaw"])
  }

  @Test("what no experiment takes is refused, one larger or wider than the largest")
  func refused() throws {
    let edges: [(ClaimJudgment, OwnParameters, OwnParameters)] = [
      (.d16TransversalStability, try own(6, 2, 2), try own(13, 1, 2)),
      (.d14StepLimit, try own(10, 20, 2), try own(11, 4, 2)),
      (.d14StepLimit, try own(10, 20, 2), try own(10, 21, 2)),
      (.s3Samples, try own(128, 8, 2), try own(129, 8, 2)),
      (.s3Samples, try own(128, 8, 2), try own(128, 9, 2)),
      (.f12SmoothLaws, try own(6, 2, 2), try own(13, 1, 2)),
      (.f15SharedLayer, try own(7, 2, 2), try own(15, 1, 2)),
      (.f18SkipConnection, try own(6, 2, 2), try own(13, 1, 2)),
      (.f19AnyLaw, try own(300, 1, 2), try own(301, 1, 2)),
      (.f17WidthAndBits, try own(64, 8, 2, width: 512), try own(64, 8, 2, width: 513)),
      (.f17WidthAndBits, try own(64, 8, 2, width: 1), try own(513, 1, 2, width: 1)),
    ]
    for (judgment, inside, outside) in edges {
      #expect(try !judgment.experiments(at: inside).isEmpty, "\(judgment.claim.id) at \(inside.problem)")
      #expect(throws: TheoryError.self, "\(judgment.claim.id) at \(outside.problem)") {
        try judgment.experiments(at: outside)
      }
    }
  }

  @Test("a normalised input is judged at half of all neurons, other lengths at longer ones")
  func middle() throws {
    let widths = try ClaimJudgment.f21NormalizedInput.experiments(at: own(6, 2, 2)).compactMap {
      ($0 as? NormalizedPredictor)?.width
    }
    #expect(widths == [6])
    func tested(_ tokens: Int) throws -> [[Int]] {
      var own = try own(8, 2, 2)
      own.testTokens = tokens
      return try ClaimJudgment.l3FixedPositions.experiments(at: own).compactMap {
        ($0 as? FixedPositionTest)?.testTokens
      }
    }
    #expect(try tested(9) == [[9]])
    for tokens in [8, 7, 2] { #expect(throws: TheoryError.self) { try tested(tokens) } }
  }

  @Test("a layer at a reader's own parameters is the one asked for, within the ranges stated")
  func layer() throws {
    func recipe(_ change: (inout OwnParameters) -> Void) throws -> AttentionRecipe {
      var own = try own(8, 2, 2)
      change(&own)
      return try AttentionRecipe.own(own, allowed: [.oneHot, .orthonormalFrame])
    }
    let usual = try recipe { _ in }
    #expect(
      usual.positions == .oneHot && usual.positionDimension == 8 && usual.batch == 64 && usual.stepSize == 0.1
    )
    #expect(usual.times(.standard) == (1...5).map { 0.1 * Double(800 * $0) })
    let frames = try recipe { $0.positions = .init(.orthonormalFrame, dimension: 16) }
    #expect(frames.positions == .orthonormalFrame && frames.positionDimension == 16)
    let short = try recipe { own in
      (own.batch, own.learningRate, own.steps) = (3, 0.05, 5)
    }
    #expect(short.batch == 3 && short.stepSize == 0.05 && short.times(.standard).count == 5)
    let refused: [(inout OwnParameters) -> Void] = [
      { $0.positions = .init(.oneHot, dimension: 9) }, { $0.positions = .init(.gaussian, dimension: 16) },
      { $0.learningRate = 0 }, { $0.learningRate = .nan }, { $0.steps = 4 }, { $0.steps = 100_000_001 },
      { $0.batch = 0 }, { $0.learningRate = 100 },
    ]
    for (index, change) in refused.enumerated() {
      #expect(throws: TheoryError.self, "change \(index)") { try recipe(change) }
    }
  }
}
