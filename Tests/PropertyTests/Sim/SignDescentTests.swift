import Sim
import Testing
import Theory

@Suite("SignDescent")
struct SignDescentTests {
  /// Sign descent in the two numbers alpha = j eta and C = 2 i eta of D2's system, apart from the full matrices.
  private func reduced(_ problem: Problem, inverseStep: Int, steps: Int) throws -> [(
    alpha: Double, logit: Double
  )] {
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    let eta = 1 / Double(inverseStep)
    var (j, i) = (0, 0)
    var path = [(alpha: 0.0, logit: 0.0)]
    for _ in 0..<steps {
      let velocity = try system.velocity(alpha: Double(j) * eta, logit: 2 * Double(i) * eta)
      j += velocity.alpha > 0 ? 1 : velocity.alpha < 0 ? -1 : 0
      i += velocity.logit > 0 ? 1 : velocity.logit < 0 ? -1 : 0
      path.append((Double(j) * eta, 2 * Double(i) * eta))
    }
    return path
  }

  @Test(
    "full matrices move as the two numbers do, to the two-cycle",
    arguments: [(6, 2, 2), (8, 3, 2), (5, 1, 3)])
  func twoNumbers(tokens: Int, dimension: Int, sparsity: Int) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let stall = try SignDescentStall(problem: problem, inverseStep: 100)
    let steps = stall.stepsToStall + 10
    let path = try SignDescent.path(SubsetEnumeration(problem), stepSize: 0.01, steps: steps)
    let expected = try reduced(problem, inverseStep: 100, steps: steps)
    #expect(path.count == steps + 1)
    for (state, pair) in zip(path, expected) {
      // A few hundred sums of numbers below 10.
      #expect(abs(state.alpha - pair.alpha) <= 1e-12 && abs(state.logit - pair.logit) <= 1e-11)
      #expect(state.offPath <= 1e-11)
    }
    // To and fro.
    #expect(abs(path[steps].logit - path[steps - 2].logit) <= 1e-12)
    #expect(abs(abs(path[steps].logit - path[steps - 1].logit) - 0.02) <= 1e-12)
  }

  @Test("the stall has the stated level and risks")
  func stall() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    let stall = try SignDescentStall(problem: problem, inverseStep: 1000)
    #expect(stall.level == 2)
    #expect(stall.logit(steps: 0) == 0 && stall.logit(steps: 1) == 0 && stall.logit(steps: 11) == 0.02)
    // 4/3 and 1 in units of eta^2; of an independent program at 1/1000: 1.33333337 and 1.00236532.
    #expect(abs(stall.upperRisk.least * 1e6 - 4.0 / 3) <= 1e-12)
    #expect(stall.upperRisk.most * 1e6 >= 1.33333337 && stall.upperRisk.most * 1e6 <= 1.3334)
    #expect(stall.lowerRisk.least * 1e6 <= 1.00236532 && stall.lowerRisk.most * 1e6 >= 1.00236532)
    #expect(abs(stall.lowerRisk.least * 1e6 - 1) <= 0.02)
    #expect(throws: TheoryError.self) { try SignDescentStall(problem: problem, inverseStep: 9) }
    let long = try Problem(tokens: 100, dimension: 2, sparsity: 1)
    #expect(throws: TheoryError.self) { try SignDescentStall(problem: long, inverseStep: 100) }
  }

  @Test("sizes and steps out of range are refused")
  func refused() throws {
    let enumeration = try SubsetEnumeration(Problem(tokens: 5, dimension: 2, sparsity: 2))
    #expect(throws: TheoryError.self) { try SignDescent.path(enumeration, stepSize: 0, steps: 1) }
    #expect(throws: TheoryError.self) { try SignDescent.path(enumeration, stepSize: 0.1, steps: 0) }
    #expect(throws: TheoryError.self) {
      try SignDescent.path(
        enumeration, from: AttentionWeights(dimension: 3, positionDimension: 5), stepSize: 0.1, steps: 1)
    }
  }
}
