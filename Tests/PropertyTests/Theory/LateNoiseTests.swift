import Testing
import Theory

/// The late law of the noise and its edge (D17).
@Suite struct LateNoiseTests {
  private func law(_ tokens: Int, _ dimension: Int, _ sparsity: Int, batch: Int) throws -> LateNoise {
    try LateNoise(Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), batch: batch)
  }

  @Test("to first order in 1/B: reference values")
  func firstOrder() throws {
    let rows: [(Int, Int, Int, Double, Int, Double)] = [
      (8, 3, 2, 2, 64, 0.055523207698855576), (5, 4, 3, 2, 64, 0.04803744827168906),
      (6, 2, 4, 0.2, 2, 0.0637431839876437),
    ]
    for (tokens, dimension, sparsity, step, batch, expected) in rows {
      let excess = try law(tokens, dimension, sparsity, batch: batch).firstOrder(stepSize: step)
      #expect(abs(excess / expected - 1) <= 1e-13, "\(excess)")
    }
  }

  @Test("for every batch: values of another program, and V alone at q = 1")
  func everyBatch() throws {
    let rows: [(Int, Int, Int, Double, Int, Double)] = [
      (8, 3, 2, 2, 64, 0.05995213582694814), (8, 3, 2, 0.4, 2, 0.3152942682623199),
      (5, 4, 3, 2, 16, 0.25911190002817686), (6, 4, 1, 0.5, 4, 0.5714285714285714),
    ]
    for (tokens, dimension, sparsity, step, batch, expected) in rows {
      let excess = try law(tokens, dimension, sparsity, batch: batch).excess(stepSize: step)
      #expect(abs(excess / expected - 1) <= 1e-12, "\(excess)")
    }
    let alone = try FrozenAttentionNoise(dimension: 4, batch: 4, attentionSquare: 1).limit(stepSize: 0.5)
    #expect(abs(try law(6, 4, 1, batch: 4).excess(stepSize: 0.5) / alone - 1) <= 1e-14)
  }

  @Test("edges; the law is refused from them on")
  func edges() throws {
    for (tokens, dimension, sparsity, batch, expected) in [
      (8, 3, 2, 2, 1.0849841831245335), (5, 4, 3, 16, 3.5426211784326185), (6, 2, 4, 2, 1.903491558806425),
    ] {
      let law = try law(tokens, dimension, sparsity, batch: batch)
      let edge = law.stepLimit
      #expect(abs(edge / expected - 1) <= 1e-12, "\(edge)")
      #expect(edge < 2 * Double(sparsity) / (1 + Double(dimension + 1) / Double(batch)))
      #expect(try law.excess(stepSize: 0.999 * edge) > 100)
      for step in [1.001 * edge, 100, 0, -1, .nan, .infinity] {
        let error = #expect(throws: TheoryError.self) { try law.excess(stepSize: step) }
        #expect(error?.rule.contains("\(edge)") == true)
        #expect(throws: TheoryError.self) { try law.firstOrder(stepSize: step) }
      }
    }
    #expect(throws: TheoryError.self) { try law(8, 3, 2, batch: 0) }
  }

  @Test(
    "the modes: curvatures of the step limit, d (q-1)/q with their directions; a large batch and a small step give D12's limit"
  )
  func modes() throws {
    for (tokens, dimension, sparsity) in [(8, 3, 2), (6, 2, 4), (3, 2, 2), (4, 20, 2), (5, 4, 1), (2, 1, 1)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let law = try LateNoise(problem, batch: 1 << 20)
      let q = Double(sparsity)
      let sum = law.modes.reduce(0) { $0 + $1.directions * $1.curvature }
      #expect(abs(sum - Double(dimension) * (q - 1) / q) <= 1e-12)
      let limit = StepLimit(try FlowSystem(problem: problem, positions: .oneHot))
      let largest = law.modes.map(\.curvature).max() ?? 0
      #expect(abs(largest - limit.logitCurvature) <= 1e-12)
      let small = try D12GradientNoise.excess(problem: problem, stepSize: 1e-6, batch: 1 << 20)
      #expect(abs(try law.excess(stepSize: 1e-6) / small - 1) <= 1e-4)
    }
  }
}
