import Testing
import Theory

/// Ruben's series against reference figures and closed forms.
@Suite struct ChiSquareMixtureTests {
  @Test(arguments: [
    ([0.5, 0.3, 0.1], 0.4, 0.318763302473, 1e-11), ([1, 0.01], 0.3, 0.409625694008182, 1e-13),
    ([2, 1, 1, 0.02], 1.5, 0.2375625769975, 1e-12), ([1, 1], 3, 0.77686983985157017, 1e-14),
    ([1, 1, 1], 5, 0.82820285570326686, 1e-14),
    ([0.1, 0.1, 0.1, 0.1, 0.1], 0.001, 5.300270042686517e-7, 1e-20),
    ([1, 1, 1, 1], 90, 1, 1e-15), ([3], 3, 0.68268949213708585, 1e-14),
  ])
  func `against reference figures`(weights: [Double], r: Double, probability: Double, tolerance: Double)
    throws
  {
    var law = try ChiSquareMixture(weights: weights)
    let ends = try law.distribution(at: r)
    #expect(ends.lowerBound - tolerance <= probability && probability <= ends.upperBound + tolerance)
    #expect(ends.upperBound - ends.lowerBound <= 1e-11 * max(1e-3, probability), "\(ends)")
  }

  @Test func `two degrees of freedom are exponential, one is the normal law`() throws {
    var two = try ChiSquareMixture(weights: [0.25, 0.25])
    var one = try ChiSquareMixture(weights: [1])
    for step in 0..<60 {
      let r = Elementary.exp(Double(step) / 4 - 12)
      let exponential = -Elementary.expm1(-2 * r)
      let ends = try two.distribution(at: r)
      #expect(ends.lowerBound <= exponential * (1 + 1e-15) && exponential * (1 - 1e-15) <= ends.upperBound)
      #expect(ends.upperBound - ends.lowerBound <= 1e-10 * exponential)
      let normal = try 1 - 2 * GaussianTail.upper(r.squareRoot())
      let both = try one.distribution(at: r)
      #expect(both.lowerBound - 1e-15 <= normal && normal <= both.upperBound + 1e-15, "r = \(r)")
    }
  }

  @Test func `the distribution function rises, scales with the weights and ends at one`() throws {
    var law = try ChiSquareMixture(weights: [1, 0.004, 0.3, 0.05])
    var scaled = try ChiSquareMixture(weights: [8, 0.032, 2.4, 0.4])
    var last = 0.0
    for step in 1...40 {
      let r = Double(step * step) / 100
      let ends = try law.distribution(at: r)
      #expect(ends.lowerBound > last && ends.upperBound - ends.lowerBound <= 1e-10)
      #expect(try scaled.distribution(at: 8 * r) == ends)
      last = ends.lowerBound
    }
    #expect(try law.distribution(at: 1e9).lowerBound >= 1 - 0x1p-52)
    #expect(try law.distribution(at: 0) == 0...0)
    #expect(try law.distribution(at: -1) == 0...0)
  }

  @Test func `bad weights and points are errors`() throws {
    #expect(throws: TheoryError.self) { try ChiSquareMixture(weights: []) }
    #expect(throws: TheoryError.self) { try ChiSquareMixture(weights: [1, 0]) }
    #expect(throws: TheoryError.self) { try ChiSquareMixture(weights: [1, .infinity]) }
    var law = try ChiSquareMixture(weights: [1, 1e-6])
    #expect(throws: TheoryError.self) { try law.distribution(at: .nan) }
    #expect(throws: TheoryError.self) { try law.distribution(at: 1) }
  }

  @Test func `envelope of the reference example`() throws {
    var envelope = try F8Envelope(CertificateTests.certificate())
    for (r, probability) in [
      (0.1, 0.074428202761), (0.5, 0.459321327583), (1, 0.740793787943), (2, 0.939410928525),
    ] {
      #expect(abs(try envelope.upper(at: r) - probability) <= 2e-12)
    }
    #expect(try envelope.upper(at: 0) == 0 && envelope.upper(at: -1) == 0)
    var lossless = try F8Envelope(
      FirstLayerCertificate(problem: CertificateTests.problem, weights: Matrix(identity: 12)))
    #expect(try lossless.upper(at: 0) == 1)
    #expect(throws: TheoryError.self) { try envelope.upper(at: .infinity) }
  }

  @Test func `the envelope's predicate`() throws {
    let predicate = F8InProbabilityPredicate(problem: CertificateTests.problem)
    func share(_ lower: Double) -> Measured {
      Measured(estimate: lower + 0.01, lower: lower, upper: .infinity, falseAlarm: 1e-10)
    }
    #expect(predicate.judge(share: share(0.3), envelope: 0.4, r: 1).isVerified)
    #expect(predicate.judge(share: share(0.3), envelope: 0.2, r: 1).isRefuted)
    #expect(predicate.judge(share: share(.nan), envelope: 0.2, r: 1).word == "undecided")
    #expect(predicate.judge(share: share(0.3), envelope: .nan, r: 1).word == "undecided")
  }
}
