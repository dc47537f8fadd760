import TestSupport
import Testing
import Theory

/// Closed forms in Doubles against their enclosures.
@Suite struct EnclosedFormulasTests {
  private func lies(_ value: Double, in enclosed: Enclosed, relative: Double) -> Bool {
    enclosed.judge(computed: value, relativeError: relative, "value").isVerified
  }

  @Test func `F2: the bound in Doubles is the rational one to 3 units`() {
    check(
      Property(
        "LB in its enclosure",
        draw: { (try Draw.problem(tokens: 40, dimension: 9, &$0), Draw.integer(0...400, &$0)) },
        holds: { problem, width in
          let exact = Enclosed(try F2RiskLowerBound.exact(problem: problem, width: width))
          let value = try F2RiskLowerBound.value(problem: problem, width: width)
          return exact.upper == 0 ? value == 0 : lies(value, in: exact, relative: 7e-16)
        }), cases: 1000)
  }

  /// Near the best alpha (alpha - 1) - alpha delta cancels, so the error is relative to the risk at 2 alpha.
  @Test func `A2 and L1: the risk in Doubles lies in its enclosure`() {
    check(
      Property(
        "R(alpha, C) in its enclosure",
        draw: { stream in
          (
            try Draw.problem(tokens: 30, dimension: 6, &stream), Draw.number(-3...3, &stream),
            Draw.number(-40...40, &stream)
          )
        },
        holds: { problem, alpha, logit in
          let weights = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
          let enclosed = try weights.enclosedRisk()
          let other = try L1Transfer.risk(
            Problem(tokens: 50, dimension: problem.dimension, sparsity: 7), alpha: alpha, logit: logit,
            testTokens: problem.tokens, testSparsity: problem.sparsity)
          let scale = try AlignedWeights(problem: problem, alpha: 2 * alpha, logit: logit).risk
          let room = 1e-14 * (scale / weights.risk + 1)
          return lies(weights.risk, in: enclosed, relative: room) && lies(other, in: enclosed, relative: room)
            && enclosed.interval.width <= room * max(scale, weights.risk)
        }), cases: 1000)
    let far = try? AlignedWeights(
      problem: Problem(tokens: 1_000_000, dimension: 5, sparsity: 3), alpha: 1, logit: 700)
    #expect(far.flatMap { try? $0.enclosedRisk() }.map { $0.lower >= 0 && $0.upper <= 1e-300 } == true)
  }

  /// d ( E[1/n - 1/q; n >= 1] + P(n = 0) (1/q - 1/T') ), n hypergeometric, in rationals.
  @Test func `L3: the limit in Doubles is the rational one`() throws {
    func binomial(_ n: Int, _ k: Int) throws -> Rational {
      var value = Rational(k <= n ? 1 : 0)
      for i in 0..<max(0, min(k, n)) { value = try value * Rational(n - i) / Rational(i + 1) }
      return value
    }
    for (tokens, longer, dimension, sparsity) in [
      (20, 40, 5, 3), (8, 9, 2, 4), (6, 30, 1, 1), (12, 20, 3, 10),
    ] {
      var sum = Rational.zero
      for n in 0...sparsity {
        let ways = try binomial(tokens, n) * binomial(longer - tokens, sparsity - n)
        let chance = try ways / binomial(longer, sparsity)
        let share = try Rational(1) / Rational(sparsity)
        let excess =
          n > 0 ? try Rational(1) / Rational(n) - share : try share - Rational(1) / Rational(longer)
        sum = try sum + chance * excess
      }
      let exact = Enclosed(try Rational(dimension) * sum)
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let limit = try FixedPositions(problem: problem, testTokens: longer).limit()
      #expect(lies(limit, in: exact, relative: 1e-14), "\(limit) \(exact.interval)")
    }
  }

  @Test func `F2: the sum of eigenvalues encloses the rational bound`() {
    check(
      Property(
        "LB in the sum's enclosure",
        draw: { (try Draw.problem(tokens: 40, dimension: 9, &$0), Draw.integer(0...400, &$0)) },
        holds: { problem, width in
          let exact = try F2RiskLowerBound.exact(problem: problem, width: width)
          let enclosed = try F2RiskLowerBound.enclosed(problem: problem, width: width)
          return try enclosed.interval.contains(exact)
            && (exact == .zero ? enclosed.upper == 0 : enclosed.relativeWidth <= 1e-14)
        }), cases: 1000)
    #expect(throws: TheoryError.self) {
      try F2RiskLowerBound.enclosed(problem: Problem(tokens: 4, dimension: 1, sparsity: 1), width: -1)
    }
  }

  @Test func `F4: the width is sufficient and necessary, one fewer and one more are not`() throws {
    let problem = try Problem(tokens: 100_000, dimension: 64, sparsity: 500)
    let share = try Rational(numerator: 10, denominator: 17)
    let width = try F4WidthNeeded.exact(problem: problem, share: share)
    func words(_ width: Int) throws -> [String] {
      [
        try F4WidthNeeded.judge(sufficient: width, problem: problem, share: share).word,
        try F4WidthNeeded.judge(necessary: width, problem: problem, share: share).word,
      ]
    }
    #expect(try words(width) == ["verified", "verified"])
    #expect(try words(width - 1) == ["refuted", "verified"])
    #expect(try words(width + 1) == ["verified", "refuted"])
    #expect(try words(0) == ["refuted", "undecided"])
  }

  @Test func `A2: at C = 0 the risk is rational`() throws {
    let problem = try Problem(tokens: 8, dimension: 4, sparsity: 2)
    // P = 1/4: 4 ((1/4 - 1)^2/2 + (3/4)^2/6) = 4 (9/32 + 3/32).
    #expect(try AlignedWeights.exactRisk(problem, alpha: .one) == Rational(parsing: "3/2"))
    let weights = try AlignedWeights(problem: problem, alpha: 1, logit: 0)
    #expect(try weights.enclosedRisk().interval.contains(Rational(parsing: "3/2")))
  }

  @Test func `L3: limit and risk in their enclosures, the limit that of an independent program`() throws {
    for (tokens, longer, dimension, sparsity) in [
      (20, 40, 5, 3), (8, 9, 2, 4), (6, 30, 1, 1), (12, 20, 3, 10), (5, 5, 2, 2),
    ] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let fixed = try FixedPositions(problem: problem, testTokens: longer)
      let enclosed = try fixed.enclosedLimit()
      #expect(try enclosed.interval.contains(fixed.exactLimit()))
      for (alpha, logit) in [(1.0, 3.0), (1.2, 6.0), (-0.5, -2.0)] {
        let risk = try fixed.enclosedRisk(alpha: alpha, logit: logit)
        #expect(lies(try fixed.risk(alpha: alpha, logit: logit), in: risk, relative: 1e-13))
      }
    }
    let golden = try FixedPositions(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), testTokens: 40)
    #expect(abs(try golden.exactLimit().double - 1.780448717949) <= 1e-12)
  }

  @Test func `the predicate sees a part in 10^9, and says nothing of a wide enclosure`() throws {
    let third = try Rational(numerator: 1, denominator: 3)
    let value = EnclosedValue(computed: third.double, enclosed: Enclosed(third), exact: third)
    typealias Predicate = EnclosurePredicate
    #expect(Predicate.judge(computed: value).isVerified)
    #expect(try Predicate.judge(exact: value)?.isVerified == true)
    let off = try value.times(Rational(numerator: 1_000_000_001, denominator: 1_000_000_000))
    #expect(Predicate.judge(computed: off).isRefuted)
    #expect(try Predicate.judge(exact: off)?.isRefuted == true)
    let nan = EnclosedValue(computed: .nan, enclosed: Enclosed(third))
    #expect(!Predicate.judge(computed: nan).isVerified && !Predicate.judge(computed: nan).isRefuted)
    #expect(try Predicate.judge(exact: nan) == nil)
    let wide = try Enclosed(exactly: 1e-9) * Enclosed(exactly: 1).exp() - Enclosed(exactly: 2.718281828e-9)
    let vague = EnclosedValue(computed: wide.interval.midpoint, enclosed: wide)
    #expect(wide.relativeWidth > 1e-12 && Predicate.judge(computed: vague).word == "undecided")
  }
}
