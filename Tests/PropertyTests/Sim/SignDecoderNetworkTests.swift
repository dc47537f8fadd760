import Sim
import Testing
import Theory

@Suite("SignDecoderNetwork")
struct SignDecoderNetworkTests {
  @Test(
    "the network's first layer has rank 1 and its output is the target for every sequence of signs",
    arguments: [(2, 1, 1), (3, 2, 1), (4, 2, 2), (3, 3, 2), (8, 1, 4)])
  func decodes(tokens: Int, dimension: Int, sparsity: Int) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let network = try FullyConnectedNetwork<Double>.signDecoder(problem)
    #expect(try FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)).rank == 1)
    for sequence in 0..<(1 << problem.inputDimension) {
      try expectTarget(network, problem, signs: signs(sequence, problem), subset: Array(0..<sparsity))
    }
    for subset in Subsets(of: problem) {
      try expectTarget(network, problem, signs: signs(5, problem), subset: subset)
    }
  }

  @Test("entries are exact up to Td = 24, and more throw")
  func largest() throws {
    let problem = try Problem(tokens: 12, dimension: 2, sparsity: 8)
    let network = try FullyConnectedNetwork<Double>.signDecoder(problem)
    for sequence in [0, 1, 0xABCDEF, 0xFFFFFF, 0x800000, 0x7FFFFF] {
      try expectTarget(network, problem, signs: signs(sequence, problem), subset: [0, 1, 2, 5, 6, 7, 10, 11])
    }
    #expect(throws: TheoryError.self) {
      try FullyConnectedNetwork<Double>.signDecoder(Problem(tokens: 5, dimension: 5, sparsity: 2))
    }
  }

  // MARK: - Fixtures

  private func signs(_ sequence: Int, _ problem: Problem) -> [Double] {
    (0..<problem.inputDimension).map { sequence >> $0 & 1 == 1 ? 1 : -1 }
  }

  /// The mean has one rounding for each of at most 2 q weighted terms.
  private func expectTarget(
    _ network: FullyConnectedNetwork<Double>, _ problem: Problem, signs: [Double], subset: [Int]
  ) throws {
    let output = try network.outputs(signs + (0..<problem.tokens).map { subset.contains($0) ? 1 : 0 })
    for coordinate in 0..<problem.dimension {
      var sum = 0.0
      for token in subset { sum += signs[token * problem.dimension + coordinate] }
      #expect(abs(output[coordinate] - sum / Double(problem.sparsity)) <= 1e-15)
    }
  }
}
