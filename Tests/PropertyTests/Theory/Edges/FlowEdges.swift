import Foundation
import Theory

extension PredicateEdges {
  /// T = 20, d = 5, q = 3, one-hot: N = 17, kappa = 1/19, d kappa = 5/19, 1/(2 kappa) = 9.5, N/(2 d kappa) = 32.3.
  static var twenty: FlowSystem {
    get throws {
      try FlowSystem(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    }
  }

  /// D10's coefficient over the limit of t R at `twenty`: N/2 + q/(d kappa).
  static let nextOrder = 8.5 + 3 * 3.8

  /// A flow's state of given numbers.
  static func state(
    _ time: Double, alpha: Double = 1, logit: Double = 2, on: Double = 0.9, off: Double = 0.1,
    risk: Double = 1
  ) throws -> FlowState {
    try decoded(
      FlowState.self, stateText(time, alpha: alpha, logit: logit, on: on, off: off, risk: risk))
  }

  /// The same in JSON.
  static func stateText(
    _ time: Double, alpha: Double = 1, logit: Double = 2, on: Double = 0.9, off: Double = 0.1,
    risk: Double = 1
  ) -> String {
    json([
      "time": time, "alpha": alpha, "logit": logit, "massOnSubset": on, "massOffSubset": off, "risk": risk,
    ])
  }

  /// A fit by a family, of given numbers.
  static func fit(_ coefficient: Double = 0, norm: Double = 1, residual: Double = 0) throws -> FamilyFit {
    try decoded(
      FamilyFit.self, ["coefficient": coefficient, "norm": norm, "residual": residual, "cosine": 1])
  }

  /// D1 to D6.
  static let flows: [PredicateEdges] = [
    PredicateEdges("D1SymmetryPredicate.judge(_:_:)") {
      func judge(_ residual: Double, _ norm: Double) throws -> Verdict {
        D1SymmetryPredicate().judge(try fit(norm: norm, residual: residual), "V")
      }
      return [
        .band(-1e-12...1e-12, [0: 1, 5e-13: 0.5]) { try judge($0, 0.5) },
        .band(-5e-12...5e-12, [0: 1]) { try judge($0, 5) },
        .undecided("a norm that is none") { try judge(0, .nan) },
        .undecided("an infinite norm") { try judge(0, .infinity) },
      ]
    },
    PredicateEdges("D2FlowPredicate.judge(alpha:logit:valueGradient:weightGradient:)") {
      let system = try twenty
      let velocity = try system.velocity(alpha: 0.5, logit: 1)
      func seen(_ part: Int, _ off: [Double], norm: Double = 1) throws -> Verdict {
        let seen = try D2FlowPredicate(system).judge(
          alpha: 0.5, logit: 1, valueGradient: fit(-velocity.alpha + off[0], norm: norm, residual: off[1]),
          weightGradient: fit(-velocity.logit + off[2], residual: off[3]))
        return [seen.alpha, seen.value, seen.logit, seen.attentionWeights][part]
      }
      func alone(_ part: Int, _ value: Double, others: Double = 0) -> [Double] {
        (0..<4).map { $0 == part ? value : others }
      }
      var edges: [Edge] = []
      for part in 0..<4 {
        edges += [
          .band(-1e-12...1e-12, [0: 1], near: 0.001) { try seen(part, alone(part, $0)) },
          .band(-4e-12...4e-12, near: 0.001) { try seen(part, alone(part, $0), norm: 4) },
          .undecided("a norm that is none") { try seen(part, alone(part, 0), norm: .nan) },
          .verified(1, "the other parts off") { try seen(part, alone(part, 0, others: 1)) },
        ]
      }
      return edges
    },
    PredicateEdges("D3EnergyPredicate.judge(_:)") {
      func judge(_ loss: Double, _ dissipated: Double, risk: Double = 1) throws -> Verdict {
        D3EnergyPredicate().judge(
          try decoded(
            D3Energy.Balance.self, ["loss": loss, "dissipated": dissipated, "risk": risk]))
      }
      let rounding = 8 * 0x1p-52
      return [
        .band(1 - 1e-8...1 + 1e-8, [1: 1]) { try judge(1, $0) },
        .band(-rounding...rounding, [0: 1, 0.5 * rounding: 0.5]) { try judge(0, $0) },
        .undecided("a risk that is none") { try judge(1, 1, risk: .nan) },
      ]
    },
    PredicateEdges("D3EnergyPredicate.judge(riskFalls:)") {
      try monotony("riskRise", "offMassRise") { D3EnergyPredicate().judge(riskFalls: $0) }
    },
    PredicateEdges("D3EnergyPredicate.judge(massRises:)") {
      try monotony("offMassRise", "riskRise") { D3EnergyPredicate().judge(massRises: $0) }
    },
    PredicateEdges("D3EnergyPredicate.judge(squaredNorm:dissipation:)") {
      let predicate = D3EnergyPredicate()
      return [
        .band(-2e-12...2e-12, [0: 1, 1e-12: 0.5]) { predicate.judge(squaredNorm: $0, dissipation: 0) },
        .band(3 - 6e-12...3 + 6e-12, [3: 1], near: 0.01) { predicate.judge(squaredNorm: $0, dissipation: 3) },
        .undecided("a dissipation below 0") { predicate.judge(squaredNorm: -1, dissipation: -1) },
      ]
    },
    // tau is 126 + N + q/(d kappa) + q^2/(2 N d kappa).
    PredicateEdges("D4SharpRatePredicate.judge(risk:)") {
      try sharpRate { predicate, time, share in
        try predicate.judge(risk: state(time, risk: (1 + share) * 9.5 / time))
      }
    },
    PredicateEdges("D4SharpRatePredicate.judge(odds:)") {
      try sharpRate { predicate, time, share in
        let odds = ((1 + share) * 32.3 / time).squareRoot()
        return try predicate.judge(odds: state(time, on: 1 / (1 + odds), off: odds / (1 + odds)))
      }
    },
    PredicateEdges("D5PhasesPredicate.judge(_:)") { try phaseParts() },
    PredicateEdges("D6StepSizePredicate.judge(_:)") {
      (0..<3).map { place in
        .band(1.8...2.2, [2: 1]) { order in
          var orders = [2.0, 2, 2]
          orders[place] = order
          return D6StepSizePredicate(order: 2).judge(try study(orders))
        }
      } + [.undecided("three step sizes") { D6StepSizePredicate(order: 2).judge(try study([2, 2])) }]
    },
    PredicateEdges("D6StepSizePredicate.judge(last:)") {
      [
        .band(1.9...2.1, [2: 1]) { D6StepSizePredicate(order: 2).judge(last: try study([9, 9, $0])) },
        .undecided("three step sizes") { D6StepSizePredicate(order: 2).judge(last: try study([2, 2])) },
      ]
    },
  ]

  private static func monotony(
    _ judged: String, _ other: String, _ judge: @escaping (D3Energy.Monotony) -> Verdict
  ) throws -> [Edge] {
    func seen(_ rise: Double, clear: Double = 0.25) throws -> Verdict {
      judge(try decoded(D3Energy.Monotony.self, [judged: rise, other: 1, "clearShare": clear]))
    }
    return [
      .band(-Double.infinity...1e-9, [-1: 0.25, 0: 0.25]) { try seen($0) },
      .band(0...1, below: "undecided", above: "undecided") { try seen(0, clear: $0) },
    ]
  }

  private static func sharpRate(
    _ judge: @escaping (D4SharpRatePredicate, Double, Double) throws -> Verdict
  ) throws -> [Edge] {
    let predicate = try D4SharpRatePredicate(twenty, halfTime: 126)
    let delay = 126 + 17 + 3 * 3.8 + 9 * 3.8 / 34
    let allowed = (1.5 * nextOrder * log(1e6) + 3 * delay) / 1e6
    return [
      .band(-allowed...allowed, [0: 1, 0.5 * allowed: 0.5]) { try judge(predicate, 1e6, $0) },
      .band(10 * delay...Double.infinity, below: "undecided") { try judge(predicate, $0, 0) },
    ]
  }

  private static func study(_ orders: [Double]) throws -> StepSizeStudy {
    var (sizes, distances) = ([1.0], [1.0])
    for (place, order) in orders.enumerated() {
      sizes.append(sizes[place] / 2)
      distances.append(distances[place] * pow(2, -order))
    }
    return try StepSizeStudy(stepSizes: sizes, distances: distances)
  }
}
