import Testing

@testable import Theory

/// Analytic derivatives against central differences: a wrong one in an implicit solve costs steps, not digits.
@Suite struct FlowJacobianTests {
  /// The derivative of a function at a place, by Richardson's extrapolation of central differences: error of order step^4.
  private func slope(_ place: Double, step: Double = 1e-3, _ value: (Double) throws -> Double) rethrows
    -> Double
  {
    func difference(_ h: Double) throws -> Double { (try value(place + h) - value(place - h)) / (2 * h) }
    return (4 * (try difference(step / 2)) - (try difference(step))) / 3
  }

  @Test(
    "the integrator's right-hand side in either chart is D2's, and its Jacobian that side's derivative",
    arguments: KeyQueryTraining.both)
  func charts(keyQuery: KeyQueryTraining) throws {
    let system = try FlowSystem(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .orthonormalFrame(width: 25))
    let constants = FlowConstants(system, keyQuery: keyQuery)
    func evaluate(_ chart: FlowChart, _ first: Double, _ logit: Double) -> FlowStages {
      // Other values on the other lanes: none may leak.
      constants.evaluate(
        chart, first: SIMD4(9, first, -3, 0.1), logit: SIMD4(-1, logit, 5, 0.3))
    }
    for (chart, first, logit) in [
      (FlowChart.value, 0.4, 0.3), (.value, -0.7, 1.9), (.value, 1.8, -1.2), (.deviation, 0.5, 2.5),
      (.deviation, -1.3, 4), (.deviation, 2, 0.4),
    ] {
      let here = evaluate(chart, first, logit)
      let pairs = [
        ("first by first", here.firstByFirst[1], slope(first) { evaluate(chart, $0, logit).first[1] }),
        ("first by C", here.firstByLogit[1], slope(logit) { evaluate(chart, first, $0).first[1] }),
        ("C by first", here.logitByFirst[1], slope(first) { evaluate(chart, $0, logit).logit[1] }),
        ("C by C", here.logitByLogit[1], slope(logit) { evaluate(chart, first, $0).logit[1] }),
      ]
      for (name, analytic, numerical) in pairs {
        #expect(
          abs(analytic - numerical) <= 1e-9 * max(0.01, abs(analytic)),
          "\(chart) at \(first), \(logit), \(name): \(analytic), by differences \(numerical)")
      }
      // The velocity is that of (alpha, C), alpha = (1 - delta w)/P in the other chart.
      let (on, off) = AlignedWeights.masses(system.problem, logit: logit)
      let alpha = chart == .value ? first : (1 - off * first) / on
      var velocity = try system.velocity(alpha: alpha, logit: logit)
      if keyQuery == .factors { velocity.logit *= 2 * logit }
      #expect(abs(here.logit[1] - velocity.logit) <= 1e-14 * max(1, abs(velocity.logit)))
      if chart == .value {
        #expect(abs(here.first[1] - velocity.alpha) <= 1e-14)
      } else {
        // alpha' = -(delta/P) w' + d alpha/dC C'.
        let byLogit = slope(logit) { place in
          let (p, delta) = AlignedWeights.masses(system.problem, logit: place)
          return (1 - delta * first) / p
        }
        let told = -off / on * here.first[1] + byLogit * here.logit[1]
        #expect(abs(told - velocity.alpha) <= 1e-10, "\(chart) at \(first), \(logit)")
      }
    }
  }

  @Test("the reduced velocity is minus the gradient of R/2 in its metric")
  func reduced() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    for (law, kappa) in [(PositionLaw.oneHot, 1.0 / 19), (.orthonormalFrame(width: 25), 1.0 / 25)] {
      let system = try FlowSystem(problem: problem, positions: law)
      for (alpha, logit) in [(0.4, 0.3), (-0.7, 1.9), (1.8, -1.2), (1.02, 4)] {
        func risk(_ alpha: Double, _ logit: Double) throws -> Double {
          try AlignedWeights(problem: problem, alpha: alpha, logit: logit).risk
        }
        let velocity = try system.velocity(alpha: alpha, logit: logit)
        let byAlpha = try slope(alpha) { try risk($0, logit) }
        let byLogit = try slope(logit) { try risk(alpha, $0) }
        #expect(abs(velocity.alpha + byAlpha / 10) <= 1e-10, "\(law) at \(alpha), \(logit)")
        #expect(abs(velocity.logit + kappa * byLogit / 2) <= 1e-10, "\(law) at \(alpha), \(logit)")
      }
    }
  }

  @Test(
    "the motion on Gaussian positions is the gradient of its risk, and its Jacobian the motion's derivative")
  func gaussianPositions() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let flow = try GaussianPositionFlow(problem: problem, width: 16, largestLogit: 6)
    for (alpha, logit) in [(0.4, 0.3), (-0.7, 1.9), (1.3, 4)] {
      let here = flow.motion(alpha: alpha, logit: logit)
      let pairs = [
        ("alpha by alpha", here.alphaByAlpha, slope(alpha) { flow.motion(alpha: $0, logit: logit).alpha }),
        ("alpha by C", here.alphaByLogit, slope(logit) { flow.motion(alpha: alpha, logit: $0).alpha }),
        ("C by alpha", here.logitByAlpha, slope(alpha) { flow.motion(alpha: $0, logit: logit).logit }),
        ("C by C", here.logitByLogit, slope(logit) { flow.motion(alpha: alpha, logit: $0).logit }),
        // The metric: d for alpha, and d_e for C, as ||W||^2 = d_e C^2.
        ("alpha'", -6 * here.alpha, slope(alpha) { flow.state(0, alpha: $0, logit: logit).risk }),
        ("C'", -32 * here.logit, slope(logit) { flow.state(0, alpha: alpha, logit: $0).risk }),
      ]
      for (name, analytic, numerical) in pairs {
        #expect(
          abs(analytic - numerical) <= 1e-9 * max(0.1, abs(analytic)),
          "\(alpha), \(logit), \(name): \(analytic), by differences \(numerical)")
      }
    }
  }

  @Test("the stage solver solves its eight equations")
  func stageSolver() {
    let stages = FlowStages(
      first: SIMD4(), logit: SIMD4(), firstByFirst: SIMD4(-0.3, 0.2, -0.7, 0.1),
      firstByLogit: SIMD4(0.5, -0.4, 0.3, 0.9), logitByFirst: SIMD4(1.1, -0.6, 0.8, 0.4),
      logitByLogit: SIMD4(-0.2, 0.6, -0.9, 0.7))
    let (rates, perStep) = (SIMD4<Double>(1, 2, 3, 4), 1.6)
    let residual = (first: SIMD4<Double>(0.1, -0.2, 0.3, 0.4), logit: SIMD4<Double>(-0.5, 0.6, 0.7, -0.8))
    let z = FlowStageSolver.withMemory {
      $0.solve(perStep: perStep, rates: rates, stages, residual: residual)
    }
    let first =
      RadauTableau.applyInverse(z.first) * perStep
      - rates * (stages.firstByFirst * z.first + stages.firstByLogit * z.logit)
    let logit =
      RadauTableau.applyInverse(z.logit) * perStep
      - rates * (stages.logitByFirst * z.first + stages.logitByLogit * z.logit)
    for i in 0..<4 {
      #expect(abs(first[i] - residual.first[i]) <= 1e-13 && abs(logit[i] - residual.logit[i]) <= 1e-13)
    }
  }
}
