import Testing
import Theory

/// D14: the closed forms of the curvatures, the rational Hessian, and the predicate at the edges of its bands.
@Suite struct StepLimitTests {
  private func system(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ law: PositionLaw = .oneHot) throws
    -> FlowSystem
  {
    try FlowSystem(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: law)
  }

  @Test("the limits of an independent program (golden2.json), q = 1, and frames")
  func limits() throws {
    for (tokens, dimension, sparsity, limit) in [
      (4, 20, 2, 0.8), (5, 30, 3, 0.5806451612903221), (6, 30, 2, 1), (5, 4, 3, 4.354838709677416),
      (8, 3, 2, 4), (6, 3, 1, 2), (2, 50, 1, 2),
    ] {
      #expect(abs(StepLimit(try system(tokens, dimension, sparsity)).value / limit - 1) <= 1e-14)
    }
    #expect(StepLimit(try system(4, 20, 1)).logitCurvature == 0)
    let wide = StepLimit(try system(6, 500, 2, .orthonormalFrame(width: 9)))
    #expect(abs(wide.value - 2 / (500.0 / (2 * 9 * 8))) <= 1e-14)
    let limit = StepLimit(try system(4, 20, 2))
    try limit.check(0.799)
    for step in [0, -1, 0.801, 4, .infinity, .nan] {
      #expect(throws: TheoryError.self) { try limit.check(step) }
    }
  }

  @Test("the curvatures in W sum to d (q-1)/q, the first is the largest, and every direction is counted")
  func spectrum() throws {
    for tokens in 2...12 {
      for sparsity in 1..<tokens {
        for law in [PositionLaw.oneHot, .orthonormalFrame(width: tokens + 1)] {
          let system = try system(tokens, 7, sparsity, law)
          let spectrum = try LateSpectrum(system)
          let sum = try Rational(
            numerator: Int128(7 * (sparsity - 1)), denominator: Int128(sparsity))
          #expect(try spectrum.traces(count: 1) == [sum])
          let limit = StepLimit(system)
          #expect(abs((spectrum.keyQuery.first?.curvature.double ?? 0) - limit.logitCurvature) <= 1e-13)
          #expect(spectrum.keyQueryEigenvalues.first == spectrum.keyQuery.first?.curvature.double ?? 0)
          let width = law == .oneHot ? tokens : tokens + 1
          #expect(spectrum.keyQueryEigenvalues.count == width * width)
          #expect(spectrum.eigenvalues.count == width * width + 49)
          #expect(spectrum.value.curvature.double == limit.valueCurvature)
        }
      }
    }
  }

  @Test(
    "the curvatures of p_k, the probabilities that k given tokens lie in the subset", arguments: [2, 3, 5])
  func symmetric(sparsity: Int) throws {
    let (size, q) = (7.0, Double(sparsity))
    func p(_ k: Int) -> Double { (0..<k).reduce(1) { $0 * (q - Double($1)) / (size - Double($1)) } }
    let stated = 3 / (q * q) * (p(2) - p(3) - (2 * p(2) - 4 * p(3) + 2 * p(4)) / q)
    let vectors = 3 * (q - 1) * (size + q * q * (1 - 1 / size) - 2 * q) / (q * q * 6 * 5)
    let parts = try LateSpectrum(system(7, 3, sparsity)).keyQuery
    #expect(abs(parts[0].curvature.double - vectors) <= 1e-14 && parts[0].directions == 6)
    #expect(sparsity == 2 ? parts.count == 2 : abs(parts[2].curvature.double - stated) <= 1e-14)
  }

  @Test(
    "the rational Hessian has these eigenvalues and no other", arguments: [(4, 1), (4, 2), (5, 4), (6, 3)])
  func hessian(tokens: Int, sparsity: Int) throws {
    let system = try system(tokens, 4, sparsity)
    let hessian = try LateHessian(system.problem)
    let spectrum = try LateSpectrum(system)
    let curvatures = spectrum.keyQuery.map(\.curvature)
    #expect(try hessian.entriesLeft(by: curvatures) == 0)
    #expect(try hessian.traces(count: 4) == spectrum.traces(count: 4))
    if sparsity > 1 { #expect(try hessian.entriesLeft(by: Array(curvatures.dropFirst())) > 0) }
  }

  @Test("the predicate: just inside verifies, just outside refutes, and what is no number never verifies")
  func predicate() throws {
    let predicate = D14StepLimitPredicate(try system(4, 20, 2))
    func expectEdge(_ allowed: Double, _ judge: (Double) -> Verdict) {
      for sign in [1.0, -1] {
        #expect(judge(sign * allowed * (1 - 1e-6)).isVerified)
        #expect(judge(sign * allowed * (1 + 1e-6)).isRefuted)
      }
      for value in [Double.nan, .infinity, -.infinity] { #expect(!judge(value).isVerified) }
    }
    expectEdge(2.5e-9) { predicate.judge(eigenvalues: [2.5 + $0, 1], stated: [2.5, 1]) }
    expectEdge(1e-4) { predicate.judge(factor: 1.1 + $0, stepSize: 0.84, curvature: 2.5) }
    // 1e-3 + 4 (N/2 + q (T-1)/d) ln 2/t = 1e-3 + 5.2 ln 2/t
    let allowed = 1e-3 + 5.2 * 0.69314718055994531 / 3000
    expectEdge(allowed) { predicate.judge(ends: 1 + $0, lateRisk: 1, time: 3000) }
    #expect(predicate.judge(ends: 1, lateRisk: 1.51, time: 3000).isRefuted)
    #expect(predicate.judge(ends: 1.49).isVerified && predicate.judge(ends: 1.51).isRefuted)
    #expect(predicate.judge(stays: 10.1).isVerified && predicate.judge(stays: 9.9).isRefuted)
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(!predicate.judge(ends: value).isVerified && !predicate.judge(stays: value).isVerified)
    }
    #expect(predicate.judge(entriesLeft: 0).isVerified && predicate.judge(entriesLeft: 1).isRefuted)
    #expect(predicate.judge(eigenvalues: [2.5], stated: [2.5, 1]).word == "undecided")
    #expect(predicate.judge(eigenvalues: [], stated: []).word == "undecided")
    let spectrum = try LateSpectrum(system(4, 20, 2))
    #expect(try predicate.judge(traces: spectrum.traces(count: 4), of: spectrum).isVerified)
    #expect(try predicate.judge(traces: [.one], of: spectrum).isRefuted)
    #expect(try predicate.judge(traces: [], of: spectrum).word == "undecided")
  }
}
