import Sim
import Testing
import Theory

@Suite struct LateDescentTests {
  @Test("risks on the law 1/(2 kappa t + c) have the slope 1, and a risk twice as large half of it")
  func rate() throws {
    let risks = (0...100).map { 1 / (0.5 * 0.1 * Double($0) + 3) }
    let rate = try LateDescent.Rate(risks: risks, stepSize: 0.1, kappa: 0.25)
    #expect(abs(rate.slope - 1) <= 1e-12 && abs(rate.time - 10) <= 1e-12)
    #expect(abs(rate.lastRisk - 5.0 / 8) <= 1e-12 && rate.lateRisk < rate.lastRisk)
    let twice = try LateDescent.Rate(risks: risks.map { 2 * $0 }, stepSize: 0.1, kappa: 0.25)
    #expect(abs(twice.slope - 0.5) <= 1e-12 && abs(twice.lastRisk - 2 * rate.lastRisk) <= 1e-12)
    let looks = try LateDescent.Rate(
      risks: stride(from: 0, through: 100, by: 5).map { risks[$0] }, stepSize: 0.1, stride: 5, kappa: 0.25)
    #expect(abs(looks.slope - 1) <= 1e-12 && looks.time == rate.time)
    #expect(throws: TheoryError.self) { try LateDescent.Rate(risks: [1, 1], stepSize: 0.1, kappa: 0.25) }
  }

  @Test("a descent that runs away counts as 100 d/q from there on")
  func escape() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let start = AttentionWeights(alpha: 50, logit: 3, dimension: 2, positionDimension: 4, family: .centered)
    let risks = try LateDescent.risks(SubsetEnumeration(problem), from: start, stepSize: 0.1, steps: 5)
    #expect(risks == [Double](repeating: 100, count: 6))
  }

  @Test("factors of changes that were put in")
  func factors() throws {
    let path = (0..<6).map { step in
      var weights = AttentionWeights(dimension: 2, positionDimension: 3)
      var (value, rows) = (1.0, 1.0)
      for _ in 0..<step { (value, rows) = (-1.1 * value, -0.9 * rows) }
      weights.value[1] = value
      weights.keyQuery[0] = rows
      return weights
    }
    let factors = try LateDescent.factors(path)
    #expect(abs(factors.value - 1.1) <= 1e-12 && abs(factors.rows - 0.9) <= 1e-12)
    #expect(throws: TheoryError.self) { try LateDescent.factors(Array(path.prefix(2))) }
  }

  @Test("the mean over frames is that of the Haar measure: W = C I of one-hot positions, seen along I")
  func frames() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let hessian = try PopulationHessian.overFrames(
      alpha: 0.7, logit: 0.4, RotationDesign(width: 4), over: enumeration)
    // Along W = C I frames do not matter: the curvature of the risk of aligned weights in C.
    let step = 1e-4
    func risk(_ logit: Double) throws -> Double {
      try AlignedWeights(problem: problem, alpha: 0.7, logit: logit).risk
    }
    let curvature = try (risk(0.4 + step) - 2 * risk(0.4) + risk(0.4 - step)) / (2 * step * step)
    var along = 0.0
    for a in 0..<4 { for b in 0..<4 { along += hessian[5 * a, 5 * b] } }
    #expect(abs(along - curvature) <= 1e-6)
    // I, skew matrices, symmetric ones of trace 0: three values.
    let values = try hessian.symmetricEigenvalues().sorted()
    let distinct = zip(values, values.dropFirst()).count { $1 - $0 > 1e-9 }
    #expect(distinct == 2)
    #expect(throws: TheoryError.self) { try RotationDesign(width: 5) }
    let wide = try SubsetEnumeration(Problem(tokens: 5, dimension: 2, sparsity: 2))
    #expect(throws: TheoryError.self) {
      try PopulationHessian.overFrames(alpha: 1, logit: 1, RotationDesign(width: 4), over: wide)
    }
  }
}
