import Testing
import Theory

/// The range of the noise law, and the mean square that it comes from.
@Suite struct NoiseRangeTests {
  private func system(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ law: PositionLaw = .oneHot) throws
    -> FlowSystem
  {
    try FlowSystem(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: law)
  }

  @Test("known edges, and who sets them")
  func edges() throws {
    // 2q/(1 + (d+1)/B) = 4/3 where the published problem diverges; the step limit 0.8 for a large curvature in W.
    let noisy = try NoiseRange(system(8, 3, 2), batch: 2)
    #expect(abs(noisy.edge - 4.0 / 3) <= 1e-15 && noisy.edge == noisy.meanSquareEdge)
    let curved = try NoiseRange(system(4, 20, 2), batch: 4096)
    #expect(abs(curved.edge - 0.8) <= 1e-14 && curved.edge == curved.stepLimit)
    #expect(curved.largestStep == 0.2 * curved.edge)
    #expect(throws: TheoryError.self) { try NoiseRange(system(8, 3, 2), batch: 0) }
    let width = PositionLaw.orthonormalFrame(width: 5)
    #expect(abs(try NoiseRange(system(4, 60, 2, width), batch: 1_000_000).edge - 2 / 1.5) <= 1e-14)
  }

  @Test("just inside is allowed, just outside is an error that names the range, and so is no number")
  func ends() throws {
    let range = try NoiseRange(system(8, 3, 2), batch: 16)
    try range.check(range.edge.nextDown)
    try range.checkFirstOrder(range.largestStep)
    try range.check(.leastNonzeroMagnitude)
    try range.checkFirstOrder(.leastNonzeroMagnitude)
    for step in [range.edge, 0, -1, .nan, .infinity] {
      let error = #expect(throws: TheoryError.self) { try range.check(step) }
      #expect(error?.rule.contains("\(range.edge)") == true)
    }
    for step in [range.largestStep.nextUp, 0, -1, .nan, .infinity] {
      let error = #expect(throws: TheoryError.self) { try range.checkFirstOrder(step) }
      #expect(error?.rule.contains("\(range.largestStep)") == true)
    }
    let largest = NoiseRange.largestExcess
    for excess in [0, largest, -largest] { try NoiseRange.check(excess: excess) }
    for excess in [largest.nextUp, -largest.nextUp, .nan, .infinity] {
      #expect(throws: TheoryError.self) { try NoiseRange.check(excess: excess) }
    }
  }

  @Test("the mean square of V alone: its limit, and none from the edge on")
  func meanSquare() throws {
    for (d, q, batch) in [(3.0, 2.0, 2.0), (1, 1, 1), (5, 3, 64), (20, 4, 8)] {
      let problem = try system(8, Int(d), Int(q))
      let edge = try NoiseRange(problem, batch: Int(batch)).meanSquareEdge
      for share in [0.05, 0.2, 0.9, 0.999, 1, 1.02] {
        let step = share * edge
        // A step on V's rows off their best, in units of R*/(d^2 ||s||^2): each of the d^2 entries gets noise eta^2 S R*/(d B).
        let keep = 1 - 2 * step / q + (step / q) * (step / q) * (1 + (d + 1) / batch)
        let noise = step * step * d / (q * q * batch)
        let limit = step * d / (2 * q * batch) / (1 - share)
        if share < 1 {
          #expect(abs(noise / (1 - keep) / limit - 1) <= 1e-9)
        } else {
          #expect(keep >= 1 - 1e-12)
        }
        // What the law of first order leaves out, x x0 ((d+1)/d)/(1-s), is at most 2.5 x^2 up to a fifth of the edge.
        let first = step * d / (2 * q * batch) / (1 - step / (2 * q))
        if share <= 0.2 { #expect(limit - first <= 2.5 * first * first * (1 + 1e-9)) }
      }
    }
  }

  @Test("the law refuses a step that is unstable on the way, though not at the end")
  func onTheWay() throws {
    // d kappa is large: the curvature along C is largest while the attention turns.
    let system = try system(3, 4000, 1)
    let step = 0.9 * (try NoiseRange(system, batch: 1_000_000).largestStep)
    var descent = try NoisyDescent(system, stepSize: step, batch: 1_000_000)
    #expect(throws: TheoryError.self) { try descent.states(after: [2000]) }
    var short = try NoisyDescent(system, stepSize: 0.002, batch: 1_000_000)
    #expect(try short.states(after: [2000])[0].excess.isFinite)
  }
}
