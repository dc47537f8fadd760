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
