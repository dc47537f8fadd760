import Foundation
import Theory

extension PredicateEdges {
  /// L1 to L4.
  static let lengths: [PredicateEdges] = [
    PredicateEdges("L1TransferPredicate.judge(measured:)") {
      let weights = try AlignedWeights(problem: eight, alpha: 1, logit: 1)
      let still = L1TransferPredicate(try AlignedWeights(problem: eight, alpha: 0, logit: 1))
      let even = L1TransferPredicate(try AlignedWeights(problem: eight, alpha: 1, logit: 0))
      return Edge.contains(weights.risk, longest: 0.1 * weights.risk) {
        L1TransferPredicate(weights).judge(measured: $0)
      } + [
        .undecided("alpha = 0") { still.judge(measured: point(2)) },
        .undecided("C = 0") { even.judge(measured: point(1.5)) },
      ]
    },
    PredicateEdges("L1TransferPredicate.judge(directRisk:)") {
      let weights = try AlignedWeights(problem: eight, alpha: 1, logit: 1)
      let reach = A2AlignedPredicate(weights).allowed()
      let still = L1TransferPredicate(try AlignedWeights(problem: eight, alpha: 0, logit: 1))
      let even = L1TransferPredicate(try AlignedWeights(problem: eight, alpha: 1, logit: 0))
      return [
        .band(weights.risk - reach...weights.risk + reach, [weights.risk: 1], near: 0.02) {
          L1TransferPredicate(weights).judge(directRisk: $0)
        },
        .undecided("alpha = 0") { still.judge(directRisk: 2) },
        .undecided("C = 0") { even.judge(directRisk: 1.5) },
      ]
    },
    // T' = 37: N' = 34, rho = 2, c2 = 1/3 + 4/34, c3 = -2 (4/34 + 2/3 - 1/17).
    PredicateEdges("L2QuadraticLawPredicate.judge(_:risk:)") {
      let law = try QuadraticLaw(twenty, testTokens: 37, testSparsity: 3)
      let predicate = L2QuadraticLawPredicate(law, delay: 100)
      let square = 1.0 / 3 + 4.0 / 34
      let limit = 17 * 9.5 * square
      func slow(_ time: Double) -> Double {
        -2 * (4.0 / 34 + 2.0 / 3 - 1.0 / 17) / square * (32.3 / time).squareRoot()
      }
      func judge(_ time: Double, off: Double = 0.01, _ share: Double) throws -> Verdict {
        try predicate.judge(
          state(time, on: 1 - off, off: off), risk: limit / time * (1 + slow(time) + share))
      }
      let spread = 3 * 0.01 / 0.99
      let rate = (1.5 * nextOrder * log(1e6) + 300) / 1e6
      let allowed = 3 * spread * spread + rate * (1 + abs(slow(1e6)))
      // Where all that may be left is 3/10.
      let most = ((0.3 - rate * (1 + abs(slow(1e6)))) / 27).squareRoot()
      return [
        .band(-allowed...allowed, [0: 1, 0.5 * allowed: 0.5]) { try judge(1e6, $0) },
        .band(-Double.infinity...most / (1 + most), above: "undecided") { try judge(1e6, off: $0, 0) },
        .undecided("before ten delays") {
          try L2QuadraticLawPredicate(law, delay: 1.001e5).judge(
            state(1e6, on: 0.99, off: 0.01), risk: limit / 1e6)
        },
      ]
    },
    // 7 standard errors of 0.01, 4 times 0.04 times 0.05, and 0.003.
    PredicateEdges("L2TrainedLayersPredicate.judge(meanRisk:)") {
      let predicate = L2TrainedLayersPredicate(
        flowRisk: 2, excess: 0.05, trainedExcess: 0.04, deviation: 0.1, layers: 100)
      let none = L2TrainedLayersPredicate(
        flowRisk: 0, excess: 0.05, trainedExcess: 0.04, deviation: 0.1, layers: 100)
      return [
        .band(2.1 - 0.162...2.1 + 0.162, [2.1: 1, 2.181: 0.5]) { predicate.judge(meanRisk: $0) },
        .undecided("a flow without risk") { none.judge(meanRisk: 0) },
      ]
    },
    PredicateEdges("L2TrainedLayersPredicate.judge(ratio:density:trained:)") {
      let predicate = L2TrainedLayersPredicate(
        flowRisk: 2, excess: 0.05, trainedExcess: 0.04, deviation: 0.1, layers: 100)
      let trained = L2TrainedLayersPredicate(
        flowRisk: 1, excess: 0.04, trainedExcess: 0.04, deviation: 0.1, layers: 100)
      let told = 0.5 * 1.05 / 1.04
      let reach = told * (0.07 * 2.0.squareRoot() + 4 * 0.04 * 0.01 + 0.003)
      return [
        .band(told - reach...told + reach, [told: 1, told + 0.5 * reach: 0.5]) {
          predicate.judge(ratio: $0, density: 0.5, trained: trained)
        },
        .undecided("no density") { predicate.judge(ratio: 0, density: 0, trained: trained) },
      ]
    },
    // 0.001 of 2 and four times 0.01.
    PredicateEdges("L3FixedPositionsPredicate.judge(risk:testTokens:)") {
      let predicate = L3FixedPositionsPredicate(formula: 2, noise: 0.01)
      return [
        .band(1.958...2.042, [2: 1, 2.021: 0.5]) { predicate.judge(risk: $0, testTokens: 40) },
        .undecided("no risk") {
          L3FixedPositionsPredicate(formula: 0, noise: 1).judge(risk: 0, testTokens: 40)
        },
        .undecided("noise that is none") {
          L3FixedPositionsPredicate(formula: 2, noise: .nan).judge(risk: 2, testTokens: 40)
        },
      ]
    },
    PredicateEdges("L3FixedPositionsPredicate.judge(risk:limit:share:testTokens:)") {
      [
        .band(0.8...Double.infinity, [1.6: 0.5]) {
          L3FixedPositionsPredicate.judge(risk: $0, limit: 2, testTokens: 40)
        },
        .refuted("the share itself") {
          L3FixedPositionsPredicate.judge(risk: 0.5, limit: 2, share: 0.25, testTokens: 40)
        },
        .undecided("no limit") { L3FixedPositionsPredicate.judge(risk: 1, limit: 0, testTokens: 40) },
      ]
    },
    PredicateEdges("L4GeneralizationPredicate.judge(risk:formula:testTokens:)") {
      let predicate = L4GeneralizationPredicate()
      return [
        .band(1.8...2.2, [2: 1, 2.1: 0.5]) { predicate.judge(risk: $0, formula: 2, testTokens: 40) },
        .undecided("no risk") { predicate.judge(risk: 0, formula: 0, testTokens: 40) },
      ]
    },
    PredicateEdges("L4GeneralizationPredicate.judge(measured:formula:testTokens:)") {
      func judge(_ estimate: Double, _ lower: Double, _ upper: Double) -> Verdict {
        L4GeneralizationPredicate().judge(
          measured: measured(estimate, lower, upper), formula: 2, testTokens: 40)
      }
      return [
        .band(1.8...2.2, [2: 1, 2.1: 0.5, 1.9: 0.5]) { judge($0, $0, $0) },
        .band(2...2.2, [2.1: 0.5], below: "undecided", above: "undecided") { judge(2, 2, $0) },
        .band(1.8...2, [1.9: 0.5], below: "undecided", above: "undecided") { judge(2, $0, 2) },
        .refuted("wholly above") { judge(2.3, 2.21, 2.4) },
        .refuted("wholly below") { judge(1.7, 1.6, 1.79) },
        .undecided("no number") { judge(.nan, 1.9, 2.1) },
      ]
    },
  ]
}
