import Foundation
import Theory

extension PredicateEdges {
  /// D13 and D14.
  static let curvatures: [PredicateEdges] = [
    PredicateEdges("D13PositionOnlyPredicate.judge(exactlyZero:)") {
      let predicate = D13PositionOnlyPredicate()
      return [
        .verified(1, "0") { predicate.judge(exactlyZero: 0) },
        .refuted("above 0") { predicate.judge(exactlyZero: 1e-300) },
        .refuted("below 0") { predicate.judge(exactlyZero: -1e-300) },
        .undecided("no number") { predicate.judge(exactlyZero: .nan) },
        .undecided("infinity") { predicate.judge(exactlyZero: .infinity) },
      ]
    },
    PredicateEdges("D13PositionOnlyPredicate.judge(ratio:entries:)") {
      let predicate = D13PositionOnlyPredicate(falseAlarm: 1e-9)
      let most = (2 * log(48e9)).squareRoot()
      return [
        .band(-most...most, [0: 1, 0.5 * most: 0.5]) { predicate.judge(ratio: $0, entries: 24) },
        .undecided("no entries") { predicate.judge(ratio: 0, entries: 0) },
      ]
    },
    PredicateEdges("D13PositionOnlyPredicate.judge(norm:partner:share:_:)") {
      let predicate = D13PositionOnlyPredicate()
      return [
        .band(symmetric(0.03), [0: 1, 0.015: 0.5]) {
          predicate.judge(norm: $0, partner: 3, share: 0.01, "V_E")
        },
        .undecided("no partner") { predicate.judge(norm: 0, partner: 0, share: 0.01, "V_E") },
        .undecided("a partner that is none") { predicate.judge(norm: 0, partner: .nan, share: 0.01, "V_E") },
      ]
    },
    // +-N/(T^2 (T-1)) = +-1/16 six times each, 0 and 1/T twice.
    PredicateEdges("D13PositionOnlyPredicate.judge(eigenvaluesAtZero:of:)") {
      let problem = try Problem(tokens: 4, dimension: 2, sparsity: 1)
      let values = [(-0.0625, 6), (0, 2), (0.0625, 6), (0.25, 2)].flatMap {
        [Double](repeating: $0.0, count: $0.1)
      }
      let predicate = D13PositionOnlyPredicate()
      return [0, 6, 15].map { place in
        .band(symmetric(6.25e-8), [0: 1]) {
          var seen = values
          seen[place] += $0
          return predicate.judge(eigenvaluesAtZero: seen, of: problem)
        }
      } + [
        .undecided("none") { predicate.judge(eigenvaluesAtZero: [], of: problem) },
        .undecided("one less") { predicate.judge(eigenvaluesAtZero: values.dropLast(), of: problem) },
      ]
    },
    PredicateEdges("D14StepLimitPredicate.judge(entriesLeft:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      return [
        .verified(1, "none") { predicate.judge(entriesLeft: 0) },
        .refuted("one") { predicate.judge(entriesLeft: 1) },
      ]
    },
    // Curvatures 1/2 twice and 1/3: traces 4/3 and 11/18.
    PredicateEdges("D14StepLimitPredicate.judge(traces:of:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      let (half, third) = (try Rational(1) / Rational(2), try Rational(1) / Rational(3))
      let spectrum = LateSpectrum(
        value: .init(curvature: half, directions: 1),
        keyQuery: [.init(curvature: half, directions: 2), .init(curvature: third, directions: 1)],
        flatDirections: 1)
      let traces = [try Rational(4) / Rational(3), try Rational(11) / Rational(18)]
      let (first, second) = (try traces[0] + small, try traces[1] + small)
      return [
        .verified(1, "both") { try predicate.judge(traces: traces, of: spectrum) },
        .refuted("the first") { try predicate.judge(traces: [first, traces[1]], of: spectrum) },
        .refuted("the second") { try predicate.judge(traces: [traces[0], second], of: spectrum) },
        .undecided("none") { try predicate.judge(traces: [], of: spectrum) },
      ]
    },
    PredicateEdges("D14StepLimitPredicate.judge(eigenvalues:stated:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      return (0..<3).map { place in
        .band(symmetric(2e-9), [0: 1]) {
          var seen = [2.0, 1, 0]
          seen[place] += $0
          return predicate.judge(eigenvalues: seen, stated: [2, 1, 0])
        }
      } + [
        .undecided("none") { predicate.judge(eigenvalues: [], stated: []) },
        .undecided("one less") { predicate.judge(eigenvalues: [2], stated: [2, 1]) },
      ]
    },
    PredicateEdges("D14StepLimitPredicate.judge(factor:stepSize:curvature:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      return [
        .band(0.4999...0.5001, [0.5: 1]) { predicate.judge(factor: $0, stepSize: 0.25, curvature: 2) },
        .band(1.9999...2.0001, [2: 1]) { predicate.judge(factor: $0, stepSize: 1.5, curvature: 2) },
      ]
    },
    PredicateEdges("D14StepLimitPredicate.judge(ends:lateRisk:time:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      let reach = 1e-3 + 4 * nextOrder * log(2) / 1e5
      return [
        .band(1 - reach...1 + reach, [1: 1, 1 + 0.5 * reach: 0.5]) {
          predicate.judge(ends: $0, lateRisk: 0, time: 1e5)
        },
        .band(0...1.5, [0.75: 0.5], below: "undecided") { predicate.judge(ends: 1, lateRisk: $0, time: 1e5) },
      ]
    },
    PredicateEdges("D14StepLimitPredicate.judge(ends:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      return [.band(0...1.5, [0: 1, 0.75: 0.5], below: "undecided") { predicate.judge(ends: $0) }]
    },
    PredicateEdges("D14StepLimitPredicate.judge(stays:)") {
      let predicate = D14StepLimitPredicate(try twenty)
      return [.band(10...Double.infinity, [10: 0, 20: 0.5]) { predicate.judge(stays: $0) }]
    },
  ]
}
