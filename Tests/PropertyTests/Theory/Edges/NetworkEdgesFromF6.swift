import Theory

extension PredicateEdges {
  /// F6 to F11.
  static let networks: [PredicateEdges] = [
    PredicateEdges("F6HandMadeNetworkPredicate.judge(risk:)") {
      let predicate = try F6HandMadeNetworkPredicate(prediction: 1)
      return [
        .band(-0.02...0.01, [0: 1, -0.01: 0.5, 0.005: 0.5]) {
          predicate.judge(risk: measured(1 + $0, 0.99 + $0, 1.02 + $0))
        },
        .band(0...0.25, below: "undecided", above: "undecided") {
          predicate.judge(risk: measured(1, 1 - $0, 1 + $0))
        },
        .undecided("no number") { predicate.judge(risk: measured(.nan, 0.9, 1.1)) },
      ]
    },
    PredicateEdges("F6HandMadeNetworkPredicate.judge(greatestLoss:rounding:)") {
      [
        .band(-1e-9...1e-9, [0: 1, 5e-10: 0.5]) {
          F6HandMadeNetworkPredicate.judge(greatestLoss: $0, rounding: 1e-9)
        }
      ]
    },
    PredicateEdges("F6HandMadeNetworkPredicate.judge(width:leastWidth:)") {
      [
        .verified(1, "the least") { F6HandMadeNetworkPredicate.judge(width: 3, leastWidth: 3) },
        .refuted("one more") { F6HandMadeNetworkPredicate.judge(width: 4, leastWidth: 3) },
        .refuted("one less") { F6HandMadeNetworkPredicate.judge(width: 2, leastWidth: 3) },
      ]
    },
    PredicateEdges("F6HandMadeNetworkPredicate.judge(trainedRisk:standardError:atMost:)") {
      func judge(_ risk: Double, _ error: Double = 0.1) -> Verdict {
        F6HandMadeNetworkPredicate.judge(trainedRisk: risk, standardError: error, atMost: 1)
      }
      return [
        .band(0...1, [0.5: 0.5], below: "undecided", above: "undecided") { judge($0) },
        .undecided("less than four errors above") { judge(1.39) }, .refuted("more") { judge(1.41) },
        .undecided("no error") { judge(0.5, 0) }, .undecided("an error that is none") { judge(0.5, .nan) },
      ]
    },
    PredicateEdges("F6HandMadeNetworkPredicate.judge(greatestDifference:rounding:)") {
      [
        .band(-1e-9...1e-9, [0: 1, 5e-10: 0.5]) {
          F6HandMadeNetworkPredicate.judge(greatestDifference: $0, rounding: 1e-9)
        }
      ]
    },
    // The constant is 1/3; half of an asymmetry is excused, of 10^-6 at most.
    PredicateEdges("F7WorstCasePredicate.judge(error:asymmetry:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      let least = (1 - 1e-12) / 3
      return [
        .band(least...Double.infinity, [1.0 / 3: 0, 2.0 / 3: 0.5, 1: 2.0 / 3], near: 1e-13) {
          predicate.judge(error: $0, asymmetry: 0)
        },
        .band(least - 5e-8...Double.infinity, near: 1e-10) { predicate.judge(error: $0, asymmetry: 1e-7) },
        .band(least - 5e-7...Double.infinity, near: 1e-9) { predicate.judge(error: $0, asymmetry: 1) },
        .band(0...Double.infinity, below: "undecided") { predicate.judge(error: 1, asymmetry: $0) },
      ]
    },
    PredicateEdges("F7WorstCasePredicate.judge(error:asymmetry:targetNorm:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      let least = 0.5 * (1 - 1e-12)
      func judge(_ error: Double, _ asymmetry: Double, _ norm: Double = 0.5) -> Verdict {
        predicate.judge(error: error, asymmetry: asymmetry, targetNorm: norm)
      }
      return [
        .band(least...Double.infinity, [0.5: 0, 1: 0.5], near: 1e-13) { judge($0, 0) },
        .band(least - 5e-8...Double.infinity, near: 1e-10) { judge($0, 1e-7) },
        .band(least - 5e-7...Double.infinity, near: 1e-9) { judge($0, 1) },
        .band(0...Double.infinity, below: "undecided") { judge(1, $0) },
        .band(0...2, below: "undecided") { judge(2, 0, $0) },
      ]
    },
    PredicateEdges("F7WorstCasePredicate.judge(targetNorm:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      return [
        .band((1 - 1e-12) / 3...Double.infinity, [1.0 / 3: 0, 2.0 / 3: 0.5], near: 1e-13) {
          predicate.judge(targetNorm: $0)
        }
      ]
    },
    PredicateEdges("F7WorstCasePredicate.judge(exactSquaredRatio:claimed:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      let (ninth, four) = (try Rational(1) / Rational(9), try Rational(4) / Rational(9))
      let (less, lessThanTwice) = (try ninth - small, try four - small)
      return [
        .verified(0, "the constant") { try predicate.judge(exactSquaredRatio: ninth) },
        .verified(0.5, "twice") { try predicate.judge(exactSquaredRatio: four) },
        .refuted("less") { try predicate.judge(exactSquaredRatio: less) },
        .verified(0, "twice claimed") { try predicate.judge(exactSquaredRatio: four, claimed: Rational(2)) },
        .refuted("less than twice") {
          try predicate.judge(exactSquaredRatio: lessThanTwice, claimed: Rational(2))
        },
      ]
    },
    PredicateEdges("F7WorstCasePredicate.judge(attainedSquaredRatio:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      return try equal(Rational(1) / Rational(9)) { try predicate.judge(attainedSquaredRatio: $0) }
    },
    PredicateEdges("F7WorstCasePredicate.judge(midpointError:)") {
      let predicate = try F7WorstCasePredicate(problem: eight)
      let reach = (1 + 1e-9) / 3
      return [
        .band(-reach...reach, [0: 1, 0.5 * reach: 0.5], near: 1e-11) { predicate.judge(midpointError: $0) }
      ]
    },
    PredicateEdges("F8InProbabilityPredicate.judge(share:envelope:r:)") {
      let predicate = F8InProbabilityPredicate(problem: try eight)
      func judge(_ lower: Double, _ envelope: Double) -> Verdict {
        predicate.judge(share: measured(lower, lower, .infinity), envelope: envelope, r: 1)
      }
      return [
        .band(-Double.infinity...0.4, [0: 1, 0.2: 0.5]) { judge($0, 0.4) },
        .band(0.3...1, [0.6: 0.5], above: "undecided") { judge(0.3, $0) },
        .undecided("an estimate below its lower end") {
          predicate.judge(share: measured(0.1, 0.2, 1), envelope: 0.4, r: 1)
        },
      ]
    },
    PredicateEdges("F8InProbabilityPredicate.judge(excess:envelope:r:)") {
      let predicate = F8InProbabilityPredicate(problem: try eight)
      func judge(_ lower: Double, _ envelope: Double) -> Verdict {
        predicate.judge(excess: measured(lower, lower, .infinity), envelope: envelope, r: 1)
      }
      return [
        .band(-Double.infinity...0, [0: 0, -0.2: 0.5, -0.4: 1, -0.8: 1]) { judge($0, 0.4) },
        .band(0...1, [0.6: 0.5], below: "undecided", above: "undecided") { judge(-0.3, $0) },
        .undecided("an estimate below its lower end") {
          predicate.judge(excess: measured(-0.3, -0.2, 1), envelope: 0.4, r: 1)
        },
      ]
    },
    PredicateEdges("F9OneNeuronPredicate.judge(risk:)") {
      let predicate = try F9OneNeuronPredicate(eight)
      return [
        .verified(1, "0") { predicate.judge(risk: 0) }, .refuted("above 0") { predicate.judge(risk: 1e-300) },
        .refuted("below 0") { predicate.judge(risk: -1e-300) },
        .undecided("no number") { predicate.judge(risk: .nan) },
        .undecided("infinity") { predicate.judge(risk: .infinity) },
      ]
    },
    PredicateEdges("F9OneNeuronPredicate.judge(rank:)") {
      let predicate = try F9OneNeuronPredicate(eight)
      return [
        .verified(1, "1") { predicate.judge(rank: 1) }, .refuted("0") { predicate.judge(rank: 0) },
        .refuted("2") { predicate.judge(rank: 2) },
      ]
    },
    PredicateEdges("F10TrainedNetworksPredicate.judge(notBelow:standardError:)") {
      let predicate = try F10TrainedNetworksPredicate(problem: eight, width: 8, allowance: 0.02)
      let bound = 9.0 / 7
      return [
        .band(bound * (1 - 1e-9) - 0.005...Double.infinity, [bound: 0, 2 * bound: 0.5]) {
          predicate.judge(notBelow: $0, standardError: 0.001)
        },
        .band(bound * (1 - 1e-9)...Double.infinity, near: 1e-11) {
          predicate.judge(notBelow: $0, standardError: 0)
        },
        .band(0...0.004 * bound, below: "undecided", above: "undecided") {
          predicate.judge(notBelow: bound, standardError: $0)
        },
      ]
    },
    PredicateEdges("F10TrainedNetworksPredicate.judge(near:standardError:)") {
      let predicate = try F10TrainedNetworksPredicate(problem: eight, width: 8, allowance: 0.02)
      let whole = try F10TrainedNetworksPredicate(problem: eight, width: 32, allowance: 0.02)
      let bound = 9.0 / 7
      return [
        .band(-Double.infinity...1.02 * bound, [bound: 1, 1.01 * bound: 0.5]) {
          predicate.judge(near: $0, standardError: 0.001)
        },
        .undecided("an error that explains it") {
          predicate.judge(near: 1.02 * bound + 0.049, standardError: 0.01)
        },
        .refuted("an error that does not") {
          predicate.judge(near: 1.02 * bound + 0.051, standardError: 0.01)
        },
        .undecided("an error that is none") { predicate.judge(near: bound, standardError: .nan) },
        .band(-Double.infinity...0.04, [0.02: 0.5]) { whole.judge(near: $0, standardError: 0.001) },
      ]
    },
    PredicateEdges("F11ReLUAttainsPredicate.judge(rootExcess:)") {
      // At a threshold of 2 the bound is not small. Rounding is 2^-50 K (2 T d + T).
      let network = try F11ReLUAttains(
        problem: Problem(tokens: 4, dimension: 1, sparsity: 2), width: 2, firstThreshold: 2, gateThreshold: 2)
      let predicate = try F11ReLUAttainsPredicate(network)
      let most = try network.rootExcessBound() + 24 * 0x1p-50
      return [
        .band(-Double.infinity...most, [0: 1, 0.5 * most: 0.5]) {
          predicate.judge(rootExcess: measured($0, $0, $0 + 1))
        },
        .undecided("an open interval") { predicate.judge(rootExcess: measured(0, -.infinity, 1)) },
        .undecided("an open interval above") { predicate.judge(rootExcess: measured(0, 0, .infinity)) },
        .undecided("no number") { predicate.judge(rootExcess: measured(.nan, 0, 1)) },
      ]
    },
    PredicateEdges("F11ReLUAttainsPredicate.judge(rootExcess:exactly:)") {
      let network = try F11ReLUAttains(problem: Problem(tokens: 4, dimension: 1, sparsity: 2), width: 2)
      let predicate = try F11ReLUAttainsPredicate(network)
      return Edge.contains(2, longest: 0.5) { predicate.judge(rootExcess: $0, exactly: 4) }
    },
    PredicateEdges("F11ReLUAttainsPredicate.judge(unclippedRootExcess:)") {
      let network = try F11ReLUAttains(problem: Problem(tokens: 4, dimension: 1, sparsity: 2), width: 2)
      let predicate = try F11ReLUAttainsPredicate(network)
      let reach = 96 * 0x1p-50
      return [.band(-reach...reach, [0: 1, 0.5 * reach: 0.5]) { predicate.judge(unclippedRootExcess: $0) }]
    },
    PredicateEdges("F11ReLUAttainsPredicate.judge(certificate:of:)") {
      let network = try F11ReLUAttains(problem: Problem(tokens: 4, dimension: 1, sparsity: 2), width: 2)
      let predicate = try F11ReLUAttainsPredicate(network)
      return [
        .band(1.0 / 6 - 5e-13...1.0 / 6 + 5e-13, near: 0.01) {
          try predicate.judge(certificate: $0, of: network)
        }
      ]
    },
  ]
}
