import Foundation
import Theory

extension PredicateEdges {
  /// What predicates are made of.
  static let shared: [PredicateEdges] = [
    PredicateEdges("Verdict.within(_:deviation:_:)") {
      [
        .band(-2...2, [0: 1, 1: 0.5, -1: 0.5, 2: 0, -2: 0]) { .within(2, deviation: $0, "edge") },
        .undecided("nothing allowed") { .within(0, deviation: 0, "edge") },
        .undecided("less than nothing allowed") { .within(-1, deviation: 0, "edge") },
        .undecided("everything allowed") { .within(.infinity, deviation: 0, "edge") },
        .undecided("no number allowed") { .within(.nan, deviation: 0, "edge") },
      ]
    },
    PredicateEdges("Verdict.notBelow(_:value:rounding:_:)") {
      [
        .band(0.9...Double.infinity, [0.95: 0, 1: 0, 2: 0.5, 4: 0.75]) {
          .notBelow(1, value: $0, rounding: 0.1, "edge")
        },
        .band(-Double.infinity...1, above: "refuted") { .notBelow($0, value: 1, rounding: 0, "edge") },
        .verified(1, "a bound below 0") { .notBelow(-1, value: 1, rounding: 0, "edge") },
        .verified(0, "both below 0") { .notBelow(-2, value: -1, rounding: 0, "edge") },
        .undecided("no rounding") { .notBelow(1, value: 2, rounding: .nan, "edge") },
      ]
    },
    PredicateEdges("Verdict.exactly(_:equals:_:)") {
      try equal(Rational(1) / Rational(3)) { .exactly($0, equals: try Rational(1) / Rational(3), "edge") }
    },
    PredicateEdges("Verdict.all(_:)") {
      let (some, less) = (Verdict.verified(margin: 0.5), Verdict.verified(margin: 0.25))
      let (no, open) = (Verdict.refuted(counterexample: "no"), Verdict.undecided(reason: "open"))
      return [
        .undecided("none") { .all([]) },
        .verified(0.5, "one") { .all([some]) },
        .verified(0.25, "the least margin, last") { .all([some, less]) },
        .verified(0.25, "the least margin, first") { .all([less, some]) },
        .refuted("refuted first") { .all([no, some, open]) },
        .refuted("refuted last") { .all([open, some, no]) },
        .undecided("undecided first") { .all([open, some]) },
        .undecided("undecided last") { .all([some, open]) },
      ]
    },
    PredicateEdges("Measured.judge(contains:resolution:_:)") {
      Edge.contains(2, longest: 0.2) { $0.judge(contains: 2, resolution: 0.1, "edge") } + [
        .band(0.98...1.03, [1: 1, 0.99: 0.5, 1.015: 0.5]) {
          measured(1, 0.98, 1.03).judge(contains: $0, resolution: 0.1, "edge")
        },
        .verified(1, "of no width") { point(1).judge(contains: 1, resolution: 0.1, "edge") },
      ]
    },
    PredicateEdges("Measured.judge(atMost:_:)") {
      Edge.atMost(2) { $0.judge(atMost: 2, "edge") } + [
        .undecided("no bound") { point(0).judge(atMost: 0, "edge") },
        .undecided("an infinite bound") { point(0).judge(atMost: .infinity, "edge") },
      ]
    },
    PredicateEdges("Measured.judge(notBelow:resolution:_:)") {
      Edge.notBelow(2, resolution: 0.5) { $0.judge(notBelow: 2, resolution: 0.5, "edge") } + [
        .verified(1, "a bound below 0") { point(1).judge(notBelow: -1, resolution: 0.5, "edge") },
        .verified(0, "both below 0") { point(-1).judge(notBelow: -2, resolution: 0.5, "edge") },
        .verified(0, "no lower end") {
          measured(2, -.infinity, 2).judge(notBelow: 2, resolution: 0.5, "edge")
        },
        .undecided("no upper end") { measured(3, 2, .infinity).judge(notBelow: 2, resolution: 0.5, "edge") },
      ]
    },
    PredicateEdges("Enclosed.judge(atMost:_:)") {
      let third = Enclosed(try Rational(1) / Rational(3))
      return [
        .verified(0.5, "half") { Enclosed(1).judge(atMost: Enclosed(2), "edge") },
        .verified(0, "equal, exactly") { Enclosed(2).judge(atMost: Enclosed(2), "edge") },
        .verified(1, "far below") { Enclosed(-5).judge(atMost: Enclosed(3), "edge") },
        .verified(2.0 / 3, "below 0") { Enclosed(-5).judge(atMost: Enclosed(-3), "edge") },
        .refuted("above") { Enclosed(3).judge(atMost: Enclosed(2), "edge") },
        .undecided("equal, as far as is known") { third.judge(atMost: third, "edge") },
      ]
    },
    PredicateEdges("Enclosed.judge(computed:relativeError:_:)") {
      [
        .band(2 / 1.001...2 / 0.999, [2: 1]) {
          Enclosed(2).judge(computed: $0, relativeError: 1e-3, "edge")
        },
        .undecided("no error allowed") { Enclosed(2).judge(computed: 2, relativeError: 0, "edge") },
      ]
    },
    PredicateEdges("EnclosurePredicate.judge(computed:)") {
      let third = Enclosed(try Rational(1) / Rational(3))
      let big = Enclosed(100_000_000)
      let wide = try third + big - big
      func judge(_ number: Double, _ enclosed: Enclosed) -> Verdict {
        EnclosurePredicate.judge(computed: EnclosedValue(computed: number, enclosed: enclosed))
      }
      return [
        .verified(1, "exactly") { judge(2, Enclosed(2)) },
        .refuted("next to it") { judge(2.0.nextUp, Enclosed(2)) },
        .verified(nil, "an end") { judge(third.lower, third) },
        .verified(nil, "the other") { judge(third.upper, third) },
        .refuted("below") { judge(third.lower.nextDown, third) },
        .refuted("above") { judge(third.upper.nextUp, third) },
        .undecided("a wide enclosure") { judge(1.0 / 3, wide) },
        .undecided("no number") { judge(.nan, third) },
        .undecided("infinity") { judge(.infinity, third) },
      ]
    },
    PredicateEdges("EnclosurePredicate.judge(exact:)") {
      let number = try Rational(1) / Rational(3)
      let (third, big, more) = (Enclosed(number), Enclosed(100_000_000), try number + small)
      let wide = try third + big - big
      func judge(_ exact: Rational?, _ enclosed: Enclosed) throws -> Verdict {
        let value = EnclosedValue(computed: 0, enclosed: enclosed, exact: exact)
        return try EnclosurePredicate.judge(exact: value) ?? .undecided(reason: "no rational")
      }
      return [
        .verified(1, "1/3") { try judge(number, third) }, .refuted("more") { try judge(more, third) },
        .undecided("a wide enclosure") { try judge(number, wide) },
        .undecided("none") { try judge(nil, third) },
      ]
    },
  ]
}
