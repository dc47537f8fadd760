import Foundation
import Theory

extension PredicateEdges {
  /// ln(2/1e-9), the exponent of D7's inequalities.
  private static let exponent = log(2e9)

  /// Samples of a mean and a variance.
  static func sample(_ count: Int, mean: Double, variance: Double) -> SampleMean {
    let half = (variance * Double(count - 1) / Double(count)).squareRoot()
    return SampleMean((0..<count).map { mean + ($0 % 2 == 0 ? half : -half) })
  }

  private static func noiseLaw() throws -> NoisyDescentState {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    var descent = try NoisyDescent(
      FlowSystem(problem: problem, positions: .oneHot), stepSize: 0.2, batch: 32)
    return try descent.states(after: [50])[0]
  }

  /// D7 and what it shares.
  static let tracking: [PredicateEdges] = [
    PredicateEdges("D7SampleTrackingPredicate.judge(distance:of:)") {
      [
        .band(-7...7, [0: 1, 3.5: 0.5]) {
          D7SampleTrackingPredicate(draws: 100).judge(distance: $0, of: .alpha)
        },
        .band(-7...7) { D7SampleTrackingPredicate(draws: 100).judge(distance: $0, of: .logit) },
        .band(-7...7) { D7SampleTrackingPredicate(draws: 100).judge(distance: $0, of: .massOnSubset) },
        .band(-10...10) { D7SampleTrackingPredicate(draws: 100).judge(distance: $0, of: .risk) },
      ]
    },
    PredicateEdges("D7SampleTrackingPredicate.judge(placeOffFamily:)") {
      [.band(-1...1, [0: 1, 0.5: 0.5]) { D7SampleTrackingPredicate(draws: 100).judge(placeOffFamily: $0) }]
    },
    PredicateEdges("D7SampleTrackingPredicate.judge(mean:of:law:)") {
      let law = try noiseLaw()
      let predicate = D7SampleTrackingPredicate(draws: 100)
      var edges: [Edge] = []
      for quantity in LayerQuantity.allCases {
        let spread = quantity.law(law)
        let deviation = (spread.variance + spread.varianceOfDraw / 100).squareRoot()
        let farthest = quantity == .risk ? 10.0 : 7
        let excess = law.risk.mean / law.quiet.risk - 1
        let reach =
          deviation * ((2 * exponent / 200).squareRoot() + farthest * exponent / 600)
          + 4 * abs(excess * (spread.mean - quantity.value(law.quiet)))
        edges += [
          .band(symmetric(reach), [0: 1]) {
            predicate.judge(mean: sample(200, mean: spread.mean + $0, variance: 1e-6), of: quantity, law: law)
          },
          .undecided("99 networks") {
            predicate.judge(mean: sample(99, mean: spread.mean, variance: 1e-6), of: quantity, law: law)
          },
        ]
      }
      return edges
    },
    PredicateEdges("D7SampleTrackingPredicate.judge(variance:of:law:)") {
      let law = try noiseLaw()
      let predicate = D7SampleTrackingPredicate(draws: 100)
      let half = 2 * (exponent / 199).squareRoot()
      let (low, high) = (0.95 - half, 1.05 + half + 2 * exponent / 199)
      var edges: [Edge] = []
      for quantity in [LayerQuantity.alpha, .logit] {
        let spread = quantity.law(law)
        edges += [
          .band(low...high, [0.5 * (low + high): 1]) {
            predicate.judge(
              variance: sample(200, mean: spread.mean, variance: $0 * spread.variance), of: quantity, law: law
            )
          },
          .undecided("99 networks") {
            predicate.judge(
              variance: sample(99, mean: spread.mean, variance: spread.variance), of: quantity, law: law)
          },
        ]
      }
      return edges + [
        .undecided("not linear in the weights") {
          predicate.judge(variance: sample(200, mean: 1, variance: law.risk.variance), of: .risk, law: law)
        }
      ]
    },
    PredicateEdges("SpreadLaw.judge(ratio:_:)") {
      let half = 2 * (exponent / 4000).squareRoot()
      let (low, high) = (0.95 - half, 1.05 + half + 2 * exponent / 4000)
      return [
        .band(low...high, [0.5 * (low + high): 1]) {
          SpreadLaw(directions: 4, samples: 1000, slack: 0.05).judge(ratio: $0, "ratio")
        },
        .undecided("a range that reaches 0") {
          SpreadLaw(directions: 1, samples: 50, slack: 0.05).judge(ratio: 1, "ratio")
        },
        .undecided("no samples") {
          SpreadLaw(directions: 4, samples: 0, slack: 0.05).judge(ratio: 1, "ratio")
        },
      ]
    },
    // Two points at x = 0.05 and 0.1: limit 2 r_1 - r_2 of error sqrt(5) e, next order 4 * 0.005.
    PredicateEdges("ExcessLine.judge()") {
      func judge(_ limit: Double, error: Double = 0.001, excess: Double = 0.1) -> Verdict {
        ExcessLine([
          .init(excess: 0.5 * excess, ratio: 0.5 * (1 + limit), standardError: error),
          .init(excess: excess, ratio: 1, standardError: error),
        ]).judge()
      }
      let reach = 0.02 + 0.005 * 5.0.squareRoot()
      return [
        .band(1 - reach...1 + reach, [1: 1, 1 + 0.5 * reach: 0.5]) { judge($0) },
        .band(0...0.02 / 5.0.squareRoot(), below: "undecided", above: "undecided") { judge(1, error: $0) },
        .undecided("beyond the law's range") { judge(1, excess: 0.126) },
      ]
    },
    // x = eta (d + q - 1)/(2 q B).
    PredicateEdges("GaussianMeanPredicate.judge(_:_:told:)") {
      let predicate = try GaussianMeanPredicate(problem: eight, stepSize: 0.5, batch: 128)
      let excess = 0.5 * 5 / 512
      let told = try state(100, alpha: 1.25, logit: 2, on: 0.75, off: 0.25, risk: 0.5)
      func sample(_ mean: Double, count: Int = 16) -> SampleMean {
        PredicateEdges.sample(count, mean: mean, variance: 1e-8 * Double(count))
      }
      let values: [(LayerQuantity, Double)] = [
        (.alpha, 1.25), (.logit, 2), (.massOnSubset, 0.75), (.risk, 0.5),
      ]
      var edges: [Edge] = []
      for (quantity, value) in values {
        let center = quantity == .risk ? (1 + excess) * value : value
        edges += [
          .band(symmetric(excess * value + 6e-4), [0: 1]) {
            predicate.judge(quantity, sample(center + $0), told: told)
          },
          .undecided("seven layers") { predicate.judge(quantity, sample(center, count: 7), told: told) },
          .undecided("the start") {
            predicate.judge(quantity, sample(center), told: try state(0, alpha: 1.25, logit: 0, risk: 0.5))
          },
        ]
      }
      return edges
    },
    PredicateEdges("TrackingPredicate.judge(_:_:flow:)") { try trackedParts(whole: false) },
    PredicateEdges("TrackingPredicate.judge(_:flow:)") { try trackedParts(whole: true) },
  ]

  /// Each part of a tracked layer off its band alone, at one of two times.
  private static func trackedParts(whole: Bool) throws -> [Edge] {
    let bands = try TrackingPredicate.Bands(problem: eight, stepSize: 0.32, batch: 8)
    let predicate = TrackingPredicate(bands: bands)
    let flow = try [state(10, alpha: 1, logit: 1.5, on: 0.5), state(20, alpha: 1.2, logit: 3, on: 0.75)]
    // 7 sqrt(eta/(2 q d B)).
    let reaches: [(TrackingPredicate.Part, Double)] = [
      (.massOnSubset, 0.03), (.alpha, 7 * (0.32 / 128).squareRoot()), (.logit, 0.1), (.cosine, 0.1),
    ]
    func seen(_ part: TrackingPredicate.Part, _ off: Double, at place: Int) -> [TrackingPredicate.Observation]
    {
      flow.enumerated().map { index, state in
        func moved(_ other: TrackingPredicate.Part) -> Double { other == part && index == place ? off : 0 }
        return TrackingPredicate.Observation(
          time: state.time, massOnSubset: state.massOnSubset + moved(.massOnSubset),
          alpha: state.alpha + moved(.alpha), logit: state.logit + moved(.logit), cosine: 1 + moved(.cosine))
      }
    }
    func judge(_ part: TrackingPredicate.Part, _ seen: [TrackingPredicate.Observation], _ flow: [FlowState])
      -> Verdict
    {
      whole ? predicate.judge(seen, flow: flow) : predicate.judge(part, seen, flow: flow)
    }
    var edges: [Edge] = []
    for (part, reach) in reaches {
      for place in 0..<2 {
        edges.append(
          .band(symmetric(reach), [0: 1, 0.5 * reach: 0.5]) { judge(part, seen(part, $0, at: place), flow) })
      }
      let start = try state(10, logit: 0)
      let late = try state(10.001, alpha: 1, logit: 1.5, on: 0.5)
      edges += [
        .undecided("nothing seen") { judge(part, [], []) },
        .undecided("one state for two") { judge(part, seen(part, 0, at: 0), [flow[0]]) },
        .undecided("a flow that does not leave C = 0") { judge(part, [seen(part, 0, at: 0)[0]], [start]) },
        .undecided("other times") { judge(part, seen(part, 0, at: 0), [late, flow[1]]) },
      ]
      if !whole {
        // Times are the same to a part in 10^9, before t = 1 to 10^-9.
        for (time, reach) in [(10, 1e-8), (0.01, 1e-9)] {
          let now = try state(time, alpha: 1, logit: 1.5, on: 0.5)
          edges.append(
            .band(time - reach...time + reach, [time: 1], below: "undecided", above: "undecided") {
              let seen = TrackingPredicate.Observation(
                time: $0, massOnSubset: 0.5, alpha: 1, logit: 1.5, cosine: 1)
              return predicate.judge(part, seen, flow: now) ?? .undecided(reason: "not judged")
            })
        }
        edges.append(
          .band(symmetric(reach), [0: 1]) {
            predicate.judge(part, seen(part, $0, at: 0)[0], flow: flow[0]) ?? .undecided(reason: "not judged")
          })
      }
    }
    return edges
  }
}
