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
        .band(symmetric(0.03), [0: 1, 0.015: 0.5]) { predicate.judge(norm: $0, partner: 3, share: 0.01, "V_E") },
        .undecided("no partner") { predicate.judge(norm: 0, partner: 0, share: 0.01, "V_E") },
        .undecided("a partner that is none") { predicate.judge(norm: 0, partner: .nan, share: 0.01, "V_E") },
      ]
    },
    // +-N/(T^2 (T-1)) = +-1/16 six times each, 0 and 1/T twice.
    PredicateEdges("D13PositionOnlyPredicate.judge(eigenvaluesAtZero:of:)") {
      let problem = try Problem(tokens: 4, dimension: 2, sparsity: 1)
      let values = [(-0.0625, 6), (0, 2), (0.0625, 6), (0.25, 2)].flatMap { [Double](repeating: $0.0, count: $0.1) }
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
        .verified(1, "none") { predicate.judge(entriesLeft: 0) }, .refuted("one") { predicate.judge(entriesLeft: 1) },
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
        .band(1 - reach...1 + reach, [1: 1, 1 + 0.5 * reach: 0.5]) { predicate.judge(ends: $0, lateRisk: 0, time: 1e5) },
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

  /// D16 and D17.
  static let stability: [PredicateEdges] = [
    PredicateEdges("D16TransversalStabilityPredicate.judge(centered:uniform:rest:predicted:)") {
      try blocks() + propagators()
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(eigenvaluesAtZero:stated:)") {
      (0..<3).map { place in
        .band(symmetric(5e-6), [0: 1]) {
          var seen = [-0.5, 0, 2]
          seen[place] += $0
          return D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: seen, stated: [-0.5, 0, 2])
        }
      } + [
        .undecided("none") { D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: [], stated: []) },
        .undecided("one less") { D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: [1], stated: [1, 2]) },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(leastBefore:leastAfter:)") {
      func judge(_ before: Double, _ after: Double) -> Verdict {
        D16TransversalStabilityPredicate.judge(leastBefore: before, leastAfter: after)
      }
      return [
        .band(-Double.infinity...(-1e-7), [-1: 1], above: "undecided") { judge($0, 1) },
        .band(1e-7...Double.infinity, [1: 1], below: "undecided") { judge(-1, $0) },
        .refuted("positive before") { judge(1, 1) }, .refuted("negative after") { judge(-1, -1) },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(amplification:stated:)") {
      [.band(2 - 1e-5...2 + 1e-5, [2: 1]) { D16TransversalStabilityPredicate.judge(amplification: $0, stated: 2) }]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(peak:amplification:fromWorst:)") {
      func judge(_ peak: Double, _ amplification: Double, _ worst: Bool) -> Verdict {
        D16TransversalStabilityPredicate.judge(peak: peak, amplification: amplification, fromWorst: worst)
      }
      return [
        .band(1.94...2.06, [2: 1, 2.03: 0.5]) { judge($0, 2, true) },
        .band(0...2.06, [1: 1, 2.03: 0.5], below: "undecided") { judge($0, 2, false) },
        .undecided("no amplification") { judge(2, .nan, false) },
        .undecided("an infinite one") { judge(2, .infinity, false) },
      ]
    },
    PredicateEdges("D16TransversalStabilityPredicate.judge(end:)") {
      [.band(0...0.25, [0: 1, 0.125: 0.5], below: "undecided") { D16TransversalStabilityPredicate.judge(end: $0) }]
    },
    PredicateEdges("D17ExactMisadjustment.judge(gradient:square:at:_:)") {
      let law = try FrozenAttentionGradient(
        Problem(tokens: 4, dimension: 2, sparsity: 2), on: 2, off: 1, batch: 2)
      let value = [Rational(1), .zero, .zero, Rational(2)]
      let truth = try law.moments(value: value)
      var other = truth.gradient
      other[3] = try other[3] + small
      let (changed, square) = (other, try truth.square + small)
      func judge(_ gradient: [Rational], _ square: Rational) throws -> Verdict {
        try D17ExactMisadjustment.judge(gradient: gradient, square: square, at: value, law)
      }
      return [
        .verified(1, "both") { try judge(truth.gradient, truth.square) },
        .refuted("an entry") { try judge(changed, truth.square) },
        .refuted("the square") { try judge(truth.gradient, square) },
        .refuted("none") { try judge([], truth.square) },
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(excess:predicted:)") {
      Edge.contains(0.2, longest: 0.1) { D17ExactMisadjustment.judge(excess: $0, predicted: 0.2) }
    },
    PredicateEdges("D17ExactMisadjustment.judge(extrapolated:predicted:)") {
      [.band(1.99...2.01, [2: 1, 2.005: 0.5]) { D17ExactMisadjustment.judge(extrapolated: $0, predicted: 2) }]
    },
    PredicateEdges("D17ExactMisadjustment.judge(below:trivial:)") {
      func judge(_ worst: Double, trivial: Double = 100, count: Int = 10) -> Verdict {
        D17ExactMisadjustment.judge(below: [worst] + [Double](repeating: 0, count: count - 1), trivial: trivial)
      }
      return [
        .band(-Double.infinity...2, [1: 0.5, -1: 1]) { judge($0) },
        .band(4...Double.infinity, below: "undecided") { judge(1, trivial: $0) },
        .undecided("nine layers") { judge(1, count: 9) },
      ]
    },
    PredicateEdges("D17ExactMisadjustment.judge(beyond:)") {
      func judge(_ median: Double) -> Verdict {
        D17ExactMisadjustment.judge(beyond: [1e6, 0, 1e5, 0, median, 0, 1e4, 0, 1e7, 1e8])
      }
      return [
        .band(10...1e4, [20: 0.5, 100: 0.9], above: "verified") { judge($0) },
        .undecided("nine layers") { D17ExactMisadjustment.judge(beyond: [Double](repeating: 99, count: 9)) },
      ]
    },
    // 0.12 predicted, of it 0.02 beyond the first order: a quarter of that and five errors.
    PredicateEdges("D17LatePredicate.judge(meanExcess:standardError:)") {
      let predicate = D17LatePredicate(firstOrder: 0.1, factor: 1.2)
      return [
        .band(0.11...0.13, [0.12: 1, 0.125: 0.5]) { predicate.judge(meanExcess: $0, standardError: 0.001) },
        .band(0...0.012, below: "undecided", above: "undecided") {
          predicate.judge(meanExcess: 0.12, standardError: $0)
        },
        .undecided("a factor below 1") {
          D17LatePredicate(firstOrder: 0.1, factor: 0.9).judge(meanExcess: 0.09, standardError: 0.001)
        },
      ]
    },
  ]

  /// Each entry of both blocks, and what is outside them, alone off what is predicted.
  private static func blocks() throws -> [Edge] {
    typealias Block = TransversalCurvature.Block
    let predicted = TransversalCurvature(try AlignedWeights(problem: eight, alpha: 0.5, logit: 1))
    func entries(_ block: Block) -> [Double] { [block.tokenKey, block.mixed, block.positionValue] }
    let stated = entries(predicted.centered) + entries(predicted.uniform) + [0]
    let reach = 1e-5 * (stated.map(abs).max() ?? 0)
    return stated.indices.map { place in
      .band(symmetric(reach), [0: 1, 0.5 * reach: 0.5]) {
        var seen = stated
        seen[place] += $0
        return D16TransversalStabilityPredicate.judge(
          centered: Block(tokenKey: seen[0], mixed: seen[1], positionValue: seen[2]),
          uniform: Block(tokenKey: seen[3], mixed: seen[4], positionValue: seen[5]), rest: seen[6],
          predicted: predicted)
      }
    }
  }

  private static func propagators() throws -> [Edge] {
    let text = { (values: [Double]) in
      json(["keyByKey": values[0], "keyByValue": values[1], "valueByKey": values[2], "valueByValue": values[3]])
    }
    let stated = [1.0, 0.2, -0.3, 0.4, 0.5, 0.6, -0.7, 0.8, 0]
    let predicted = try decoded(
      TransversalFlow.Propagator.self,
      "{\"time\": 1, \"centered\": \(text(Array(stated[0..<4]))), \"uniform\": \(text(Array(stated[4..<8])))}")
    func map(_ values: ArraySlice<Double>) -> TransversalMap {
      let v = Array(values)
      return TransversalMap(keyByKey: v[0], keyByValue: v[1], valueByKey: v[2], valueByValue: v[3])
    }
    return stated.indices.map { place in
      .band(symmetric(1e-5), [0: 1, 5e-6: 0.5]) {
        var seen = stated
        seen[place] += $0
        return D16TransversalStabilityPredicate.judge(
          centered: map(seen[0..<4]), uniform: map(seen[4..<8]), rest: seen[8], predicted: predicted)
      }
    }
  }
}
