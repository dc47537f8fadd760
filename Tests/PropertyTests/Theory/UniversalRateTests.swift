import Testing
import Theory

@Suite struct UniversalRateTests {
  private func system(
    _ tokens: Int, _ variances: [Double], _ sizes: [Int], _ weights: [Double],
    _ positions: PositionLaw = .oneHot
  ) throws -> AnisotropicSystem {
    try AnisotropicSystem(
      tokens: tokens, variances: variances, sizes: SubsetSizeLaw(sizes: sizes, weights: weights),
      positions: positions)
  }

  @Test("the coefficient at fixed q is the closed form, and D10's for standard tokens")
  func coefficient() throws {
    let item = try LateExpansion(system(5, [2, 0.5], [2], [1]), stepSize: 0.5)
    #expect(abs(item.coefficient - 8.3) <= 1e-13)
    #expect(item.halfPower == 0)
    for positions in [PositionLaw.oneHot, .orthonormalFrame(width: 9)] {
      let flow = try FlowSystem(
        problem: Problem(tokens: 5, dimension: 2, sparsity: 2), positions: positions)
      let isotropic = try LateExpansion(system(5, [1, 1], [2], [1], positions), stepSize: 0.5)
      let known = try D10NextOrder.coefficient(flow, stepSize: 0.5)
      #expect(abs(isotropic.coefficient / known - 1) <= 1e-13)
    }
    #expect(throws: TheoryError.self) { try LateExpansion(system(5, [2, 0.5], [2], [1]), stepSize: 2) }
  }

  @Test("the expansion at random q, to the digits of an independent program's Taylor series")
  func randomSize() throws {
    for (item, halfPower, logarithm) in [
      (try system(5, [2, 0.5], [1, 3], [1, 1]), 1.89718826878475, 3.27983479105928),
      (try system(6, [3, 1, 0.2], [2, 4], [1, 3]), 3.40658766147633, 3.22075499139456),
    ] {
      let expansion = try LateExpansion(item, stepSize: 0.5)
      #expect(abs(expansion.halfPower / halfPower - 1) <= 1e-12)
      #expect(abs(expansion.logarithm / logarithm - 1) <= 1e-12)
    }
  }

  @Test("the velocity is D2's for standard tokens, and minus the gradient of R/2 in its metric")
  func velocity() throws {
    let flow = try FlowSystem(problem: Problem(tokens: 7, dimension: 2, sparsity: 3), positions: .oneHot)
    let standard = try system(7, [1, 1], [3], [1])
    let known = try flow.velocity(alpha: 0.7, logit: 1.2)
    let seen = standard.velocity(.init(values: [0.7, 0.7], logit: 1.2))
    #expect(abs(seen.values[1] - known.alpha) <= 1e-15 && abs(seen.logit - known.logit) <= 1e-15)

    let item = try system(6, [3, 1, 0.2], [2, 4], [1, 3])
    let point = AnisotropicSystem.Point(values: [0.4, 0.9, 1.3], logit: 0.8)
    let rate = item.velocity(point)
    let step = 1e-6
    func slope(_ change: (inout AnisotropicSystem.Point, Double) -> Void) -> Double {
      var (up, down) = (point, point)
      change(&up, step)
      change(&down, -step)
      return (item.risk(up) - item.risk(down)) / (4 * step)
    }
    for a in 0..<3 {
      let byValue = slope { $0.values[a] += $1 }
      #expect(abs(rate.values[a] + byValue) <= 1e-9)
    }
    let byLogit = slope { $0.logit += $1 }
    #expect(abs(rate.logit + item.kappa * byLogit) <= 1e-9)
  }

  @Test("descent of standard tokens is the reduced descent, and sizes and steps out of range are refused")
  func descent() throws {
    let flow = try FlowSystem(problem: Problem(tokens: 7, dimension: 2, sparsity: 3), positions: .oneHot)
    var known = try ReducedDescent(flow, stepSize: 0.5)
    var seen = try AnisotropicDescent(system(7, [1, 1], [3], [1]), stepSize: 0.5)
    let state = try seen.states(after: [500])[0]
    let other = try known.states(after: [500])[0]
    #expect(abs(state.point.values[0] - other.alpha) <= 1e-12)
    #expect(abs(state.point.logit - other.logit) <= 1e-12)
    #expect(abs(state.risk / other.risk - 1) <= 1e-11)
    #expect(throws: TheoryError.self) { try seen.states(after: [3]) }
    #expect(throws: TheoryError.self) { try AnisotropicDescent(system(7, [1, 1], [3], [1]), stepSize: 6) }
    #expect(throws: TheoryError.self) { try system(5, [2, 0.5], [5], [1]) }
    #expect(throws: TheoryError.self) { try system(5, [2, -0.5], [2], [1]) }
    #expect(throws: TheoryError.self) { try SubsetSizeLaw(sizes: [3, 2], weights: [1, 1]) }
    #expect(try system(5, [2, 0.5], [2], [1]).stepLimit == 2)
  }

  @Test("just inside the expansion's band verifies, just outside is refuted, early is undecided")
  func predicate() {
    func judge(_ share: Double, time: Double = 2000) -> Verdict {
      D18UniversalRatePredicate.judge(
        scaledRisk: 1.01 + share * 1.5 * 10 / time, expansion: 1.01, time: time, delay: 10)
    }
    #expect(judge(0.99).isVerified && judge(-0.99).isVerified)
    #expect(judge(1.01).isRefuted && judge(-1.01).isRefuted)
    #expect(judge(0, time: 500).word == "undecided")
    #expect(judge(.nan).word == "undecided")
    func slope(_ value: Double, halfWidth: Double = 0.1) -> Verdict {
      D18UniversalRatePredicate.judge(slope: value, halfWidth: halfWidth, coefficient: 8.3)
    }
    #expect(slope(8.39).isVerified && slope(8.41).isRefuted)
    #expect(slope(8.3, halfWidth: 0.4).word == "undecided")
    // sqrt(0.5 x 4/(2 x 2 x 8)).
    #expect(TrainedBands.deviation(stepSize: 0.5, variance: 4, sparsity: 2, batch: 8) == 0.25)
    for part in TrainedBands.Part.allCases {
      #expect(TrainedBands.judge(part, distance: 0.99 * TrainedBands.allowed(part)).isVerified)
      #expect(TrainedBands.judge(part, distance: 1.01 * TrainedBands.allowed(part)).isRefuted)
    }
  }
}
