import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct SmoothLawsTests {
  @Test("the Fisher information of smoothed signs agrees with an independent program")
  func information() throws {
    for (tau, j) in [(0.3, 10.85601881862303), (0.5, 2.508185171354304), (0.9, 1.001016612614268)] {
      #expect(abs(try SmoothTokenLaw.smoothedSigns(noise: tau).information() - j) <= 1e-12 * j)
    }
    #expect(try SmoothTokenLaw.smoothedSigns(noise: 1).information() == 1)
    #expect(try SmoothTokenLaw.gaussian.information() == 1)
  }

  @Test("the information rises as the noise falls, and stays between 1 and 1/tau^2")
  func informationRange() throws {
    var last = 0.0
    for tau in [1, 0.99, 0.9, 0.6, 0.3, 0.1, 0.03, 0.01, 0.001] {
      let law = SmoothTokenLaw.smoothedSigns(noise: tau)
      let j = try law.information()
      #expect(j >= last && j >= 1)
      #expect(j <= (try law.informationBound()) * (1 + 1e-12))
      last = j
    }
    for tau in [0, -0.5, 1.1, Double.nan] {
      #expect(throws: TheoryError.self) { try SmoothTokenLaw.smoothedSigns(noise: tau).information() }
    }
  }

  @Test("on Gaussian tokens the best decoder's risk is the certificate, for any neuron")
  func gaussian() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
    let weights = [0.3, -1, 2, 0, 0.7, -0.1]
    let decoder = try F12SignDecoder(problem: problem, noise: 1, weights: weights)
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 6, elements: weights))
    #expect(abs(decoder.risk() - certificate.value) <= 1e-12)
    #expect(abs(decoder.conditionalRisk(neuron: 5) - certificate.value) <= 1e-12)
  }

  @Test("where the noise resolves every pattern the risk is tau^2 times the certificate")
  func resolved() throws {
    let problem = try Problem(tokens: 3, dimension: 1, sparsity: 2)
    let decoder = try F12SignDecoder(problem: problem, noise: 0.01, weights: [1, 2, 4])
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 3, elements: [1, 2, 4]))
    #expect(abs(decoder.risk() - 1e-4 * certificate.value) <= 1e-12)
  }

  @Test("one entry of two: the other's variance is lost")
  func singleEntry() throws {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let decoder = try F12SignDecoder(problem: problem, noise: 0.2, weights: [1, 0])
    #expect(abs(decoder.risk() - 0.5) <= 1e-10)
    #expect(abs(try F12LogisticPair.risk(slope: 0) - 0.5) <= 1e-12)
    // Given the sum, equal entries are best predicted by half of it: linear.
    #expect(abs(try F12LogisticPair.risk(slope: 1) - 0.5) <= 1e-12)
    #expect(try F12LogisticPair.risk(slope: 0.5) < 0.5)
    #expect(throws: TheoryError.self) { try F12LogisticPair.risk(slope: .nan) }
  }

  @Test("the predicate refutes a risk below the bound and leaves rubbish undecided")
  func predicate() throws {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 2, elements: [1, 1]))
    let predicate = try F12SmoothLawPredicate(problem: problem, information: 2)
    for (risk, word) in [(0.25, "verified"), (0.3, "verified"), (0.2499, "refuted"), (.nan, "undecided")] {
      let measured = Measured(estimate: risk, lower: risk, upper: risk, falseAlarm: 0)
      #expect(predicate.judge(risk: measured, certificate: certificate.value).word == word)
    }
    for information in [0, -1, Double.nan, .infinity] {
      #expect(throws: TheoryError.self) {
        try F12SmoothLawPredicate(problem: problem, information: information)
      }
    }
  }

  @Test("decoders out of range are refused")
  func refused() throws {
    let small = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let long = try Problem(tokens: 13, dimension: 1, sparsity: 1)
    for weights in [[1], [0, 0], [1, .nan], [1, 2, 3]] as [[Double]] {
      #expect(throws: TheoryError.self) {
        try F12SignDecoder(problem: small, noise: 0.5, weights: weights)
      }
    }
    #expect(throws: TheoryError.self) {
      try F12SignDecoder(problem: long, noise: 0.5, weights: [Double](repeating: 1, count: 13))
    }
  }
}
