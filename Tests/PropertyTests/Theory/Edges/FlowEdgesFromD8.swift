import Foundation
import Theory

extension PredicateEdges {
  /// D8 to D12.
  static let starts: [PredicateEdges] = [
    PredicateEdges("D8GaussianPositionsPredicate.judge(risk:flow:)") {
      let predicate = D8GaussianPositionsPredicate(
        bands: try TrackingPredicate.Bands(problem: eight, stepSize: 0.32, batch: 8))
      return [
        .band(1.7...2.3, [2: 1, 2.15: 0.5]) { predicate.judge(risk: $0, flow: try state(10, risk: 2)) },
        .undecided("the start") { predicate.judge(risk: 2, flow: try state(0, logit: 0, risk: 2)) },
      ]
    },
    PredicateEdges("D8GaussianPositionsPredicate.judge(moment:sampled:_:)") {
      func judge(_ moment: Double, _ sampled: Measured) -> Verdict {
        D8GaussianPositionsPredicate.judge(moment: moment, sampled: sampled, "moment")
      }
      return [
        .band(0.29...0.31, [0.3: 1, 0.305: 0.5, 0.295: 0.5]) { judge($0, measured(0.3, 0.29, 0.31)) },
        .band(0...0.2, below: "undecided", above: "undecided") {
          judge(1, measured(1, 1 - 0.5 * $0, 1 + 0.5 * $0))
        },
        .undecided("an estimate that is no number") { judge(0.3, measured(.nan, 0.29, 0.31)) },
        .undecided("an estimate outside its interval") { judge(0.3, measured(0.32, 0.29, 0.31)) },
      ]
    },
    PredicateEdges("D8GaussianPositionsPredicate.judge(lateRisk:floor:trivialRisk:)") {
      func judge(_ risk: Double, _ trivial: Double = 2) -> Verdict {
        D8GaussianPositionsPredicate.judge(lateRisk: risk, floor: 1, trivialRisk: trivial)
      }
      return [
        .band(1 - 1e-6...1.001, [1: 1, 1.0005: 0.5]) { judge($0) },
        .band(1 / 0.9...Double.infinity, below: "undecided") { judge(1, $0) },
        .undecided("no floor") { D8GaussianPositionsPredicate.judge(lateRisk: 0, floor: 0, trivialRisk: 1) },
      ]
    },
    // 3 q C^2/d_e at q = 2, C = 2, d_e = 512.
    PredicateEdges("D8GaussianPositionsPredicate.judge(risk:orthonormal:problem:width:)") {
      func judge(_ ratio: Double, logit: Double = 2) throws -> Verdict {
        D8GaussianPositionsPredicate.judge(
          risk: 0.5 * ratio, orthonormal: try state(10, logit: logit, risk: 0.5), problem: try eight,
          width: 512)
      }
      return [
        .band(1...1 + 24.0 / 512, [1 + 12.0 / 512: 1, 1 + 6.0 / 512: 0.5]) { try judge($0) },
        .undecided("the start") { try judge(1, logit: 0) },
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(exponent:of:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
      return [
        .band(0.6875 * 0.998...0.6875 * 1.002, [0.6875: 1]) {
          try predicate.judge(exponent: $0, of: .difference)
        }
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(exponent:predicted:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
      func judge(_ exponent: Double) -> Verdict { predicate.judge(exponent: exponent, predicted: .infinity) }
      return [
        .band(0.499...0.501, [0.5: 1, 0.5005: 0.5]) { predicate.judge(exponent: $0, predicted: 0.5) },
        .verified(0.5, "faster than every power, 40 seen") { judge(40) },
        .verified(1, "faster than every power, 0 reached") { judge(.infinity) },
        .refuted("faster than every power, 20 seen") { judge(20) }, .undecided("no number") { judge(.nan) },
        .undecided("nothing predicted") { predicate.judge(exponent: 1, predicted: .nan) },
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(early:late:of:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
      return [
        .band(-0.002 * 0.6875...0.002 * 0.6875, [0: 1]) {
          try predicate.judge(early: 0.5, late: 0.5 * (1.1875 + $0), of: .difference)
        }
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(early:late:predicted:)") {
      let two = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
      let one = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 1))
      return [
        .band(symmetric(0.001), [0: 1]) { two.judge(early: 0.4, late: 0.5 * (0.9 + $0), predicted: 0.5) },
        .band(symmetric(0.005), [0: 1]) { one.judge(early: 0.4, late: 0.5 * (0.9 + $0), predicted: 0.5) },
        .refuted("faster than every power") { two.judge(early: 1, late: 1, predicted: .infinity) },
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(columnSums:before:allowed:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 6, dimension: 2, sparsity: 2))
      return (0..<2).map { place in
        .band(symmetric(0.1), [0: 1, 0.05: 0.5]) {
          var sums = [1.0, -1]
          sums[place] += $0
          return predicate.judge(columnSums: sums, before: [1, -1], allowed: 0.1)
        }
      } + [
        .undecided("none") { predicate.judge(columnSums: [], before: [], allowed: 0.1) },
        .undecided("one less") { predicate.judge(columnSums: [1], before: [1, 9], allowed: 0.1) },
        .undecided("one more") { predicate.judge(columnSums: [1, 9], before: [1], allowed: 0.1) },
      ]
    },
    // Norms from 0.3 on may be 0.3 e^(-t/5).
    PredicateEdges("D9RandomStartPredicate.judge(decay:start:rate:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 5, dimension: 2, sparsity: 2))
      func judge(_ first: Double, _ second: Double, rate: Double? = nil) -> Verdict {
        predicate.judge(
          decay: [
            .init(time: 1, norm: first, attentionSquare: 0.3),
            .init(time: 5, norm: second, attentionSquare: 0.3),
          ], start: 0.3, rate: rate)
      }
      return [
        .band(0...0.3 * exp(-0.2), below: "undecided") { judge($0, 0.01) },
        .band(0...0.3 * exp(-1), [0.15 * exp(-1): 0.5], below: "undecided") { judge(0.1, $0) },
        .band(0...0.3 * exp(-2), below: "undecided") { judge(0.1, $0, rate: 0.4) },
        .undecided("none") { predicate.judge(decay: [], start: 0.3) },
        .undecided("no start") {
          predicate.judge(decay: [.init(time: 1, norm: 1, attentionSquare: 1)], start: 0)
        },
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(rateOf:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 5, dimension: 2, sparsity: 2))
      func judge(_ rate: Double) -> Verdict {
        predicate.judge(rateOf: [
          .init(time: 0, norm: 5, attentionSquare: 9), .init(time: 1, norm: 1, attentionSquare: 0.29),
          .init(time: 3, norm: exp(-2 * rate), attentionSquare: 0.31),
        ])
      }
      return [
        .band(0.3 * 0.998...0.3 * 1.002, [0.3: 1, 0.3003: 0.5]) { judge($0) },
        .undecided("one moment") { predicate.judge(rateOf: [.init(time: 1, norm: 1, attentionSquare: 1)]) },
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(curvature:attentionSquare:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 5, dimension: 2, sparsity: 2))
      return [
        .band(0.3 * (1 - 1e-9)...0.3 * (1 + 1e-9), near: 1e-3) {
          predicate.judge(curvature: $0, attentionSquare: 0.3)
        }
      ]
    },
    PredicateEdges("D9RandomStartPredicate.judge(risk:fromZero:)") {
      let predicate = D9RandomStartPredicate(try Problem(tokens: 5, dimension: 2, sparsity: 2))
      return [.band(1.98...2.02, [2: 1, 2.01: 0.5]) { predicate.judge(risk: $0, fromZero: 2) }]
    },
    // y = a ln t + 7 + 3/sqrt(t) is what the fit fits.
    PredicateEdges("D10NextOrderPredicate.judge(_:)") {
      let predicate = D10NextOrderPredicate(try twenty, stepSize: 0)
      let times = (0..<8).map { 1e6 * exp(0.5 * Double($0)) }
      func fit(_ slope: Double) throws -> NextOrderFit {
        let risks = times.map { 9.5 / ($0 - (slope * log($0) + 7 + 3 / $0.squareRoot()) / 9.5) }
        return try NextOrderFit(
          limit: 9.5, timeScale: 40, times: times, risks: risks, delay: 150, relativeError: 1e-12)
      }
      let told = 9.5 * nextOrder
      let reach = try fit(told).halfWidth
      return [.band(told - reach...told + reach, near: 0.001) { try predicate.judge(fit($0)) }]
    },
    PredicateEdges("D10NextOrderPredicate.judge(slope:halfWidth:coefficient:)") {
      let predicate = D10NextOrderPredicate(try twenty, stepSize: 0)
      return [
        .band(9.9...10.1, [10: 1, 10.05: 0.5]) {
          predicate.judge(slope: $0, halfWidth: 0.1, coefficient: 10)
        },
        .band(0...0.2, below: "undecided", above: "undecided") {
          predicate.judge(slope: 10, halfWidth: $0, coefficient: 10)
        },
      ]
    },
    PredicateEdges("D11EveryStartPredicate.judge(entry:)") { try paths(.entry) },
    PredicateEdges("D11EveryStartPredicate.judge(stay:)") { try paths(.stay) },
    PredicateEdges("D11EveryStartPredicate.judge(rise:)") { try paths(.rise) },
    PredicateEdges("D11EveryStartPredicate.judge(limit:claimed:)") { try paths(.limit) + pathLimit() },
    PredicateEdges("D11EveryStartPredicate.judge(_:)") {
      try paths(nil) + [.undecided("no states") { try D11EveryStartPredicate(twenty).judge([]) }]
    },
    // x = 0.1: 4 x^2 and five errors.
    PredicateEdges("D12GradientNoisePredicate.judge(meanExcess:standardError:)") {
      let predicate = D12GradientNoisePredicate(predicted: 0.1)
      let part = D12GradientNoisePredicate(predicted: 0.05, whole: 0.1)
      let beyond = D12GradientNoisePredicate(predicted: 0.126)
      return [
        .band(0.055...0.145, [0.1: 1, 0.1225: 0.5]) { predicate.judge(meanExcess: $0, standardError: 0.001) },
        .band(0.025...0.075, [0.05: 1]) { part.judge(meanExcess: $0, standardError: 0.001) },
        .band(0...0.01, below: "undecided", above: "undecided") {
          predicate.judge(meanExcess: 0.1, standardError: $0)
        },
        .undecided("beyond the law's range") { beyond.judge(meanExcess: 0.126, standardError: 0.001) },
        .undecided("a law below 0") {
          D12GradientNoisePredicate(predicted: -0.01).judge(meanExcess: -0.01, standardError: 0.001)
        },
      ]
    },
  ]
}
