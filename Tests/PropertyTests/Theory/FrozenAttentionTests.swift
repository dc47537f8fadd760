import Evidence
import Testing
import Theory

/// The exact law of V's noise with frozen attention, and D17's predicates.
@Suite struct FrozenAttentionTests {
  @Test("the excess after k steps is k times the recursion; at, near and beyond the edge too")
  func recursion() throws {
    for (d, batch, square) in [(1, 1, 1.0), (2, 2, 0.26), (5, 64, 0.5)] {
      let law = try FrozenAttentionNoise(dimension: d, batch: batch, attentionSquare: square)
      for share in [0.1, 0.7, 1 - 1e-13, 1, 1 + 1e-13, 1.3] {
        let step = share * law.stepLimit
        let a = step * square
        var excess = 2.5
        for steps in 0...20 {
          let closed = try law.excess(stepSize: step, after: steps, start: 2.5)
          #expect(abs(closed / excess - 1) <= 1e-9)
          excess =
            (1 - 2 * a + a * a * (1 + Double(d + 1) / Double(batch))) * excess + a * a * Double(d)
            / Double(batch)
        }
      }
      let late = try law.excess(stepSize: 0.5 * law.stepLimit, after: 10_000, start: 0)
      #expect(abs(late / (try law.limit(stepSize: 0.5 * law.stepLimit)) - 1) <= 1e-12)
    }
  }

  @Test("the second moment's bound: values of another program")
  func squareBound() throws {
    for (d, batch, step, steps, start, expected) in [
      (2, 1, 0.3, 20, 4.0, 4.325246655986332), (1, 1, 0.4, 3, 1, 5.051757465600006),
      (3, 2, 0.5, 2, 1, 4.59375),
    ] {
      let law = try FrozenAttentionNoise(dimension: d, batch: batch, attentionSquare: 1)
      let bound = try law.squareBound(stepSize: step, after: steps, start: start)
      #expect(abs(bound / expected - 1) <= 1e-12)
    }
  }

  @Test("bad arguments are errors, and from the edge on there is no limit")
  func errors() throws {
    for (d, batch, square) in [(0, 1, 0.5), (1, 0, 0.5), (1, 1, 0), (1, 1, 1.5), (1, 1, .nan)] {
      #expect(throws: TheoryError.self) {
        try FrozenAttentionNoise(dimension: d, batch: batch, attentionSquare: square)
      }
    }
    let law = try FrozenAttentionNoise(dimension: 2, batch: 3, attentionSquare: 0.5)
    for step in [0, -1, law.stepLimit, .nan, .infinity] {
      #expect(throws: TheoryError.self) { try law.limit(stepSize: step) }
    }
    #expect(throws: TheoryError.self) { try law.excess(stepSize: 0.1, after: -1, start: 0) }
    #expect(throws: TheoryError.self) { try law.squareBound(stepSize: 0.1, after: 1, start: .nan) }
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    #expect(throws: TheoryError.self) { try FrozenAttentionNoise.aligned(problem, logit: 700, batch: 2) }
    #expect(throws: TheoryError.self) { try FrozenAttentionGradient(problem, on: 0, off: 1, batch: 1) }
    #expect(throws: TheoryError.self) {
      try FrozenAttentionGradient(problem, on: 2, off: 1, batch: 1).moments(value: [.one])
    }
  }

  @Test("the rational moments give the law of the mean square")
  func rational() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 1)
    let exact = try FrozenAttentionGradient(problem, on: 3, off: 1, batch: 4)
    let law = try FrozenAttentionNoise(
      dimension: 2, batch: 4, attentionSquare: exact.attentionSquare.double)
    #expect(abs(try exact.stepLimit().double / law.stepLimit - 1) <= 1e-15)
    let moments = try exact.moments(value: [.zero, .zero, .zero, .zero])
    let (c, S, R) = (exact.bestScale.double, exact.attentionSquare.double, exact.leastRisk.double)
    let next = 2 * c * c - 2 * 0.3 * S * 2 * c * c + 0.09 * moments.square.double
    #expect(abs(try law.excess(stepSize: 0.3, after: 1, start: S * 2 * c * c / R) - S * next / R) <= 1e-12)
  }

  @Test("predicates: just inside verifies, just outside is refuted, too little is undecided")
  func predicates() {
    let seen = Measured(estimate: 1, lower: 0.9, upper: 1.15, falseAlarm: 1e-10)
    #expect(D17ExactMisadjustment.judge(excess: seen, predicted: 1.14).isVerified)
    #expect(D17ExactMisadjustment.judge(excess: seen, predicted: 1.16).isRefuted)
    let wide = Measured(estimate: 1, lower: 0.5, upper: 1.5, falseAlarm: 1e-10)
    #expect(D17ExactMisadjustment.judge(excess: wide, predicted: 1).word == "undecided")
    #expect(D17ExactMisadjustment.judge(extrapolated: 1.0049, predicted: 1).isVerified)
    #expect(D17ExactMisadjustment.judge(extrapolated: 1.0051, predicted: 1).isRefuted)
    #expect(D17ExactMisadjustment.judge(extrapolated: .nan, predicted: 1).word == "undecided")
    let ten = [Double](repeating: 1.9, count: 10)
    #expect(D17ExactMisadjustment.judge(below: ten, trivial: 100).isVerified)
    #expect(D17ExactMisadjustment.judge(below: ten + [2.1], trivial: 100).isRefuted)
    #expect(D17ExactMisadjustment.judge(below: ten + [.nan], trivial: 100).word == "undecided")
    #expect(D17ExactMisadjustment.judge(below: ten, trivial: 3).word == "undecided")
    #expect(D17ExactMisadjustment.judge(below: [0], trivial: 100).word == "undecided")
    let large = [Double](repeating: 11, count: 10)
    #expect(D17ExactMisadjustment.judge(beyond: large + ten.dropLast(1)).isVerified)
    #expect(D17ExactMisadjustment.judge(beyond: large + ten + ten).isRefuted)
    #expect(D17ExactMisadjustment.judge(beyond: large + [.infinity]).word == "undecided")
    #expect(D17ExactMisadjustment.judge(beyond: [11]).word == "undecided")
    let late = D17LatePredicate(firstOrder: 0.2, factor: 1.5)
    #expect(late.judge(meanExcess: 0.3299, standardError: 1e-3).isVerified)
    #expect(late.judge(meanExcess: 0.3301, standardError: 1e-3).isRefuted)
    #expect(late.judge(meanExcess: 0.3, standardError: 0.1).word == "undecided")
    #expect(late.judge(meanExcess: .nan, standardError: 1e-3).word == "undecided")
  }
}
