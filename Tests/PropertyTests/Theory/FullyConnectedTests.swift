import Testing
import Theory

/// F1 to F5 and F9 against figures computed by an independent program, and against enumeration.
@Suite struct FullyConnectedTests {
  static let problems: [Problem] = [
    (2, 1, 1), (2, 3, 1), (3, 2, 1), (3, 1, 2), (4, 3, 2), (5, 2, 4), (6, 2, 2), (6, 1, 5), (7, 2, 3),
    (8, 4, 2),
  ].map { try! Problem(tokens: $0, dimension: $1, sparsity: $2) }

  @Test(arguments: [
    (0, 6, 2, 2, "1", 1.0), (1, 6, 2, 2, "5/6", 0.8333333333333334), (2, 6, 2, 2, "2/3", 0.6666666666666666),
    (3, 6, 2, 2, "3/5", 0.6), (11, 6, 2, 2, "1/15", 0.06666666666666667), (12, 6, 2, 2, "0", 0.0),
    (16, 8, 4, 2, "6/7", 0.8571428571428571), (24, 8, 4, 2, "3/7", 0.42857142857142855),
    (50, 20, 5, 3, "85/114", 0.7456140350877193), (500, 200, 10, 5, "585/398", 1.4698492462311559),
    (1, 2, 1, 1, "1/2", 0.5),
  ])
  func `lower bound against reference figures`(
    width: Int, tokens: Int, dimension: Int, sparsity: Int, exact: String, value: Double
  )
    throws
  {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    #expect(try F2RiskLowerBound.exact(problem: problem, width: width).description == exact)
    #expect(abs(try F2RiskLowerBound.value(problem: problem, width: width) - value) <= 1e-15 * value)
  }

  @Test(arguments: problems)
  func `lower bound is the sum of the smallest eigenvalues`(problem: Problem) throws {
    let spectrum = try F1Spectrum(problem)
    let input = problem.inputDimension
    #expect(spectrum.lowMultiplicity + spectrum.highMultiplicity == input)
    var sum = Rational.zero
    for width in (0...input).reversed() {
      #expect(try F2RiskLowerBound.exact(problem: problem, width: width) == sum)
      let value = try F2RiskLowerBound.value(problem: problem, width: width)
      #expect(abs(value - sum.double) <= 1e-15 * sum.double)
      let eigenvalue = width <= spectrum.highMultiplicity ? spectrum.high : spectrum.low
      if width > 0 { sum = try sum + eigenvalue }
    }
    #expect(sum == (try spectrum.trace()))
    #expect(try F2RiskLowerBound.exact(problem: problem, width: Int.max) == .zero)
    #expect(abs(F1Spectrum.low(problem) / spectrum.low.double - 1) <= 1e-15)
    #expect(F1Spectrum.high(problem) == spectrum.high.double)
  }

  @Test func `lower bound of a huge problem does not overflow`() throws {
    let problem = try Problem(tokens: 1_000_000, dimension: 1_000, sparsity: 3)
    for width in [0, 999, 1_000, 1_001, 500_000_000, 999_999_999] {
      let exact = try F2RiskLowerBound.exact(problem: problem, width: width)
      #expect(abs(try F2RiskLowerBound.value(problem: problem, width: width) / exact.double - 1) <= 1e-15)
    }
    #expect(throws: TheoryError.self) { try F2RiskLowerBound.value(problem: problem, width: -1) }
    #expect(throws: TheoryError.self) { try F2RiskLowerBound.exact(problem: problem, width: Int.min) }
  }

  @Test(arguments: problems)
  func `second moment by enumeration has the stated spectrum`(problem: Problem) throws {
    let spectrum = try F1Spectrum(problem)
    let enumerated = try F1Spectrum.enumerated(problem)
    #expect(try spectrum.judge(secondMoment: enumerated).isVerified)
    #expect(enumerated == (try spectrum.closedForm()))
    let count = try Subsets.count(of: problem)
    let law = (0..<count).map { $0 == 0 ? 2 : 1 }
    #expect(try spectrum.judge(secondMoment: F1Spectrum.enumerated(problem, law: law)).isRefuted)
    let wrongLow = F1Spectrum(
      problem, statedLow: try spectrum.low + Rational(numerator: 1, denominator: 1_000_000_000),
      statedHigh: spectrum.high)
    #expect(try wrongLow.judge(lowOf: enumerated).isRefuted && wrongLow.judge(highOf: enumerated).isVerified)
    let wrongHigh = F1Spectrum(problem, statedLow: spectrum.low, statedHigh: spectrum.low)
    #expect(try wrongHigh.judge(lowOf: enumerated).isVerified)
    #expect(try wrongHigh.judge(highOf: enumerated).isVerified == (spectrum.low == spectrum.high))
    #expect(throws: TheoryError.self) { try F1Spectrum.enumerated(problem, law: [1] + law) }
    #expect(throws: TheoryError.self) {
      try F1Spectrum.enumerated(problem, law: [Int](repeating: 0, count: count))
    }
    var perturbed = enumerated
    let last = problem.inputDimension - 1
    perturbed[last, last] = try perturbed[last, last] + Rational(numerator: 1, denominator: 1 << 60)
    #expect(try spectrum.judge(secondMoment: perturbed).isRefuted)
  }

  @Test(arguments: problems)
  func `width needed equals the search`(problem: Problem) throws {
    for numerator in 0...24 {
      let share = try Rational(numerator: Int128(numerator), denominator: 24)
      let width = try F4WidthNeeded.exact(problem: problem, share: share)
      #expect(try F4WidthPredicate(problem: problem, share: share).judge(width: width).isVerified)
      #expect(try F4WidthPredicate(problem: problem, share: share).judge(width: width + 1).isRefuted)
    }
    #expect(try F4WidthNeeded.exact(problem: problem, share: 0.0) == problem.inputDimension)
    #expect(try F4WidthNeeded.exact(problem: problem, share: 1e-300) == problem.inputDimension)
    #expect(try F4WidthNeeded.exact(problem: problem, share: 1.0) == 0)
    #expect(
      try F4WidthNeeded.exact(problem: problem, share: 0.25)
        == F4WidthNeeded.exact(problem: problem, share: Rational(parsing: "0.25")))
    for share in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: TheoryError.self) { try F4WidthNeeded.exact(problem: problem, share: share) }
    }
    #expect(throws: TheoryError.self) { try F4WidthNeeded.bySearch(problem: problem, share: Rational(2)) }
    #expect(throws: TheoryError.self) { try F4WidthNeeded.exact(problem: problem, share: Rational(-1)) }
  }

  @Test(arguments: problems)
  func `eigenvectors attain the bound at every width`(problem: Problem) throws {
    for width in 0...problem.inputDimension {
      let rows = try F5Attained.eigenvectors(problem: problem, width: width)
      #expect(try F5AttainedPredicate(problem: problem).judge(weights: rows).isVerified)
      let bound = try F2RiskLowerBound.exact(problem: problem, width: width)
      let exact = try FirstLayerCertificate.exact(problem: problem, weights: rows)
      #expect(exact.value == bound && exact.rank == width)
      let certificate = try FirstLayerCertificate(
        problem: problem, weights: F5Attained.weights(problem: problem, width: width))
      #expect(certificate.rank == width)
      #expect(abs(certificate.value - bound.double) <= 1e-14 * problem.trivialRisk)
      let predicate = try F2RiskPredicate(problem: problem, rank: width)
      #expect(predicate.judge(certificate: certificate.value).isVerified)
      #expect(try predicate.judge(exactCertificate: exact.value).isVerified)
    }
    #expect(throws: TheoryError.self) {
      try F5Attained.eigenvectors(problem: problem, width: problem.inputDimension + 1)
    }
  }

  @Test func `bottom eigenvectors do not attain the bound`() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 3)
    let all = try F5Attained.eigenvectors(problem: problem, width: 12)
    let bottom = try RationalMatrix(rows: 3, columns: 12, elements: Array(all.elements.suffix(36)))
    #expect(try F5AttainedPredicate(problem: problem).judge(weights: bottom).isRefuted)
  }

  @Test func `one-neuron decoder has no risk and refutes the bound for signs`() throws {
    for (tokens, dimension, sparsity) in [(2, 1, 1), (4, 2, 2), (5, 2, 3), (10, 1, 3)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let decoder = try F9OneNeuronDecoder(problem)
      let risk = try decoder.riskByEnumeration()
      #expect(risk == 0)
      let measured = Measured(estimate: risk, lower: risk, upper: risk, falseAlarm: 0)
      #expect(try F2RiskPredicate(problem: problem, rank: 1).judge(risk: measured).isRefuted)
    }
    let wide = try F9OneNeuronDecoder(Problem(tokens: 25, dimension: 2, sparsity: 25 - 1))
    let signs = (0..<50).map { ($0 * $0 + $0 / 3) % 2 == 0 ? 1.0 : -1.0 }
    let subset = Array(1..<25)
    let output = try wide.output(tokens: signs, subset: subset)
    for coordinate in 0..<2 {
      var sum = 0.0
      for token in subset { sum += signs[token * 2 + coordinate] }
      #expect(output[coordinate] == sum / 24)
    }
    #expect(throws: TheoryError.self) {
      try F9OneNeuronDecoder(Problem(tokens: 51, dimension: 1, sparsity: 2))
    }
    #expect(throws: TheoryError.self) { try wide.output(tokens: [1], subset: subset) }
    #expect(throws: TheoryError.self) { try wide.riskByEnumeration() }
  }
}
