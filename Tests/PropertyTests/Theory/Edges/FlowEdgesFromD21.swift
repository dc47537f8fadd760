import Theory

extension PredicateEdges {
  /// D21 and D22.
  static let otherTraining: [PredicateEdges] = [
    PredicateEdges("D21WeightDecayPredicate.judge(logit:law:)") {
      let end = try DecayedEnd(problem: eight, decay: 1e-4)
      let reach = 1.5 * leftOut(end) * end.logitLaw / (2 * end.logitLaw + 1)
      let beyond = D21WeightDecayPredicate(try DecayedEnd(problem: eight, decay: 0.5))
      return [
        .band(5 - reach...5 + reach, [5: 1]) { D21WeightDecayPredicate(end).judge(logit: $0, law: 5) },
        .undecided("beyond the law's range") { beyond.judge(logit: 5, law: 5) },
      ]
    },
    PredicateEdges("D21WeightDecayPredicate.judge(riskRatio:)") {
      let end = try DecayedEnd(problem: eight, decay: 1e-4)
      let reach = 1.5 * leftOut(end)
      let beyond = D21WeightDecayPredicate(try DecayedEnd(problem: eight, decay: 0.5))
      return [
        .band(1 - reach...1 + reach, [1: 1]) { D21WeightDecayPredicate(end).judge(riskRatio: $0) },
        .undecided("beyond the law's range") { beyond.judge(riskRatio: 1) },
      ]
    },
    PredicateEdges("D21WeightDecayPredicate.judge(fullDeviation:)") {
      [.band(symmetric(1e-7), [0: 1]) { D21WeightDecayPredicate.judge(fullDeviation: $0) }]
    },
    PredicateEdges("D21WeightDecayPredicate.judge(offFamily:)") {
      [.band(symmetric(1e-7), [0: 1]) { D21WeightDecayPredicate.judge(offFamily: $0) }]
    },
    PredicateEdges("D21WeightDecayPredicate.judge(trainedLogit:end:)") {
      [.band(4.95...5.05, [5: 1, 5.025: 0.5]) { D21WeightDecayPredicate.judge(trainedLogit: $0, end: 5) }]
    },
    PredicateEdges("D21WeightDecayPredicate.judge(trainedRatio:)") {
      [.band(0.95...1.05, [1: 1, 1.025: 0.5]) { D21WeightDecayPredicate.judge(trainedRatio: $0) }]
    },
    // (eta/(2q)) (1 + (d+1)/B) = 0.05 (1 + 5/10).
    PredicateEdges("D21LabelNoisePredicate.judge(meanRatio:standardError:)") {
      let predicate = try D21LabelNoisePredicate(problem: eight, stepSize: 0.2, batch: 10)
      return [
        .band(1 - 0.1175...1 + 0.1175, [1: 1]) { predicate.judge(meanRatio: $0, standardError: 0.001) },
        .band(0...0.04, below: "undecided", above: "undecided") {
          predicate.judge(meanRatio: 1, standardError: $0)
        },
      ]
    },
    PredicateEdges("D22AdamPredicate.judge(rise:)") {
      [
        .band(1.3...2.7, [2: 1, 2.35: 0.5]) { D22AdamPredicate(.adam).judge(rise: $0) },
        .band(0.65...1.35, [1: 1]) { D22AdamPredicate(.adam, speed: 1).judge(rise: $0) },
        .band(0...0.7, [0: 1, 0.35: 0.5], below: "undecided") {
          D22AdamPredicate(.gradientDescent).judge(rise: $0)
        },
      ]
    },
    PredicateEdges("D22AdamPredicate.judge(alphaOffCurve:)") {
      [
        .band(0...0.03, [0: 1, 0.015: 0.5], below: "undecided") {
          D22AdamPredicate(.adam).judge(alphaOffCurve: $0)
        }
      ]
    },
    PredicateEdges("D22AdamPredicate.judge(excess:)") {
      [.band(0...0.25, [0: 1, 0.125: 0.5], below: "undecided") { D22AdamPredicate(.adam).judge(excess: $0) }]
    },
    PredicateEdges("D22AdamPredicate.judge(offFamily:)") {
      [
        .band(0...0.06, [0: 1, 0.03: 0.5], below: "undecided") {
          D22AdamPredicate(.adam).judge(offFamily: $0)
        }
      ]
    },
    PredicateEdges("D22AdamPredicate.judge(exponent:)") {
      [
        .band(1.3...Double.infinity, [1.3: 0, 2.6: 0.5]) { D22AdamPredicate(.adam).judge(exponent: $0) },
        .band(0.7...1.3, [1: 1, 1.15: 0.5]) { D22AdamPredicate(.gradientDescent).judge(exponent: $0) },
      ]
    },
    PredicateEdges("D22SignDescentPredicate.judge(distance:_:)") {
      let predicate = try stalled
      return [.band(symmetric(1e-9), [0: 1, 5e-10: 0.5]) { predicate.judge(distance: $0, "W") }]
    },
    PredicateEdges("D22SignDescentPredicate.judge(largestLogit:later:)") {
      let predicate = try stalled
      let low = predicate.stall.logitOfStall
      return [
        .band(low...low + 0.04, [low + 0.02: 1]) { predicate.judge(largestLogit: $0) },
        .band(low + 0.01...low + 0.05) { predicate.judge(largestLogit: $0, later: 1) },
      ]
    },
    PredicateEdges("D22SignDescentPredicate.judge(upperRisk:over:)") {
      let predicate = try stalled
      let (low, high) = predicate.stall.upperRisk
      return [
        .band(low...high, [0.5 * (low + high): 1], near: 0.001) { predicate.judge(upperRisk: $0) },
        .band(2 * low...2 * high, near: 0.001) { predicate.judge(upperRisk: $0, over: 2) },
      ]
    },
    PredicateEdges("D22SignDescentPredicate.judge(lowerRisk:over:)") {
      let predicate = try stalled
      let (low, high) = predicate.stall.lowerRisk
      return [
        .band(low...high, [0.5 * (low + high): 1], near: 0.001) { predicate.judge(lowerRisk: $0) },
        .band(2 * low...2 * high, near: 0.001) { predicate.judge(lowerRisk: $0, over: 2) },
      ]
    },
  ]

  private static var stalled: D22SignDescentPredicate {
    get throws {
      let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
      return D22SignDescentPredicate(try SignDescentStall(problem: problem, inverseStep: 100))
    }
  }

  /// 2 q h^2/N + lambda (N + 2q) + s^2 (1 + q/N), from C*: K h^2 = lambda C*, s^2 = d kappa N lambda/C*.
  private static func leftOut(_ end: DecayedEnd) -> Double {
    let gain = 4.0 / 7
    let odds = 1e-4 * end.logitLaw * 6 / gain
    let order = gain * 6 * 1e-4 / end.logitLaw
    return 2 * 2 * odds / 6 + 1e-4 * (6 + 4) + order * (1 + 2.0 / 6)
  }
}
