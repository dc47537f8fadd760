import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct WidthForMarginTests {
  /// 40-digit values of an independent program (mpmath's incomplete beta function).
  static let tails: [(t: Double, nu: Double, tail: Double)] = [
    (0.5, 1, 0.35241638234956672582), (3, 1, 0.10241638234956672582), (1000, 1, 0.00031830978008055893887),
    (2, 2, 0.091751709536136983634), (1.3, 3, 0.1422337543639486932), (10, 5, 0.000085473787871481795353),
    (4, 30, 0.00019092281804187842162), (0.1, 62, 0.46033349020214531779),
    (6.2, 394, 7.1322000422272406239e-10), (2.5, 1000, 0.0062892839005453984049),
    (9, 100_000, 1.1477045025115784988e-19), (5, 1_000_000, 2.8669989354453707845e-7),
  ]

  @Test("Student's tail agrees with an independent program to 1e-13", arguments: tails)
  func studentTail(t: Double, nu: Double, tail: Double) throws {
    let law = try StudentT(degreesOfFreedom: nu)
    #expect(abs(try law.upperTail(t) - tail) <= 1e-13 * tail)
    #expect(try law.cumulative(-t) == law.upperTail(t))
    #expect(abs(try law.cumulative(t) + tail - 1) <= 1e-15)
  }

  @Test("odd arguments of the tail: zero, infinities, huge numbers")
  func oddArguments() throws {
    let law = try StudentT(degreesOfFreedom: 3)
    #expect(try law.upperTail(0) == 0.5)
    #expect(try law.upperTail(.infinity) == 0)
    #expect(try law.upperTail(-.infinity) == 1)
    #expect(try law.upperTail(1e200) >= 0)
    #expect(throws: TheoryError.self) { try law.upperTail(.nan) }
    #expect(throws: TheoryError.self) { try StudentT(degreesOfFreedom: 0) }
    #expect(throws: TheoryError.self) { try StudentT(degreesOfFreedom: .nan) }
    #expect(throws: TheoryError.self) { try IncompleteBeta.regularized(0.5, complement: 0.4, a: 1, b: 1) }
    #expect(throws: TheoryError.self) { try IncompleteBeta.regularized(0.5, complement: 0.5, a: 0, b: 1) }
  }

  @Test(
    "the density is Cauchy's at nu = 1, the normal one at nu = 1e15, and the derivative of the distribution")
  func studentDensity() throws {
    let cauchy = try StudentT(degreesOfFreedom: 1)
    let normal = try StudentT(degreesOfFreedom: 1e15)
    for t in [-3.0, -0.5, 0, 0.1, 1, 2.5, 20] {
      let value = 1 / (Double.pi * (1 + t * t))
      #expect(abs(try cauchy.density(t) - value) <= 1e-14 * value)
      let bell = Elementary.exp(-t * t / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(try normal.density(t) - bell) <= 1e-10 * bell)
    }
    for nu in [0.3, 1, 2, 6, 62, 500.5] {
      let law = try StudentT(degreesOfFreedom: nu)
      for t in [0.3, 1, 4] {
        let slope = (try law.upperTail(t - 1e-4) - law.upperTail(t + 1e-4)) / 2e-4
        #expect(abs(try law.density(t) - slope) <= 1e-6 * slope)
        #expect(try law.density(-t) == law.density(t))
      }
    }
    #expect(try cauchy.density(.infinity) == 0)
    #expect(abs(try cauchy.density(1e100) * 1e200 * Double.pi - 1) <= 1e-12)
    #expect(throws: TheoryError.self) { try cauchy.density(.nan) }
  }

  @Test("the incomplete beta function of small integers is a polynomial")
  func polynomial() throws {
    for step in 0...20 {
      let x = Double(step) / 20
      let value = try IncompleteBeta.regularized(x, complement: 1 - x, a: 2, b: 3)
      #expect(abs(value - x * x * (6 - 8 * x + 3 * x * x)) <= 1e-15)
    }
  }

  @Test("the failure bound and the exact failure agree with the reference")
  func failure() throws {
    for (width, bound) in [(396, 0.009986898340495), (395, 0.010407193656449)] {
      let law = try A4WidthForMargin(sparsity: 3, positionDimension: width)
      #expect(abs(try law.failureBound(tokens: 1_000_000, margin: 0.5) - bound) <= 1e-12 * bound)
    }
    // (T, q, d_e, gamma), exact, union bound: 15 digits of an independent program.
    let exact: [(Int, Int, Int, Double, Double, Double)] = [
      (20, 3, 64, 0, 2.20033613687848e-4, 2.20240164052855e-4),
      (20, 3, 16, 0, 0.301678685667458, 0.412932455539703),
      (20, 3, 16, 0.5, 0.909972050816291, 2.53592400948758),
      (20, 1, 4, 0, 0.490541702948788, 1.10310697340975),
      (10, 4, 5, 0.25, 0.881459273098896, 1.94662967523482),
    ]
    for (tokens, sparsity, width, margin, probability, bound) in exact {
      let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
      #expect(
        abs(try law.failureProbability(tokens: tokens, margin: margin) - probability) <= 1e-10 * probability)
      #expect(abs(try law.failureBound(tokens: tokens, margin: margin) - bound) <= 1e-12 * bound)
    }
  }

  @Test("with one token outside the exact failure is the bound, at every width")
  func oneOutside() throws {
    for (sparsity, width) in [(1, 1), (3, 3), (4, 9), (2, 500)] {
      let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
      let exact = try law.failureProbability(tokens: sparsity + 1, margin: 0.25)
      let bound = try law.failureBound(tokens: sparsity + 1, margin: 0.25)
      #expect(abs(exact - bound) <= 1e-10 * bound, "q=\(sparsity) d_e=\(width)")
    }
  }

  @Test("one dimension less than the least width does not suffice")
  func minimalWidth() throws {
    for (tokens, sparsity, margin, failure) in [
      (20, 3, 0.5, 0.01), (1_000_000, 3, 0.5, 0.01), (100, 8, 0.9, 1e-6), (5, 4, 0.0, 0.2),
    ] {
      let width = try A4WidthForMargin.minimalWidth(
        tokens: tokens, sparsity: sparsity, margin: margin, failure: failure)
      for (candidate, suffices) in [(width, true), (width - 1, false)] {
        let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: candidate)
        #expect(try (law.failureBound(tokens: tokens, margin: margin) <= failure) == suffices)
      }
    }
  }

  @Test("the least width lies between the necessary and the sufficient one")
  func order() throws {
    for (tokens, sparsity, margin, failure) in [
      (20, 3, 0.5, 0.01), (1_000_000, 3, 0.5, 0.01), (100, 8, 0.9, 1e-6), (5, 4, 0.0, 0.2), (10, 1, -1, 0.01),
    ] {
      let width = try A4WidthForMargin.minimalWidth(
        tokens: tokens, sparsity: sparsity, margin: margin, failure: failure)
      let enough = try A4WidthForMargin.sufficientWidth(
        tokens: tokens, sparsity: sparsity, margin: margin, failure: failure)
      let share = try A4WidthForMargin.necessaryShare(
        width: width, tokens: tokens, sparsity: sparsity, margin: margin, failure: failure)
      #expect(width <= enough && share >= 1, "\(tokens), \(sparsity): \(width), \(enough), \(share)")
    }
    #expect(A4WidthForMarginPredicate.judge(leastWidth: 396, atMost: 396) == .verified(margin: 0))
    #expect(A4WidthForMarginPredicate.judge(leastWidth: 396, atMost: 395).isRefuted)
    #expect(A4WidthForMarginPredicate.judge(necessaryShare: 1.01).isVerified)
    #expect(A4WidthForMarginPredicate.judge(necessaryShare: 0.99).isRefuted)
    #expect(A4WidthForMarginPredicate.judge(necessaryShare: .nan).word == "undecided")
  }

  @Test("the tail of Student's law lies between the bounds that the order rests on")
  func tailBounds() throws {
    for nu in [1.0, 2, 5, 62, 400] {
      for a in [0.01, 0.3, 4] {
        let tail = try StudentT(degreesOfFreedom: nu).upperTail((a * nu).squareRoot())
        let power = Elementary.exp(-0.5 * nu * Elementary.log1p(a))
        #expect(tail <= 0.5 * power)
        #expect(tail >= power / (2 * (Double.pi * nu).squareRoot()))
      }
    }
  }

  @Test("the chi-square law of 2 and of 4 degrees of freedom is elementary")
  func chiSquareLaw() throws {
    let places = [0.1, 1, 5, 30]
    let two = try ChiSquareLaw.cumulative(places, degreesOfFreedom: 2)
    let four = try ChiSquareLaw.cumulative(places, degreesOfFreedom: 4)
    for (index, x) in places.enumerated() {
      #expect(abs(two[index] + Elementary.expm1(-x / 2)) <= 1e-12)
      #expect(abs(four[index] - (1 - (1 + x / 2) * Elementary.exp(-x / 2))) <= 1e-12)
    }
    #expect(throws: TheoryError.self) { try ChiSquareLaw.cumulative([1], degreesOfFreedom: 0) }
  }

  @Test("just inside verifies, just outside is refuted, and what is no number never verifies")
  func predicates() throws {
    let predicate = A4WidthForMarginPredicate(try A4WidthForMargin(sparsity: 3, positionDimension: 8))
    #expect(predicate.judge(distance: 0.02, band: 0.02).isVerified)
    #expect(predicate.judge(distance: 0.02 + 2e-5, band: 0.02).isRefuted)
    #expect(predicate.judge(distance: 0.1, band: 0.3).word == "undecided")
    #expect(predicate.judge(distance: .nan, band: 0.02).word == "undecided")
    func sum(_ lower: Double, _ upper: Double) -> Measured {
      Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 1e-10)
    }
    #expect(predicate.judge(sum: sum(5.9, 6.1), expected: 6, "nu").isVerified)
    #expect(predicate.judge(sum: sum(6.01, 6.1), expected: 6, "nu").isRefuted)
    #expect(predicate.judge(sum: sum(.nan, 6.1), expected: 6, "nu").word == "undecided")
    #expect(predicate.judge(exact: 0.1, atMost: 0.1).isVerified)
    #expect(predicate.judge(exact: 0.1 + 1e-9, atMost: 0.1).isRefuted)
    #expect(predicate.judge(exact: .nan, atMost: 0.1).word == "undecided")
    let exact = try predicate.law.failureProbability(tokens: 20, margin: 0)
    #expect(try predicate.judge(failure: sum(exact - 0.01, exact + 0.02), tokens: 20, margin: 0).isVerified)
    #expect(try predicate.judge(failure: sum(exact + 1e-6, exact + 0.02), tokens: 20, margin: 0).isRefuted)
  }

  @Test("arguments out of range are refused")
  func refused() {
    #expect(throws: TheoryError.self) { try A4WidthForMargin(sparsity: 3, positionDimension: 2) }
    #expect(throws: TheoryError.self) { try A4WidthForMargin(sparsity: 0, positionDimension: 2) }
    for (tokens, margin, failure) in [
      (3, 0.5, 0.1), (20, 1, 0.1), (20, .nan, 0.1), (20, 0.5, 0), (20, 0.5, 1), (20, 0.5, .nan),
      (20, 1 - 1e-9, 1e-3),
    ] as [(Int, Double, Double)] {
      #expect(throws: TheoryError.self) {
        try A4WidthForMargin.minimalWidth(tokens: tokens, sparsity: 3, margin: margin, failure: failure)
      }
    }
  }
}
