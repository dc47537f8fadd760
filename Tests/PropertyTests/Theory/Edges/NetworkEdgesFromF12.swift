import Theory

extension PredicateEdges {
  /// F12 to F17.
  static let networkLaws: [PredicateEdges] = [
    // 1/j = 0.8; rounding is 1e-9 of d/q over j.
    PredicateEdges("F12SmoothLawPredicate.judge(risk:certificate:)") {
      let predicate = try F12SmoothLawPredicate(problem: eight, information: 1.25)
      return [
        .band(0.8 - 1.6e-9...Double.infinity, [0.8: 0, 1.6: 0.5], near: 1e-11) {
          predicate.judge(risk: point($0), certificate: 1)
        },
        .verified(1, "a certificate below 0") { predicate.judge(risk: point(1), certificate: -1) },
        .verified(0.5, "wide") { predicate.judge(risk: measured(0.5, 0, 1.6), certificate: 1) },
        .undecided("an estimate that is no number") {
          predicate.judge(risk: measured(.nan, 0, 2), certificate: 1)
        },
        .undecided("a certificate that is none") { predicate.judge(risk: point(1), certificate: .nan) },
      ]
    },
    PredicateEdges("F13BitsPredicate.judge(risk:bits:attained:)") {
      let predicate = F13BitsPredicate(try eight)
      return [
        .band(2 - 2e-11...Double.infinity, [2: 0, 4: 0.5], near: 1e-12) {
          try predicate.judge(risk: $0, bits: 0)
        },
        .band(2 - 2e-11...2 + 2e-11, near: 0.01) { try predicate.judge(risk: $0, bits: 0, attained: true) },
      ]
    },
    PredicateEdges("F13BitsPredicate.judge(exactRisk:bits:)") {
      let predicate = F13BitsPredicate(try eight)
      let bound = try F13Bits.signs(problem: eight, bits: 5)
      return try atLeast(bound) { try predicate.judge(exactRisk: $0, bits: 5) }
    },
    PredicateEdges("F14SamplesPredicate.judge(outsideChange:)") {
      let predicate = F14SamplesPredicate(try eight)
      return [
        .band(0...1e-11, [0: 1, 5e-12: 0.5], below: "undecided") { predicate.judge(outsideChange: $0) }
      ]
    },
    PredicateEdges("F14SamplesPredicate.judge(mirrorDifference:)") {
      let predicate = F14SamplesPredicate(try eight)
      let most = 1e-8 * 2.0.squareRoot()
      return [
        .band(0...most, [0: 1, 0.5 * most: 0.5], below: "undecided") { predicate.judge(mirrorDifference: $0) }
      ]
    },
    PredicateEdges("F14SamplesPredicate.judge(riskOverBound:)") {
      let predicate = F14SamplesPredicate(try eight)
      return [
        .band(0...Double.infinity, [0: 0, 1: 1]) { predicate.judge(riskOverBound: point($0)) },
        .band(0...0.2, below: "undecided", above: "undecided") {
          predicate.judge(riskOverBound: measured(0, -1, $0))
        },
        .verified(0.5, "half of its upper end") { predicate.judge(riskOverBound: measured(0.1, -1, 0.2)) },
        .verified(0, "below 0, its upper end above") {
          predicate.judge(riskOverBound: measured(-0.1, -1, 0.05))
        },
        .undecided("no number") { predicate.judge(riskOverBound: measured(.nan, -1, 1)) },
      ]
    },
    PredicateEdges("F14SamplesPredicate.judge(tightRisk:certificate:)") {
      let predicate = F14SamplesPredicate(try eight)
      return [
        .band(1 - 2e-11...1 + 2e-11, [1: 1], near: 0.01) { predicate.judge(tightRisk: $0, certificate: 1) }
      ]
    },
    // (1 - 8/32) d/q = 3/2.
    PredicateEdges("F14SamplesPredicate.judge(meanTightRisk:examples:)") {
      let predicate = F14SamplesPredicate(try eight)
      return Edge.contains(1.5, longest: 0.375) { try predicate.judge(meanTightRisk: $0, examples: 8) } + [
        .band(-2e-11...2e-11, [0: 1, 1e-11: 0.5]) {
          try predicate.judge(meanTightRisk: point($0), examples: 32)
        }
      ]
    },
    // (4 - 1)/2.
    PredicateEdges("F15SharedLayerPredicate.judge(certificate:channels:)") {
      let predicate = F15SharedLayerPredicate(try eight)
      return try atLeast(Rational(3) / Rational(2)) { try predicate.judge(certificate: $0, channels: 1) }
    },
    PredicateEdges("F15SharedLayerPredicate.judge(attained:channels:)") {
      let predicate = F15SharedLayerPredicate(try eight)
      return try equal(Rational(3) / Rational(2)) { try predicate.judge(attained: $0, channels: 1) }
    },
    PredicateEdges("F16RobustLossesPredicate.judge(loss:)") {
      let predicate = try F16RobustLossesPredicate(
        F16RobustLosses(problem: eight, loss: .squared), rank: 8, share: 0.5)
      return Edge.notBelow(predicate.bound, resolution: 0.1) { predicate.judge(loss: $0) }
    },
    // E |e|^4 of predicting 0 is E (chi^2_4)^2/4 = 6, and rho^2 = (9/14)^2.
    PredicateEdges("F16RobustLossesPredicate.judge(certificate:)") {
      let predicate = try F16RobustLossesPredicate(
        F16RobustLosses(problem: eight, loss: .power(4)), rank: 8)
      let squared = try F16RobustLossesPredicate(F16RobustLosses(problem: eight, loss: .squared), rank: 8)
      let bound = 6.0 * 81 / 196
      return [
        .band(bound - 6e-12...Double.infinity, [2 * bound: 0.5], near: 1e-12) {
          predicate.judge(certificate: $0)
        },
        .undecided("another loss") { squared.judge(certificate: 10) },
      ]
    },
    PredicateEdges("F16RobustLossesPredicate.judge(tightLoss:)") {
      let predicate = try F16RobustLossesPredicate(
        F16RobustLosses(problem: eight, loss: .squared), rank: 8, share: 0.5)
      return Edge.contains(predicate.bound, longest: 0.5 * predicate.bound) { predicate.judge(tightLoss: $0) }
    },
    // P(|e|^2 > t) >= (bound - t)/r.
    PredicateEdges("F16RobustLossesPredicate.judge(probability:within:)") {
      let law = try F16RobustLosses(problem: eight, loss: .clipped(at: 2))
      let predicate = try F16RobustLossesPredicate(law, rank: 8, share: 0.9)
      let bound = (0.9 * law.lossOfZero - 0.5) / 2
      func judge(_ within: Double, _ resolutions: Double = 0) throws -> Verdict {
        try predicate.judge(
          probability: measured(within, within - resolutions, within + 0.2), within: 0.5)
      }
      return [
        .band(-Double.infinity...1 - bound, [1 - 2 * bound: 0.5]) {
          try predicate.judge(probability: point($0), within: 0.5)
        },
        .band(0...0.05, below: "undecided", above: "undecided") { try judge(1 - bound, $0) },
        .undecided("no number") { try predicate.judge(probability: measured(.nan, 0, 1), within: 0.5) },
      ]
    },
    PredicateEdges("F17WidthAndBitsPredicate.judge(risk:atLeast:_:)") {
      let predicate = F17WidthAndBitsPredicate(try eight)
      return [
        .band(1 - 2e-11...Double.infinity, [1: 0, 2: 0.5], near: 1e-12) {
          predicate.judge(risk: $0, atLeast: 1, "edge")
        },
        .undecided("a bound below 0") { predicate.judge(risk: 1, atLeast: -1, "edge") },
        .undecided("a bound that is none") { predicate.judge(risk: 1, atLeast: .nan, "edge") },
      ]
    },
    PredicateEdges("F17WidthAndBitsPredicate.judge(risk:attains:_:)") {
      let predicate = F17WidthAndBitsPredicate(try eight)
      return [
        .band(1 - 2e-11...1 + 2e-11, [1: 1], near: 0.01) { predicate.judge(risk: $0, attains: 1, "edge") }
      ]
    },
  ]

  /// F18 to F21 and the bound that several share.
  static let networkVariants: [PredicateEdges] = [
    // T = 4, d = 2, q = 2: LB(2 + 2) = 4/12, LB(2 + 3) = 3/12.
    PredicateEdges("F18SkipConnectionPredicate.judge(leastRisk:rank:worth:)") {
      let predicate = F18SkipConnectionPredicate(try Problem(tokens: 4, dimension: 2, sparsity: 2))
      return try atLeast(Rational(1) / Rational(3)) { try predicate.judge(leastRisk: $0, rank: 2) }
        + atLeast(Rational(1) / Rational(4)) { try predicate.judge(leastRisk: $0, rank: 2, worth: 3) }
    },
    PredicateEdges("F18SkipConnectionPredicate.judge(attained:rank:worth:)") {
      let predicate = F18SkipConnectionPredicate(try Problem(tokens: 4, dimension: 2, sparsity: 2))
      return try equal(Rational(1) / Rational(3)) { try predicate.judge(attained: $0, rank: 2) }
        + equal(Rational(1) / Rational(4)) { try predicate.judge(attained: $0, rank: 2, worth: 3) }
    },
    PredicateEdges("F19AnyLawPredicate.judge(spectrum:formula:)") {
      let predicate = F19AnyLawPredicate(try eight)
      return (0..<3).map { place in
        .band(-2e-12...2e-12, [0: 1], near: 0.01) {
          var seen = [0.3, 0.1, 0.2]
          seen[place] += $0
          return predicate.judge(spectrum: seen, formula: [0.1, 0.2, 0.3])
        }
      } + [
        .undecided("none") { predicate.judge(spectrum: [], formula: []) },
        .undecided("one less") { predicate.judge(spectrum: [0.1], formula: [0.1, 0.2]) },
      ]
    },
    PredicateEdges("F19AnyLawPredicate.judge(tail:width:)") {
      let predicate = F19AnyLawPredicate(try eight)
      return [
        .band(-2e-12...9.0 / 7 + 2e-12, [9.0 / 14: 0.5], below: "undecided", near: 1e-13) {
          try predicate.judge(tail: $0, width: 8)
        }
      ]
    },
    PredicateEdges("F19AnyLawPredicate.judge(uniformTail:width:)") {
      let predicate = F19AnyLawPredicate(try eight)
      return [
        .band(9.0 / 7 - 2e-12...9.0 / 7 + 2e-12, near: 0.01) {
          try predicate.judge(uniformTail: $0, width: 8)
        }
      ]
    },
    // Independent tokens at T = 4, d = 1, q = 2: eigenvalues 1/4 and 1/12 three times, sum 1/2.
    PredicateEdges("F20CorrelatedTokensPredicate.judge(spectrum:)") {
      let predicate = try independentTokens
      return (0..<4).map { place in
        .band(-5e-13...5e-13, near: 0.01) {
          var seen = [1.0 / 12, 1.0 / 4, 1.0 / 12, 1.0 / 12]
          seen[place] += $0
          return predicate.judge(spectrum: seen)
        }
      } + [
        .undecided("none") { predicate.judge(spectrum: []) },
        .undecided("one less") { predicate.judge(spectrum: [1.0 / 4, 1.0 / 12, 1.0 / 12]) },
      ]
    },
    PredicateEdges("F20CorrelatedTokensPredicate.judge(certificate:rank:)") {
      let predicate = try independentTokens
      return [
        .band(0.25 - 5e-13...Double.infinity, [0.5: 0.5], near: 1e-13) {
          try predicate.judge(certificate: $0, rank: 1)
        }
      ]
    },
    PredicateEdges("F20CorrelatedTokensPredicate.judge(certificate:closedForm:)") {
      let predicate = try independentTokens
      return [
        .band(0.25 - 5e-13...0.25 + 5e-13, near: 0.01) { predicate.judge(certificate: $0, closedForm: 0.25) }
      ]
    },
    PredicateEdges("F20CorrelatedTokensPredicate.judge(attained:rank:)") {
      let predicate = try independentTokens
      return [.band(0.25 - 5e-13...0.25 + 5e-13, near: 0.01) { try predicate.judge(attained: $0, rank: 1) }]
    },
    PredicateEdges("F21NormalizedInputPredicate.judge(risk:)") {
      let predicate = F21NormalizedInputPredicate(problem: try eight, rank: 8, bound: 1)
      return Edge.notBelow(1, resolution: 0.1) { predicate.judge(risk: $0) }
    },
    PredicateEdges("F21NormalizedInputPredicate.judge(bestRisk:)") {
      let predicate = F21NormalizedInputPredicate(problem: try eight, rank: 8, bound: 1)
      return Edge.contains(1, longest: 0.2) { predicate.judge(bestRisk: $0) }
    },
    PredicateEdges("F21NormalizedInputPredicate.judge(quadrature:)") {
      let predicate = F21NormalizedInputPredicate(problem: try eight, rank: 8, bound: 1)
      return [.band(1 - 2e-11...1 + 2e-11, [1: 1], near: 0.01) { predicate.judge(quadrature: $0) }]
    },
    PredicateEdges("RiskBoundPredicate.judge(certificate:)") {
      let predicate = try RiskBoundPredicate("edge", bound: 1, rounding: 1e-12, resolution: 0.1)
      return [
        .band(1 - 1e-12...Double.infinity, [1: 0, 2: 0.5], near: 1e-14) { predicate.judge(certificate: $0) }
      ]
    },
    PredicateEdges("RiskBoundPredicate.judge(risk:)") {
      let predicate = try RiskBoundPredicate("edge", bound: 1, rounding: 1e-12, resolution: 0.1)
      return Edge.notBelow(1, resolution: 0.1) { predicate.judge(risk: $0) }
    },
  ]

  private static var independentTokens: F20CorrelatedTokensPredicate {
    get throws {
      try F20CorrelatedTokensPredicate(
        F20CorrelatedTokens(
          problem: Problem(tokens: 4, dimension: 1, sparsity: 2), covariance: Matrix(identity: 4)))
    }
  }
}
