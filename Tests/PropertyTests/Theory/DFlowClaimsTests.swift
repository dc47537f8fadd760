import Testing
import Theory

@Suite struct DFlowClaimsTests {
  @Test("velocity is minus the gradient of R/2 in the metric of the family")
  func velocity() throws {
    let problem = try Problem(tokens: 9, dimension: 4, sparsity: 2)
    for law in [PositionLaw.oneHot, .orthonormalFrame(width: 11)] {
      let system = try FlowSystem(problem: problem, positions: law)
      for (alpha, logit) in [(0.3, 0.2), (-1, 1), (1.5, -2), (1.01, 4)] {
        let step = 1e-5
        func risk(_ a: Double, _ c: Double) throws -> Double {
          try AlignedWeights(problem: problem, alpha: a, logit: c).risk
        }
        let byAlpha = try (risk(alpha + step, logit) - risk(alpha - step, logit)) / (4 * step)
        let byLogit = try (risk(alpha, logit + step) - risk(alpha, logit - step)) / (4 * step)
        let seen = try system.velocity(alpha: alpha, logit: logit)
        #expect(abs(seen.alpha + byAlpha / Double(problem.dimension)) <= 1e-9)
        #expect(abs(seen.logit + byLogit * system.kappa) <= 1e-9)
      }
    }
  }

  @Test("families are fitted, and what is off them is seen")
  func families() throws {
    var matrix = try Matrix(identity: 5)
    for row in 0..<5 {
      for column in 0..<5 { matrix[row, column] = 2 * ((row == column ? 1 : 0) - 0.2) }
    }
    let fit = try FamilyFit(centeredIdentity: matrix)
    #expect(abs(fit.coefficient - 2) <= 1e-15 && fit.residual <= 1e-14 && abs(fit.cosine - 1) <= 1e-15)
    let predicate = D1SymmetryPredicate()
    let value = try Matrix(identity: 3)
    #expect(predicate.judge(try FamilyFit(identity: value), "V").isVerified)
    #expect(predicate.judge(fit, "W").isVerified)
    matrix[0, 1] += 1e-9
    #expect(predicate.judge(try FamilyFit(attentionWeights: matrix, positions: .oneHot), "W").isRefuted)
    #expect(throws: TheoryError.self) { try FamilyFit(identity: Matrix(rows: 2, columns: 3)) }
  }

  @Test("energy balances, risk falls and mass rises from zero; not from beyond the critical alpha")
  func energy() throws {
    let predicate = D3EnergyPredicate()
    let times = (0...60).map { Elementary.expm1(0.4 * Double($0)) }
    for (tokens, dimension, sparsity) in [(8, 4, 2), (20, 5, 3), (20, 5, 18), (300, 2, 1)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      for law in [PositionLaw.oneHot, .orthonormalFrame(width: 2 * tokens)] {
        let flow = try GradientFlow(problem: problem, positions: law)
        let monotony = try D3Energy.Monotony(flow.states(at: times))
        #expect(predicate.judge(riskFalls: monotony).isVerified)
        #expect(predicate.judge(massRises: monotony).isVerified)
        for (from, to) in [(0.0, 1.0), (1, 1e3), (1e3, 1e9)] {
          let verdict = predicate.judge(try D3Energy.balance(flow, from: from, to: to))
          #expect(verdict.isVerified, "\(problem) \(law) \(from): \(verdict)")
        }
      }
      let critical = try D3Energy.criticalAlpha(problem, logit: 2)
      for alpha in [-0.5, 1.5 * critical] where alpha.isFinite {
        let flow = try GradientFlow(problem: problem, positions: .oneHot, alpha: alpha, logit: 2)
        let monotony = try D3Energy.Monotony(flow.states(at: times))
        #expect(predicate.judge(riskFalls: monotony).isVerified)
        #expect(predicate.judge(massRises: monotony).isRefuted)
      }
    }
    #expect(throws: TheoryError.self) { try D3Energy.Monotony([]) }
  }

  @Test("t R approaches 1/(2 kappa), and no other limit")
  func sharpRate() throws {
    for (tokens, dimension, sparsity) in [(4, 1, 1), (20, 5, 3), (20, 5, 18), (100, 50, 10), (1000, 5, 3)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      for law in [PositionLaw.oneHot, .orthonormalFrame(width: 4 * tokens)] {
        let flow = try GradientFlow(problem: problem, positions: law)
        let half = try flow.halfTime()
        let predicate = try D4SharpRatePredicate(flow.system, halfTime: half)
        for factor in [10, 100, 1e4, 1e6] {
          let state = try flow.states(at: [factor * predicate.delay])[0]
          #expect(try predicate.judge(risk: state).isVerified, "\(problem) \(law) \(factor)")
          #expect(try predicate.judge(odds: state).isVerified, "\(problem) \(law) \(factor)")
        }
        let other = try FlowSystem(problem: problem, positions: .orthonormalFrame(width: 4 * tokens + 1))
        let wrong = try D4SharpRatePredicate(other, halfTime: half)
        let late = try flow.states(at: [1e6 * wrong.delay])[0]
        #expect(try wrong.judge(risk: late).isRefuted)
        #expect(try wrong.judge(odds: late).isRefuted)
        let early = try flow.states(at: [max(1, predicate.delay)])[0]
        #expect(try predicate.judge(risk: early).word == "undecided")
      }
    }
  }

  @Test("the next order falls by 1/(4 kappa) for each unit of the step size")
  func nextOrder() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    // N/(4 kappa) + q/(2 d kappa^2) = 4 * 5/4 + 2 * 25/4
    #expect(try D10NextOrder.coefficient(system) == 17.5)
    #expect(try D10NextOrder.coefficient(system, stepSize: 1) == 16.25)
    #expect(throws: TheoryError.self) { try D10NextOrder.coefficient(system, stepSize: 4) }
  }

  @Test("tracking: inside the bands, outside them, and at another time")
  func tracking() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let flow = try GradientFlow(problem: problem, positions: .oneHot).states(at: [50])
    func seen(mass: Double = 0, cosine: Double = 0.99, time: Double = 50) -> TrackingPredicate.Observation {
      TrackingPredicate.Observation(
        time: time, massOnSubset: flow[0].massOnSubset + mass, alpha: flow[0].alpha, logit: flow[0].logit,
        cosine: cosine)
    }
    let predicate = TrackingPredicate(bands: try .init(problem: problem, stepSize: 0.1, batch: 64))
    #expect(predicate.judge([seen()], flow: flow).isVerified)
    #expect(predicate.judge([seen(mass: 0.04)], flow: flow).isRefuted)
    #expect(predicate.judge([seen(cosine: 0.89)], flow: flow).isRefuted)
    #expect(predicate.judge([seen(time: 51)], flow: flow).word == "undecided")
    #expect(predicate.judge([], flow: flow).word == "undecided")
  }
}
