import Foundation
import Testing
import Theory

/// What the predicates of D1 to D6 and D13 say at the edges of their bands, and of numbers that are none.
@Suite struct DFlowPredicatesTests {
  private func system(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ law: PositionLaw = .oneHot) throws
    -> FlowSystem
  {
    try FlowSystem(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: law)
  }

  /// Just inside verifies with a margin in 0...1, just outside refutes, and what is no number never verifies.
  private func expectEdge(_ allowed: Double, _ judge: (Double) throws -> Verdict) rethrows {
    for sign in [1.0, -1] {
      let inside = try judge(sign * allowed * (1 - 1e-6))
      if case .verified(let margin) = inside {
        #expect((0...1).contains(margin))
      } else {
        Issue.record("just inside \(allowed): \(inside)")
      }
      #expect(try judge(sign * allowed * (1 + 1e-6)).isRefuted)
    }
    for value in [Double.nan, .infinity, -.infinity] { #expect(try !judge(value).isVerified) }
  }

  /// A value of numbers, also of such as no measurement gives.
  private func decoded<Value: Decodable>(_ fields: [String: Double]) throws -> Value {
    // A square root of a negative number is a negative NaN on some processors.
    let text = fields.map { name, value in
      "\"\(name)\": " + (value.isFinite ? "\(value)" : "\"\(value.isNaN ? "nan" : "\(value)")\"")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Value.self, from: Data("{\(text.joined(separator: ", "))}".utf8))
  }

  @Test("D1: a part off the family of 1e-12 of the norm")
  func symmetry() throws {
    for norm in [0.5, 1, 40] {
      try expectEdge(1e-12 * max(1, norm)) { off in
        let matrix = try Matrix(rows: 2, columns: 2, elements: [norm, off, 0, norm])
        let fit = try FamilyFit(identity: matrix)
        guard off.isFinite else { return D1SymmetryPredicate().judge(fit, "V") }
        // The residual is |off|, the norm sqrt(2) norm: the band is set by the norm given here.
        return D1SymmetryPredicate(tolerance: 1e-12 * max(1, norm) / max(1, fit.norm)).judge(fit, "V")
      }
    }
  }

  @Test("D2: each part alone refutes a wrong gradient")
  func flowSystem() throws {
    let system = try system(6, 2, 2)
    let velocity = try system.velocity(alpha: 0.5, logit: 1)
    func judged(_ alpha: Double, _ value: Double, _ logit: Double, _ weight: Double) throws
      -> D2FlowPredicate.Judged
    {
      var v = try Matrix(identity: 2)
      var w = try Matrix(rows: 6, columns: 6)
      for i in 0..<2 { v[i, i] = -velocity.alpha + alpha }
      for i in 0..<6 {
        for j in 0..<6 { w[i, j] = (-velocity.logit + logit) * ((i == j ? 1 : 0) - 1.0 / 6) }
      }
      v[0, 1] += value
      w[0, 1] += weight
      return try D2FlowPredicate(system).judge(
        alpha: 0.5, logit: 1, valueGradient: FamilyFit(identity: v),
        weightGradient: FamilyFit(attentionWeights: w, positions: .oneHot))
    }
    let right = try judged(0, 0, 0, 0)
    #expect(Verdict.all([right.alpha, right.value, right.logit, right.attentionWeights]).isVerified)
    func refuted(_ judged: D2FlowPredicate.Judged) -> [Bool] {
      [judged.alpha, judged.value, judged.logit, judged.attentionWeights].map(\.isRefuted)
    }
    #expect(refuted(try judged(1e-11, 0, 0, 0)) == [true, false, false, false])
    #expect(refuted(try judged(0, 1e-11, 0, 0)) == [false, true, false, false])
    #expect(refuted(try judged(0, 0, 1e-11, 0)) == [false, false, true, false])
    #expect(refuted(try judged(0, 0, 0, 2e-12)) == [false, false, false, true])
    let broken = try judged(.nan, 0, .nan, 0)
    #expect(
      [broken.alpha, broken.value, broken.logit, broken.attentionWeights].allSatisfy { !$0.isVerified })
  }

  @Test("D3: squared norms, and rises of the risk and of the mass off the subset")
  func energy() throws {
    let predicate = D3EnergyPredicate()
    expectEdge(D3EnergyPredicate.normTolerance) { predicate.judge(squaredNorm: $0, dissipation: 0) }
    #expect(predicate.judge(squaredNorm: 50 * (1 + 1e-12), dissipation: 50).isVerified)
    #expect(predicate.judge(squaredNorm: 50 * (1 + 3e-12), dissipation: 50).isRefuted)
    #expect(!predicate.judge(squaredNorm: 1, dissipation: .nan).isVerified)
    #expect(!predicate.judge(squaredNorm: -1, dissipation: -1).isVerified)
    func monotony(_ risk: Double, _ mass: Double) throws -> D3Energy.Monotony {
      try decoded(["riskRise": risk, "offMassRise": mass, "clearShare": 0.5])
    }
    for rise in [-1, 0, 0.999e-9] {
      #expect(try predicate.judge(riskFalls: monotony(rise, 1)) == .verified(margin: 0.5))
      #expect(try predicate.judge(massRises: monotony(1, rise)) == .verified(margin: 0.5))
    }
    #expect(try predicate.judge(riskFalls: monotony(1.001e-9, 0)).isRefuted)
    #expect(try predicate.judge(massRises: monotony(0, 1.001e-9)).isRefuted)
    for rise in [Double.nan, .infinity, -.infinity] {
      #expect(try !predicate.judge(riskFalls: monotony(rise, 0)).isVerified)
      #expect(try !predicate.judge(massRises: monotony(0, rise)).isVerified)
    }
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    func seen(_ alpha: Double, _ logit: Double) throws -> D3Energy.Monotony {
      try D3Energy.Monotony([
        FlowState(time: 0, weights: AlignedWeights(problem: problem, alpha: 1, logit: 1)),
        FlowState(time: 1, weights: AlignedWeights(problem: problem, alpha: alpha, logit: logit)),
      ])
    }
    #expect(try seen(3, 1.1).riskRise > 0.1 && seen(3, 1.1).offMassRise < 0)
    #expect(try seen(1.1, 0.99).riskRise < 0 && seen(1.1, 0.99).offMassRise > 0)
  }

  @Test("D4: t R and (delta/P)^2 t at the edge of what is allowed, each alone")
  func sharpRate() throws {
    let flow = try GradientFlow(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    let predicate = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime())
    let time = 1e4 * predicate.delay
    let state = try flow.states(at: [time])[0]
    func changed(risk: Double = 0, odds: Double = 0) throws -> FlowState {
      let (risk, odds) = (
        (1 + risk) * predicate.rate.riskLimit / time, (1 + odds) * predicate.rate.oddsLimit / time
      )
      let ratio = odds.squareRoot()
      return try decoded([
        "time": time, "alpha": state.alpha, "logit": state.logit, "massOnSubset": 1 / (1 + ratio),
        "massOffSubset": ratio / (1 + ratio), "risk": risk,
      ])
    }
    let allowed = try predicate.allowed(time: time)
    try expectEdge(allowed) { try predicate.judge(risk: changed(risk: $0)) }
    try expectEdge(allowed) { try predicate.judge(odds: changed(odds: $0)) }
    #expect(try predicate.judge(odds: changed(risk: 1)).isVerified)
    #expect(try predicate.judge(risk: changed(odds: 1)).isVerified)
  }

  @Test("D5: systems outside the range of the bands are refused")
  func phases() throws {
    try D5PhasesPredicate(system(1000, 5, 3)).checkRange()
    for (tokens, dimension, sparsity) in [(100, 1, 2), (1000, 100, 60), (10_000, 7, 3)] {
      let predicate = try D5PhasesPredicate(system(tokens, dimension, sparsity))
      #expect(throws: TheoryError.self) { try predicate.checkRange() }
    }
    let flow = try GradientFlow(problem: Problem(tokens: 1000, dimension: 5, sparsity: 3), positions: .oneHot)
    let parts = try D5PhasesPredicate(flow.system).judge(PhaseObservation(flow))
    #expect(parts.count == 8 && Set(parts.map(\.name)).count == 8)
    #expect(parts.allSatisfy { $0.verdict.isVerified && $0.detects > 0 && $0.detects < 0.2 })
  }

  @Test("D6: orders at the edges, the detectable floor, and the curvature of two known problems")
  func stepSizes() throws {
    let predicate = D6StepSizePredicate(order: 1)
    func study(_ last: Double, _ others: Double = 1) throws -> StepSizeStudy {
      let sizes = [0.4, 0.2, 0.1, 0.05]
      let log2 = Elementary.log(2)
      let ratios = [others, others, last].map { Elementary.exp(-log2 * $0) }
      return try StepSizeStudy(
        stepSizes: sizes, distances: ratios.reduce(into: [1.0]) { $0.append($0[$0.count - 1] * $1) })
    }
    try expectEdge(0.1) { predicate.judge(last: try study(1 + $0)) }
    try expectEdge(0.2) { predicate.judge(try study(1, 1 + $0)) }
    // A floor of the detectable size makes the observed order smaller by just the deviation.
    for order in [1.0, 2] {
      let floor = D6StepSizePredicate(order: order).detectableFloor(deviation: 0.1)
      let full = Elementary.exp(order * Elementary.log(2))
      let seen = Elementary.log((full + floor) / (1 + floor)) / Elementary.log(2)
      #expect(abs(seen - (order - 0.1)) <= 1e-12)
    }
    #expect(predicate.detectableFloor(deviation: 1) == .infinity)
  }

  @Test("D13: eigenvalues at zero to known digits, and at the edge; trained blocks at their share")
  func positionOnly() throws {
    let predicate = D13PositionOnlyPredicate()
    for (tokens, dimension, sparsity, saddle) in [
      (4, 2, 1, 0.0625), (6, 2, 2, 0.0222222), (8, 3, 3, 0.01116071),
    ] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let values = D13PositionOnlyPredicate.eigenvaluesAtZero(problem)
      #expect(values.count == 2 * tokens * dimension && values == values.sorted())
      #expect(abs(values[0] + saddle) <= 1e-7)
      expectEdge(1e-6 * -values[0]) { change in
        var seen = values
        seen[0] += change
        return predicate.judge(eigenvaluesAtZero: seen, of: problem)
      }
      #expect(!predicate.judge(eigenvaluesAtZero: Array(values.dropLast()), of: problem).isVerified)
    }
    expectEdge(0.03) { predicate.judge(norm: $0, partner: 3, share: 0.01, "W_XE") }
    #expect(!predicate.judge(norm: 0, partner: .nan, share: 0.1, "V_E").isVerified)
    expectEdge(predicate.allowedRatio(entries: 24)) { predicate.judge(ratio: $0, entries: 24) }
    #expect(!predicate.judge(ratio: 0, entries: 0).isVerified)
  }
}
