import TestSupport
import Testing
import Theory

@Suite struct FlowEnclosureTests {
  struct Golden: Sendable {
    let tokens: Int
    let dimension: Int
    let sparsity: Int
    let positions: PositionLaw
    let time: Double
    let odds: Double?

    func enclosure(stepLimit: Int = FlowEnclosure.stepLimit) throws -> FlowEnclosure {
      try FlowEnclosure(
        problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: positions,
        stepLimit: stepLimit)
    }
  }

  /// The entry into Omega from zero, from an independent program; its last digit is off by up to 7 (step of its search).
  static let golden = [
    Golden(tokens: 8, dimension: 4, sparsity: 2, positions: .oneHot, time: 32.52, odds: 0.721),
    Golden(tokens: 20, dimension: 5, sparsity: 3, positions: .oneHot, time: 119.9, odds: 1.081),
    Golden(tokens: 6, dimension: 2, sparsity: 5, positions: .oneHot, time: 156.6, odds: 0.0883),
    Golden(tokens: 100, dimension: 50, sparsity: 10, positions: .oneHot, time: 319.9, odds: nil),
    Golden(tokens: 12, dimension: 1, sparsity: 1, positions: .oneHot, time: 142.5, odds: nil),
    Golden(
      tokens: 20, dimension: 5, sparsity: 3, positions: .orthonormalFrame(width: 64), time: 349.8, odds: nil),
  ]

  @Test(arguments: golden) func `the entry is where the reference has it`(item: Golden) throws {
    let entry = try item.enclosure().entry()
    #expect(abs(entry.after.time - item.time) <= 5e-4 * item.time, "\(entry.after.time)")
    #expect(entry.after.time - entry.before.time <= 2e-6 * item.time)
    if let odds = item.odds { #expect(abs(entry.after.odds.upper - odds) <= 1e-3 * odds) }
  }

  @Test(arguments: golden) func `widths are 1e-9 and the bounds hold to the end of times`(item: Golden) throws
  {
    let enclosure = try item.enclosure()
    let predicate = D15ProvedRatePredicate(try D15ProvedRate(enclosure.system))
    let entry = try enclosure.entry().after
    for state in try enclosure.states(at: [10, 1e3, 1e5, 1e12, 1e30]) {
      #expect(state.relativeWidth <= 1e-9, "t = \(state.time): \(state.relativeWidth)")
      // At 10^30 the bounds are 10^-15 apart, less than the enclosure.
      if state.time < entry.time || state.time > 1e20 { continue }
      let value = try D15ProvedRatePredicate.scaledRisk(state, system: enclosure.system)
      let bounds = try predicate.rate.scaledRisk(at: state.time, after: entry)
      #expect(
        predicate.judge(scaledRisk: value, in: bounds, time: state.time).isVerified)
      #expect(predicate.rate.isInside(state) == true)
    }
  }

  @Test func `computed states lie in the enclosure at drawn problems and times`() {
    check(
      Property(
        "computed flow in its enclosure",
        draw: { (try Draw.problem(tokens: 16, dimension: 6, &$0), Elementary.exp(Draw.number(0...25, &$0))) },
        shrinks: { input in Shrink.problem(input.0).map { ($0, input.1) } },
        holds: { problem, time in
          let positions = PositionLaw.orthonormalFrame(width: problem.tokens + 3)
          let enclosed = try FlowEnclosure(problem: problem, positions: positions).states(at: [time])[0]
          let computed = try GradientFlow(problem: problem, positions: positions).states(at: [time])[0]
          let predicate = D15ProvedRatePredicate(
            try D15ProvedRate(FlowSystem(problem: problem, positions: positions)))
          return predicate.judge(computed, in: enclosed).isVerified
        }), cases: 20)
  }

  @Test func `times are answered in their order, from zero on`() throws {
    let states = try Self.golden[0].enclosure().states(at: [1e6, 0, 5, 5, 1e-300])
    #expect(states.map(\.time) == [1e6, 0, 5, 5, 1e-300])
    #expect(
      states[1].alpha.lower == 0 && states[1].alpha.upper == 0 && states[1].logit.interval.contains(0.0))
    #expect(states[2] == states[3])
    // alpha = t P/q to the first order.
    #expect(
      states[4].alpha.lower >= 0 && states[4].alpha.lower <= 1.3e-301 && states[4].alpha.upper >= 1.2e-301)
  }

  @Test func `what is out of range or too long is refused`() throws {
    let enclosure = try Self.golden[0].enclosure()
    for time in [-1, .nan, .infinity, 1e31] {
      #expect(throws: TheoryError.self) { try enclosure.states(at: [time]) }
    }
    let short = try Self.golden[0].enclosure(stepLimit: 20)
    #expect(try short.states(at: [10]).count == 1)
    #expect(throws: TheoryError.self) { try short.states(at: [1e3]) }
    #expect(throws: TheoryError.self) { try short.entry() }
    #expect(throws: TheoryError.self) { try enclosure.scaledRisks(from: 20) }
    let rate = try D15ProvedRate(enclosure.system)
    let early = try enclosure.states(at: [5])[0]
    #expect(rate.isInside(early) == false)
    #expect(throws: TheoryError.self) { try rate.scaledRisk(at: 10, after: early) }
  }
}
