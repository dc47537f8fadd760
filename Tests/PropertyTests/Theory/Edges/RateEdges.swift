import Theory

extension PredicateEdges {
  /// D15, on the enclosed flow of T = 8, d = 4, q = 2.
  static let provedRate: [PredicateEdges] = [
    // Each of four numbers alone off its enclosure's middle by its radius and a part in 10^9.
    PredicateEdges("D15ProvedRatePredicate.judge(_:in:)") {
      let (predicate, enclosed) = (try D15ProvedRatePredicate(D15ProvedRate(flow.system)), try flow.late)
      let ranges = [enclosed.alpha, enclosed.logit, enclosed.massOnSubset, enclosed.risk]
      let middles = ranges.map { 0.5 * ($0.lower + $0.upper) }
      return ranges.indices.map { place in
        let radius = 0.5 * (ranges[place].upper - ranges[place].lower)
        return .band(symmetric(radius + 1e-9 * middles[place]), [0: 1], near: 1e-3) {
          var seen = middles
          seen[place] += $0
          return predicate.judge(
            try state(enclosed.time, alpha: seen[0], logit: seen[1], on: seen[2], risk: seen[3]), in: enclosed
          )
        }
      }
    },
    PredicateEdges("D15ProvedRatePredicate.judge(upperAt:)") {
      let (early, entered, late) = (try flow.early, try flow.entered, try flow.late)
      let predicate = try D15ProvedRatePredicate(D15ProvedRate(flow.system))
      let less = try D15ProvedRatePredicate(
        D15ProvedRate(flow.system, speedShare: Rational(999) / Rational(1000)))
      return [
        .refuted("before the entry") { try predicate.judge(upperAt: early) },
        .refuted("0.999 K") { try less.judge(upperAt: late) },
        .verified(nil, "after the entry") { try predicate.judge(upperAt: entered) },
        .verified(nil, "late") { try predicate.judge(upperAt: late) },
      ]
    },
    PredicateEdges("D15ProvedRatePredicate.judge(lowerAt:withoutFactor:)") {
      let (early, entered, late, last) = (try flow.early, try flow.entered, try flow.late, try flow.last)
      let predicate = try D15ProvedRatePredicate(D15ProvedRate(flow.system))
      let more = try D15ProvedRatePredicate(
        D15ProvedRate(flow.system, speedShare: Rational(1001) / Rational(1000)))
      return [
        .refuted("before the entry") { try predicate.judge(lowerAt: early) },
        .refuted("1.001 K") { try more.judge(lowerAt: last) },
        .refuted("without 1/(1 + h)") { try predicate.judge(lowerAt: late, withoutFactor: true) },
        .verified(nil, "after the entry") { try predicate.judge(lowerAt: entered) },
        .verified(nil, "late") { try predicate.judge(lowerAt: late) },
      ]
    },
    // C' is over K h^2, h of the state: h off by x makes it off by 2 x.
    PredicateEdges("D15ProvedRatePredicate.judge(speedOf:in:)") {
      let predicate = try D15ProvedRatePredicate(D15ProvedRate(flow.system))
      let (enclosed, seen) = (try flow.late, try flow.lateState)
      func judge(_ share: Double) throws -> Verdict {
        try predicate.judge(
          speedOf: state(
            seen.time, alpha: seen.alpha, logit: seen.logit, on: seen.massOnSubset,
            off: seen.massOffSubset * (1 + share)), in: enclosed)
      }
      return [
        .verified(nil, "as computed") { try judge(0) }, .verified(nil, "4e-8 more") { try judge(4e-8) },
        .verified(nil, "4e-8 less") { try judge(-4e-8) }, .refuted("6e-8 more") { try judge(6e-8) },
        .refuted("6e-8 less") { try judge(-6e-8) },
      ]
    },
    PredicateEdges("D15ProvedRatePredicate.judge(entry:before:after:)") {
      let predicate = try D15ProvedRatePredicate(D15ProvedRate(flow.system))
      let (before, after, early, late) = (try flow.before, try flow.entered, try flow.early, try flow.late)
      let middle = 0.5 * (before.time + after.time)
      let reach = 1e-6 * middle + 0.5 * (after.time - before.time)
      return [
        .band(middle - reach...middle + reach, [middle: 1], near: 1e-3) {
          predicate.judge(entry: $0, before: before, after: after)
        },
        .undecided("two states before it") { predicate.judge(entry: middle, before: before, after: before) },
        .undecided("two states after it") { predicate.judge(entry: middle, before: after, after: after) },
        .undecided("far apart") { predicate.judge(entry: middle, before: early, after: late) },
      ]
    },
    PredicateEdges("D15ProvedRatePredicate.judge(scaledRisk:in:time:)") {
      let predicate = try D15ProvedRatePredicate(D15ProvedRate(flow.system))
      let bounds = try predicate.rate.scaledRisk(at: 1e4, after: flow.entered)
      let (low, high) = (bounds.lower, bounds.upper)
      let middle = Enclosed(try Rational(exactly: 0.5 * (low + high)))
      return [
        .band(low...high, [0.5 * (low + high): 1, 0.75 * low + 0.25 * high: 0.5]) {
          predicate.judge(scaledRisk: try Enclosed(exactly: $0), in: bounds, time: 1e4)
        },
        .undecided("wider than the bounds") { predicate.judge(scaledRisk: bounds, in: middle, time: 1e4) },
        .undecided("bounds of no width") { predicate.judge(scaledRisk: middle, in: middle, time: 1e4) },
      ]
    },
  ]

  /// The enclosed flow at times before and after its entry into Omega, computed once.
  private static let enclosedFlow = Result { try EnclosedFlowExample() }
  private static var flow: EnclosedFlowExample { get throws { try enclosedFlow.get() } }
}

/// An enclosed flow with the states that D15's edges need.
private struct EnclosedFlowExample {
  let system: FlowSystem
  let early: EnclosedFlowState
  let before: EnclosedFlowState
  let entered: EnclosedFlowState
  let late: EnclosedFlowState
  let last: EnclosedFlowState
  let lateState: FlowState

  init() throws {
    let problem = try PredicateEdges.eight
    let enclosure = try FlowEnclosure(problem: problem, positions: .oneHot)
    system = enclosure.system
    let states = try enclosure.states(at: [10, 1e5, 1e9])
    (early, late, last) = (states[0], states[1], states[2])
    (before, entered) = try enclosure.entry()
    lateState = try GradientFlow(problem: problem, positions: .oneHot).states(at: [1e5])[0]
  }
}
