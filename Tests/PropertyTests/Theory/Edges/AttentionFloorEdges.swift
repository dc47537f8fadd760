import Theory

extension PredicateEdges {
  /// A5.
  static let attentionFloors: [PredicateEdges] = [
    PredicateEdges("A5QueryFloorPredicate.judge(risk:)") {
      let predicate = A5QueryFloorPredicate(floor: measured(1, 0.9, 1.1))
      let none = A5QueryFloorPredicate(floor: measured(1, 0, 1.1))
      return [
        .band(0.81...1.21, [1.01: 1, 0.91: 0.5, 1.11: 0.5]) { predicate.judge(risk: point($0)) },
        .band(1.01...1.21, [1.11: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(risk: measured(1.01, 1.01, $0))
        },
        .band(0.81...1.01, [0.91: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(risk: measured(1.01, $0, 1.01))
        },
        .undecided("a floor that may be 0") { none.judge(risk: point(1)) },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(excess:)") {
      let predicate = A5QueryFloorPredicate(floor: measured(1, 0.9, 1.1))
      func judge(_ value: Double) -> Verdict { predicate.judge(excess: point(value)) }
      return [
        .band(
          -0.009...0.0225, [0: 1, 0.01125: 0.5, -0.0045: 0.5], below: "undecided", above: "undecided", judge),
        .undecided("above the least floor's, not the greatest's") { judge(0.0274) },
        .refuted("above the greatest floor's") { judge(0.0276) },
        .undecided("below the least floor's, not the greatest's") { judge(-0.0109) },
        .refuted("below the greatest floor's") { judge(-0.0111) },
        .band(0...0.0225, [0.01125: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(excess: measured(0, 0, $0))
        },
        .band(-0.009...0, [-0.0045: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(excess: measured(0, $0, 0))
        },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(farBelow:)") {
      let predicate = A5QueryFloorPredicate(floor: measured(1, 0.9, 1.1))
      return [
        .band(0...0.45, [0: 1, 0.225: 0.5], below: "undecided", above: "undecided") {
          predicate.judge(farBelow: point($0))
        },
        .undecided("not above half of the floor's upper end") { predicate.judge(farBelow: point(0.549)) },
        .refuted("above it") { predicate.judge(farBelow: point(0.551)) },
        .undecided("across") { predicate.judge(farBelow: measured(0.6, 0.5, 0.7)) },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(inside:outside:)") {
      func judge(_ inside: Measured, _ outside: Measured) -> Verdict {
        A5QueryFloorPredicate.judge(inside: inside, outside: outside)
      }
      return [
        .band(1...2, [1: 0.5], below: "undecided", above: "undecided") {
          judge(measured(1, 1, $0), measured(2, 2, 3))
        },
        .band(2...Double.infinity, [4: 0.5], below: "undecided") {
          judge(point(2), measured($0, $0, .infinity))
        },
        .refuted("less outside") { judge(point(2), point(1.99)) },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(risk:limit:)") {
      func judge(_ risk: Measured) -> Verdict {
        A5QueryFloorPredicate.judge(risk: risk, limit: measured(1, 0.98, 1.02))
      }
      return [
        .band(0.95...1.05, [1: 1, 1.025: 0.5, 0.975: 0.5]) { judge(measured($0, $0 - 0.03, $0 + 0.03)) },
        .band(0...0.08, below: "undecided", above: "undecided") { judge(measured(1, 1 - $0, 1 + $0)) },
        .undecided("a limit that may be 0") {
          A5QueryFloorPredicate.judge(risk: point(0.01), limit: point(0))
        },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(exactDualFloor:measured:)") {
      let predicate = A5QueryFloorPredicate(floor: point(1))
      return [
        .band(0...2.5, [1.25: 0.5]) { predicate.judge(exactDualFloor: $0, measured: measured(2, 1, 2.5)) },
        .refuted("no floor") { predicate.judge(exactDualFloor: 0, measured: measured(2, 1, 2.5)) },
        .undecided("not measured") {
          predicate.judge(exactDualFloor: 1, measured: measured(2, 1, .infinity))
        },
      ]
    },
    PredicateEdges("A5QueryFloorPredicate.judge(concentrationOfSum:ofDual:)") {
      let verified = Verdict.verified(margin: 0.5)
      let (refuted, undecided) = (Verdict.refuted(counterexample: ""), Verdict.undecided(reason: ""))
      func judge(_ sum: Verdict, _ dual: Verdict) -> Verdict {
        A5QueryFloorPredicate.judge(concentrationOfSum: sum, ofDual: dual)
      }
      return [
        .verified(1, "as claimed") { judge(refuted, verified) },
        .refuted("the sum verified too") { judge(verified, verified) },
        .refuted("the dual refuted too") { judge(refuted, refuted) },
        .undecided("the sum undecided") { judge(undecided, verified) },
        .undecided("the dual undecided") { judge(refuted, undecided) },
      ]
    },
  ]

  /// A7.
  static let attentionLeastWidths: [PredicateEdges] = [
    PredicateEdges("A7LeastWidthPredicate.judge(leastGap:greatestSpread:width:)") {
      let predicate = try A7LeastWidthPredicate(tokens: 8, sparsity: 2)
      let apart = try A7LeastWidthPredicate(.apart, tokens: 8, sparsity: 2)
      let small = try Rational(1) / Rational(1000)
      return [
        .verified(1, "in 2q dimensions") {
          predicate.judge(leastGap: small, greatestSpread: .zero, width: 4)
        },
        .refuted("no gap") { predicate.judge(leastGap: .zero, greatestSpread: .zero, width: 4) },
        .refuted("y's scores differ") { predicate.judge(leastGap: small, greatestSpread: small, width: 4) },
        .refuted("a dimension less") { predicate.judge(leastGap: small, greatestSpread: .zero, width: 3) },
        .verified(1, "apart, they may") { apart.judge(leastGap: small, greatestSpread: small, width: 4) },
        .refuted("apart, no gap") { apart.judge(leastGap: .zero, greatestSpread: small, width: 4) },
      ]
    },
    PredicateEdges("A7LeastWidthPredicate.judge(_:_:)") {
      let positions = try A7LeastWidth.curve(A7LeastWidth.places(tokens: 8), width: 3)
      guard let obstacle = try SelectionObstacle.find(positions, sparsity: 2, task: .evenly) else {
        return []
      }
      let predicate = try A7LeastWidthPredicate(tokens: 8, sparsity: 2)
      let less = try A7LeastWidthPredicate(tokens: 8, sparsity: 2, leastWidth: 3)
      var coefficients = obstacle.partition.coefficients
      let place = coefficients.firstIndex { $0 != .zero } ?? 0
      coefficients[place] = try coefficients[place] * Rational(1001) / Rational(1000)
      let flawed = SelectionObstacle(
        partition: RadonPartition(coefficients: coefficients), subset: obstacle.subset)
      return [
        .verified(1, "below the least width") { try predicate.judge(obstacle, positions) },
        .refuted("from the least width on") { try less.judge(obstacle, positions) },
        .refuted("a coefficient a thousandth off") { try predicate.judge(flawed, positions) },
      ]
    },
    PredicateEdges("A7LeastWidthPredicate.judge(curveGap:isComplete:)") {
      let predicate = try A7LeastWidthPredicate(tokens: 12, sparsity: 3)
      let small = try Rational(1) / Rational(1000)
      // (1! 2!)^2 at q = 3.
      let told = Rational(4)
      return [
        .verified(1, "complete") { try predicate.judge(curveGap: told, isComplete: true) },
        .refuted("complete, more") { try predicate.judge(curveGap: told + small, isComplete: true) },
        .refuted("complete, less") { try predicate.judge(curveGap: told - small, isComplete: true) },
        .verified(1, "some, more") { try predicate.judge(curveGap: told + small, isComplete: false) },
        .verified(1, "some, the least") { try predicate.judge(curveGap: told, isComplete: false) },
        .refuted("some, less") { try predicate.judge(curveGap: told - small, isComplete: false) },
      ]
    },
    // 1/(sqrt(4) 8^4).
    PredicateEdges("A7LeastWidthPredicate.judge(curveMargin:times:)") {
      let predicate = try A7LeastWidthPredicate(tokens: 8, sparsity: 2)
      let bound = 1.0 / 8192
      return [
        .band(bound * (1 - 1e-12)...Double.infinity, [2 * bound: 0.5], near: 1e-13) {
          try predicate.judge(curveMargin: $0)
        },
        .band(8 * bound...Double.infinity, near: 1e-9) { try predicate.judge(curveMargin: $0, times: 8) },
      ]
    },
  ]
}
