import Foundation
import Theory

extension PredicateEdges {
  /// A1 to A3.
  static let attentionFirst: [PredicateEdges] = [
    PredicateEdges("A1RiskPredicate.judge(enumerated:formula:)") {
      let third = try Rational(1) / Rational(3)
      let more = try third + Rational(1) / Rational(1_000_000)
      let predicate = A1RiskPredicate()
      return [
        .verified(1, "equal") { predicate.judge(enumerated: third, formula: third) },
        .refuted("a millionth more") {
          predicate.judge(enumerated: more, formula: third)
        },
      ]
    },
    PredicateEdges("A1RiskPredicate.judge(measured:formula:)") {
      Edge.contains(2, longest: 0.2) { A1RiskPredicate().judge(measured: $0, formula: 2) }
    },
    // At C = 0: P = 1/4, risk 3/2, misses of norm 1/sqrt(8) + 1/sqrt(2), each off by 24 u; see the doc comment.
    PredicateEdges("A2AlignedPredicate.judge(directRisk:terms:)") {
      let predicate = A2AlignedPredicate(try AlignedWeights(problem: eight, alpha: 1, logit: 0))
      let reach = (2 * sqrt(6.0) * 24 * (sqrt(0.125) + sqrt(0.5)) + 25 * 1.5) * 0x1p-52
      let ofTen = reach + 9 * 1.5 * 0x1p-52
      return [
        .band(1.5 - reach...1.5 + reach, near: 0.02) { predicate.judge(directRisk: $0) },
        .band(1.5 - ofTen...1.5 + ofTen, near: 0.01) { predicate.judge(directRisk: $0, terms: 10) },
      ]
    },
    PredicateEdges("A2AlignedPredicate.judge(directMass:terms:)") {
      let predicate = A2AlignedPredicate(try AlignedWeights(problem: eight, alpha: 1, logit: 0))
      let reach = (48 + 3) * 0x1p-54
      return [.band(0.25 - reach...0.25 + reach, near: 0.05) { predicate.judge(directMass: $0, terms: 3) }]
    },
    // The risks at 3/2 and 1/2 of the best alpha, 1, are 13/8.
    PredicateEdges("A2BestAlphaPredicate.judge(above:below:best:terms:)") {
      let predicate = try A2BestAlphaPredicate(eight, logit: 0)
      func allowed(_ alpha: Double) -> Double {
        (2 * sqrt(6.5) * 24 * (alpha * sqrt(0.125) + sqrt(0.5)) + 25 * 1.625) * 0x1p-52
      }
      let reach = allowed(1.5) + allowed(0.5)
      func judge(_ high: Double, _ low: Double, _ best: Double) -> Verdict {
        predicate.judge(above: high, below: low, best: best)
      }
      return [
        .band(1.625 - reach...1.625 + reach, near: 0.02) { judge($0, 1.625, 1.5) },
        .band(1.625 - reach...1.625 + reach, near: 0.02) { judge(1.625, $0, 1.5) },
        .band(-Double.infinity...1.625, [1.5: 1]) { judge(1.625, 1.625, $0) },
      ]
    },
    PredicateEdges("A2BestAlphaPredicate.judge(leastRisk:terms:)") {
      let predicate = try A2BestAlphaPredicate(eight, logit: 0)
      let reach = (2 * sqrt(6.0) * 24 * (sqrt(0.125) + sqrt(0.5)) + 25 * 1.5 + 64 * 1.5) * 0x1p-52
      return [.band(1.5 - reach...1.5 + reach, near: 0.02) { predicate.judge(leastRisk: $0) }]
    },
    PredicateEdges("A3ConcentrationPredicate.judge(share:_:)") {
      let predicate = try A3ConcentrationPredicate(problem: eight)
      return [.band(0...1, [0.25: 0.75, 1: 0], below: "undecided") { predicate.judge(share: $0, "mass") }]
    },
    PredicateEdges("A3ConcentrationPredicate.judge(_:)") {
      let predicate = try A3ConcentrationPredicate(problem: eight)
      return ["massOff", "risk", "sufficient"].map { name in
        .band(0...1, [0.25: 0.5, 0.75: 0.25], below: "undecided") { share in
          var fields = ["massOff": 0.5, "risk": 0.5, "sufficient": 0.5]
          fields[name] = share
          return predicate.judge(try decoded(A3ConcentrationPredicate.Shares.self, fields))
        }
      }
    },
    // Even on y and off it; delta/P may be (N/q) e^(-gamma C) = 3 e^-2.
    PredicateEdges("A3ConcentrationPredicate.judge(attention:margin:logit:subset:risk:)") {
      let predicate = try A3ConcentrationPredicate(problem: eight)
      func judge(_ off: Double, risk: Double? = nil) throws -> Verdict {
        let attention = (0..<8).map { $0 < 2 ? (1 - off) / 2 : off / 6 }
        return try predicate.judge(attention: attention, margin: 0.5, logit: 4, subset: [0, 1], risk: risk)
      }
      let odds = 3 * exp(-2.0)
      // The risk is d (2/3) delta^2.
      let off = 0.1
      return [
        .band(0...odds / (1 + odds), below: "undecided", near: 1e-5) { try judge($0) },
        .band(4 * off * off * 2 / 3...Double.infinity, near: 1e-5) { try judge(off, risk: $0) },
      ]
    },
    PredicateEdges("A3ConcentrationPredicate.judge(risk:atMost:)") {
      let predicate = try A3ConcentrationPredicate(problem: eight)
      return Edge.atMost(0.5) { predicate.judge(risk: $0, atMost: 0.5) }
    },
  ]

  /// A4 and A6.
  static let attentionWidths: [PredicateEdges] = [
    PredicateEdges("A4WidthForMarginPredicate.judge(distance:band:of:)") {
      let predicate = A4WidthForMarginPredicate(try A4WidthForMargin(sparsity: 2, positionDimension: 8))
      return [
        .band(0...0.10001, [0: 1, 0.050005: 0.5], below: "undecided") {
          predicate.judge(distance: $0, band: 0.1)
        },
        .band(0...0.2, below: "undecided", above: "undecided") { predicate.judge(distance: 1e-5, band: $0) },
      ]
    },
    PredicateEdges("A4WidthForMarginPredicate.judge(sum:expected:_:)") {
      let predicate = A4WidthForMarginPredicate(try A4WidthForMargin(sparsity: 2, positionDimension: 8))
      return Edge.contains(3, longest: 1.5) { predicate.judge(sum: $0, expected: 3, "sum") }
    },
    PredicateEdges("A4WidthForMarginPredicate.judge(failure:tokens:margin:)") {
      let law = try A4WidthForMargin(sparsity: 2, positionDimension: 8)
      let exact = try law.failureProbability(tokens: 20, margin: 0.25)
      let predicate = A4WidthForMarginPredicate(law)
      func judge(_ estimate: Double, _ lower: Double, _ upper: Double) throws -> Verdict {
        try predicate.judge(failure: measured(estimate, lower, upper), tokens: 20, margin: 0.25)
      }
      return [
        .band(-0.02...0.01, [0: 1, -0.01: 0.5, 0.005: 0.5]) {
          try judge(exact + $0, exact + $0 - 0.01, exact + $0 + 0.02)
        },
        .undecided("an estimate that is no number") { try judge(.nan, 0, 1) },
        .undecided("an estimate outside its interval") { try judge(1.5, 0, 1) },
      ]
    },
    PredicateEdges("A4WidthForMarginPredicate.judge(exact:atMost:)") {
      let predicate = A4WidthForMarginPredicate(try A4WidthForMargin(sparsity: 2, positionDimension: 8))
      return [
        .band(0...0.5 * (1 + 1e-10), [0.25: 0.5], below: "undecided", near: 1e-11) {
          predicate.judge(exact: $0, atMost: 0.5)
        },
        .undecided("a bound of 0") { predicate.judge(exact: 0, atMost: 0) },
      ]
    },
    PredicateEdges("A4WidthForMarginPredicate.judge(leastWidth:atMost:)") {
      [
        .verified(0, "as wide") { A4WidthForMarginPredicate.judge(leastWidth: 5, atMost: 5) },
        .verified(0.5, "half as wide") { A4WidthForMarginPredicate.judge(leastWidth: 5, atMost: 10) },
        .refuted("one more") { A4WidthForMarginPredicate.judge(leastWidth: 6, atMost: 5) },
        .undecided("no width") { A4WidthForMarginPredicate.judge(leastWidth: 0, atMost: 0) },
      ]
    },
    PredicateEdges("A4WidthForMarginPredicate.judge(necessaryShare:)") {
      [.band(1...Double.infinity, [1: 0, 2: 0.5]) { A4WidthForMarginPredicate.judge(necessaryShare: $0) }]
    },
    // nu = 62: 5 q^3/(2 nu^2) and the crowding N (5/4)^(-nu/2), N = 17.
    PredicateEdges("A6FloorLawPredicate.judge(floor:)") {
      let law = try A6FloorLaw(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), width: 64)
      let reach = 67.5 / 3844 + 1.7 * pow(0.8, 31)
      let narrow = try A6FloorLaw(problem: law.problem, width: 17)
      return [
        .band(law.riskRatio - reach...law.riskRatio + reach, [law.riskRatio: 1]) {
          A6FloorLawPredicate(law).judge(floor: $0 * law.risk)
        },
        .undecided("a law not yet reached") { A6FloorLawPredicate(narrow).judge(floor: narrow.risk) },
      ]
    },
    PredicateEdges("A6FloorLawPredicate.judge(logit:)") {
      let law = try A6FloorLaw(problem: Problem(tokens: 20, dimension: 5, sparsity: 3), width: 64)
      let reach = 67.5 / 3844 + 3.4 * pow(0.8, 31) + 1e-4
      return [
        .band(law.logitRatio - reach...law.logitRatio + reach, [law.logitRatio: 1]) {
          A6FloorLawPredicate(law).judge(logit: $0 * law.logit)
        }
      ]
    },
    PredicateEdges("A6FloorLawPredicate.judge(risk:atMost:of:)") {
      let problem = try eight
      return [
        .band(-Double.infinity...0.2, [0: 1, 0.1: 0.5]) {
          A6FloorLawPredicate.judge(risk: $0, atMost: 0.1, of: problem)
        },
        .undecided("all of the risk") { A6FloorLawPredicate.judge(risk: 1, atMost: 1, of: problem) },
      ]
    },
    PredicateEdges("A6FloorLawPredicate.judge(risk:atLeast:)") {
      [
        .band(0.95...Double.infinity, [0.95: 0, 1.9: 0.5]) {
          A6FloorLawPredicate.judge(risk: $0, atLeast: 1)
        },
        .undecided("a floor of 0") { A6FloorLawPredicate.judge(risk: 1, atLeast: 0) },
      ]
    },
  ]
}
