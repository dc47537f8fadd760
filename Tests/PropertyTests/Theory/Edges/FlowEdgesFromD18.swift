import Foundation
import Theory

extension PredicateEdges {
  /// D18 to D20.
  static let rates: [PredicateEdges] = [
    PredicateEdges("D18UniversalRatePredicate.judge(scaledRisk:time:)") {
      let system = try AnisotropicSystem(tokens: 6, variances: [2, 0.5], sizes: SubsetSizeLaw(fixed: 2))
      let expansion = try LateExpansion(system)
      let predicate = try D18UniversalRatePredicate(expansion, halfTime: 10, of: system)
      // The half time, the expansion's scale, and q over the least variance.
      let delay = 10 + expansion.timeScale + 4
      let (time, told) = (1000 * delay, expansion.scaledRisk(time: 1000 * delay))
      return [
        .band(told - 0.0015...told + 0.0015, [told: 1, told + 0.00075: 0.5]) {
          predicate.judge(scaledRisk: $0, time: time)
        }
      ]
    },
    PredicateEdges("D18UniversalRatePredicate.judge(scaledRisk:expansion:time:delay:)") {
      func judge(_ risk: Double, time: Double = 200, delay: Double = 1) -> Verdict {
        D18UniversalRatePredicate.judge(scaledRisk: risk, expansion: 1, time: time, delay: delay)
      }
      return [
        .band(0.9925...1.0075, [1: 1, 1.00375: 0.5]) { judge($0) },
        .band(100...Double.infinity, below: "undecided") { judge(1, time: $0) },
        .band(0...2, below: "undecided", above: "undecided") { judge(1, delay: $0) },
      ]
    },
    PredicateEdges("D18UniversalRatePredicate.judge(slope:halfWidth:coefficient:resolution:)") {
      func judge(_ slope: Double, _ width: Double, coefficient: Double = 10) -> Verdict {
        D18UniversalRatePredicate.judge(slope: slope, halfWidth: width, coefficient: coefficient)
      }
      return [
        .band(9.9...10.1, [10: 1, 10.05: 0.5]) { judge($0, 0.1) },
        .band(0...0.4, below: "undecided", above: "undecided") { judge(10, $0) },
        .undecided("0 of a width, for 0") { judge(0, 0.1, coefficient: 0) },
        .refuted("0 for 10, of a width of a part of 10") { judge(0, 0.1) },
      ]
    },
    PredicateEdges("D18UniversalRatePredicate.judge(difference:tolerance:_:)") {
      [
        .band(symmetric(1e-9), [0: 1, 5e-10: 0.5]) {
          D18UniversalRatePredicate.judge(difference: $0, tolerance: 1e-9, "V")
        },
        .undecided("no tolerance") { D18UniversalRatePredicate.judge(difference: 0, tolerance: 0, "V") },
        .undecided("any tolerance") {
          D18UniversalRatePredicate.judge(difference: 0, tolerance: .infinity, "V")
        },
      ]
    },
    PredicateEdges("TrainedBands.judge(_:distance:)") {
      [
        .band(symmetric(7), [0: 1, 3.5: 0.5]) { TrainedBands.judge(.value, distance: $0) },
        .band(symmetric(0.012), [0.006: 0.5]) { TrainedBands.judge(.massOnSubset, distance: $0) },
        .band(symmetric(0.05), [0.025: 0.5]) { TrainedBands.judge(.logit, distance: $0) },
      ]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(ratio:nextOrder:time:)") {
      let predicate = try factorized
      let delay = predicate.delay
      return [
        .band(0.9 - 0.0015...0.9 + 0.0015, [0.9: 1, 0.90075: 0.5]) {
          predicate.judge(ratio: $0, nextOrder: 0.1, time: 1000 * delay)
        },
        .band(10 * delay...Double.infinity, below: "undecided") {
          predicate.judge(ratio: 1, nextOrder: 0, time: $0)
        },
      ]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(riskRatio:nextOrder:time:)") {
      let predicate = try factorized
      let delay = predicate.delay
      return [
        .band(1 - 0.1515...1 + 0.1515, [1: 1]) {
          predicate.judge(riskRatio: $0, nextOrder: 0.1, time: 1000 * delay)
        },
        .band(1 - 0.1515...1 + 0.1515) {
          predicate.judge(riskRatio: $0, nextOrder: -0.1, time: 1000 * delay)
        },
        .band(10 * delay...Double.infinity, below: "undecided") {
          predicate.judge(riskRatio: 1, nextOrder: 0, time: $0)
        },
      ]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(growthRatio:)") {
      let predicate = try factorized
      return [.band(0.99...1.01, [1: 1, 1.005: 0.5]) { predicate.judge(growthRatio: $0) }]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(plateauRatio:)") {
      [.band(1 - 1e-6...1 + 1e-6, [1: 1]) { D19FactorizedAttentionPredicate.judge(plateauRatio: $0) }]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(flowDeviation:)") {
      [.band(symmetric(1e-7), [0: 1]) { D19FactorizedAttentionPredicate.judge(flowDeviation: $0) }]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(offFamily:)") {
      [.band(symmetric(1e-11), [0: 1]) { D19FactorizedAttentionPredicate.judge(offFamily: $0) }]
    },
    PredicateEdges("D19FactorizedAttentionPredicate.judge(trainedRatio:)") {
      [.band(0.95...1.05, [1: 1, 1.025: 0.5]) { D19FactorizedAttentionPredicate.judge(trainedRatio: $0) }]
    },
    // r = 3: exponents 1, 1 and 2.
    PredicateEdges("D20NesterovPredicate.judge(scaled:time:delay:)") {
      let predicate = try D20NesterovPredicate(parameter: 3)
      let reach = 1.5 * (2e-3 + 1e-6)
      return [
        .band(1 - reach...1 + reach, [1: 1]) { predicate.judge(scaled: $0, time: 1000, delay: 1) },
        .band(100...Double.infinity, below: "undecided") { predicate.judge(scaled: 1, time: $0, delay: 1) },
        .undecided("no delay") { predicate.judge(scaled: 1, time: 1000, delay: 0) },
      ]
    },
    PredicateEdges("D20Acceleration.judge(matrices:tolerance:)") {
      [
        .band(symmetric(1e-9), [0: 1, 5e-10: 0.5]) { D20Acceleration.judge(matrices: $0) },
        .band(symmetric(1e-3)) { D20Acceleration.judge(matrices: $0, tolerance: 1e-3) },
      ]
    },
    PredicateEdges("D20Acceleration.judge(heavyBall:time:delay:)") {
      [
        .band(0.986...1.014, [1: 1, 1.007: 0.5]) {
          D20Acceleration.judge(heavyBall: $0, time: 1000, delay: 1)
        },
        .band(299...Double.infinity, below: "undecided") {
          D20Acceleration.judge(heavyBall: 1, time: $0, delay: 1)
        },
        .undecided("no delay") { D20Acceleration.judge(heavyBall: 1, time: 1000, delay: 0) },
      ]
    },
  ]

  private static var factorized: D19FactorizedAttentionPredicate {
    get throws { try D19FactorizedAttentionPredicate(FactorizedAttention(problem: eight, scale: 0.1)) }
  }
}
