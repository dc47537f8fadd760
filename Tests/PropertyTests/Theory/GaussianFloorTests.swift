import Testing
import Theory

@Suite struct GaussianFloorTests {
  /// The floor over its law, (d/q)(q + 1) g(q) P(margin < 0), at widths where the law is still approached.
  @Test(
    "the floor keeps its digits down to 1e-16 and approaches its law as the width grows",
    arguments: [(32, 0.9417), (64, 0.9654), (128, 0.9814), (256, 0.9903)])
  func law(width: Int, share: Double) throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let floor = try GaussianPositionFloor(problem: problem, width: width)
    let law = try A6FloorLaw(problem: problem, width: width)
    #expect(abs(floor.risk / law.risk - share) <= 1e-4, "\(floor), law \(law)")
    #expect(abs(floor.logit / law.logit - 1) <= 0.05)
    // The limit of infinite C, which is 1/g times as large.
    let limit = try GaussianPositionFloor.limit(problem, width: width)
    #expect(floor.risk < 0.4 * limit)
  }

  @Test(
    "the law's share and its place are those found apart",
    arguments: [(1, 0.785398, 0.5), (2, 0.489446, 0.85854), (3, 0.332635, 1.04225), (5, 0.185623, 1.234)])
  func share(sparsity: Int, value: Double, place: Double) {
    let constants = A6FloorLaw.Constants(sparsity: sparsity)
    #expect(abs(constants.share - value) <= 1e-6)
    #expect(abs(constants.place - place) <= 1e-3)
  }

  @Test("no logit nearby has a lower risk, and the floor lies below the limit of infinite C")
  func least() throws {
    for (tokens, sparsity, width) in [(20, 3, 64), (8, 2, 4), (8, 2, 16), (2, 1, 3), (2, 1, 400)] {
      let problem = try Problem(tokens: tokens, dimension: 3, sparsity: sparsity)
      let floor = try GaussianPositionFloor(problem: problem, width: width)
      let miss = try GaussianMiss(problem: problem, width: width)
      for factor in [0.5, 0.9, 0.99, 1.01, 1.1, 2] {
        #expect(try miss.leastRisk(logit: factor * floor.logit) >= floor.risk * (1 - 1e-12), "\(factor)")
      }
      #expect(floor.risk > 0)
      #expect(floor.risk <= (try GaussianPositionFloor.limit(problem, width: width)))
    }
  }

  @Test("both quadratures of the moments agree, at narrow widths and long sequences, early and late")
  func moments() throws {
    for (tokens, sparsity, width) in [(20, 3, 64), (8, 2, 4), (12, 1, 3), (100_000, 3, 96), (6, 4, 12)] {
      let problem = try Problem(tokens: tokens, dimension: 3, sparsity: sparsity)
      let flow = try GaussianPositionFlow(problem: problem, width: width)
      let miss = try GaussianMiss(problem: problem, width: width)
      let q = Double(sparsity)
      for logit in [0, 0.2, 1, 4, 12] {
        let (off, squaredMiss) = try miss.moments(logit: logit)
        let (mass, square) = try flow.moments(logit: logit)
        #expect(abs(mass - (1 - off)) <= 1e-8, "T = \(tokens), R^\(width), C = \(logit)")
        #expect(
          abs(q * square - (squaredMiss + 1 - 2 * off)) <= 1e-8, "T = \(tokens), R^\(width), C = \(logit)")
        let risk = try GaussianPositionFlow.risk(problem, width: width, alpha: 1.2, logit: logit)
        #expect(abs(try miss.risk(alpha: 1.2, logit: logit) - risk) <= 1e-7)
      }
    }
  }

  @Test("descent with small steps comes near the flow, and halved steps halve the distance")
  func descent() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let flow = try GaussianPositionFlow(problem: problem, width: 5)
    let exact = try flow.states(at: [50])[0]
    let distances = try [0.5, 0.25].map { step in
      abs(try flow.descent(stepSize: step, after: [Int(50 / step)])[0].logit - exact.logit)
    }
    #expect(distances[0] <= 0.01)
    #expect(abs(distances[0] / distances[1] - 2) <= 0.1)
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    #expect(throws: TheoryError.self) { try GaussianPositionFloor(problem: problem, width: 4) }
    #expect(throws: TheoryError.self) { try GaussianPositionFloor(problem: problem, width: 10_000) }
    let miss = try GaussianMiss(problem: problem, width: 64)
    #expect(throws: TheoryError.self) { try miss.moments(logit: -1) }
    #expect(throws: TheoryError.self) { try miss.moments(logit: .nan) }
    #expect(throws: TheoryError.self) { try miss.risk(alpha: .infinity, logit: 1) }
    let flow = try GaussianPositionFlow(problem: problem, width: 64)
    #expect(throws: TheoryError.self) { try flow.descent(stepSize: 6, after: [1]) }
    #expect(throws: TheoryError.self) { try flow.descent(stepSize: 1, after: [2, 1]) }
  }
}
