import TestSupport
import Testing
import Theory

/// Values of the claims F14 to F19 computed by an independent program.
@Suite(.notesIssues)
struct FullyConnectedSecondTests {
  private func problem(_ tokens: Int, _ dimension: Int, _ sparsity: Int) throws -> Problem {
    try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
  }

  private func close(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-13 * max(1, abs(expected))
  }

  @Test(
    "a skip connection's bound",
    arguments: [(0, 0.6), (1, 0.525), (4, 0.3), (7, 0.075), (8, 0)] as [(Int, Double)])
  func skipConnection(width: Int, bound: Double) throws {
    let problem = try problem(5, 2, 2)
    #expect(close(try F18SkipConnection.exact(problem: problem, width: width).double, bound))
    #expect(throws: TheoryError.self) { try F18SkipConnection.exact(problem: problem, width: -1) }
  }

  @Test(
    "a shared layer's bound",
    arguments: [(6, 3, 2, 1, 1), (6, 3, 2, 2, 0.5), (7, 4, 3, 2, 2.0 / 3), (1000, 5, 3, 2, 1)]
      as [(Int, Int, Int, Int, Double)])
  func sharedLayer(tokens: Int, dimension: Int, sparsity: Int, channels: Int, bound: Double) throws {
    let problem = try problem(tokens, dimension, sparsity)
    #expect(close(try F15SharedLayer.exact(problem: problem, channels: channels).double, bound))
    #expect(try F15SharedLayer.exact(problem: problem, channels: dimension + 1) == .zero)
    #expect(throws: TheoryError.self) { try F15SharedLayer.exact(problem: problem, channels: -1) }
  }

  @Test("65 parameters solve T = 10^6, d = 5")
  func sharedParameters() throws {
    #expect(F15SharedLayer.parametersNeeded(try problem(1_000_000, 5, 3)) == 65)
  }

  @Test(
    "the least mean risk of n examples",
    arguments: [(8, 2, 2, 4, 0.75), (32, 2, 2, 8, 0.875), (8, 4, 2, 40, 0)]
      as [(Int, Int, Int, Int, Double)])
  func samples(tokens: Int, dimension: Int, sparsity: Int, examples: Int, bound: Double) throws {
    let problem = try problem(tokens, dimension, sparsity)
    #expect(close(try F14Samples.meanBound(problem: problem, examples: examples), bound))
    #expect(throws: TheoryError.self) { try F14Samples.meanBound(problem: problem, examples: -1) }
    #expect(throws: TheoryError.self) { try F14Samples.examplesNeeded(problem: problem, share: Rational(2)) }
  }

  @Test("a tenth of the trivial risk takes nine tenths of Td examples, rounded up")
  func examplesNeeded() throws {
    let tenth = try Rational(1) / Rational(10)
    #expect(try F14Samples.examplesNeeded(problem: problem(8, 2, 2), share: tenth) == 15)
    #expect(try F14Samples.examplesNeeded(problem: problem(10, 1, 2), share: tenth) == 9)
    #expect(try F14Samples.examplesNeeded(problem: problem(10, 1, 2), share: .zero) == 10)
  }

  @Test(
    "the bound in width and bits",
    arguments: [
      (8, 4, 2, 16, 16, 1.1219851965048102), (8, 4, 2, 4, 4, 1.625), (8, 4, 2, 16, 64, 0.8612810186953876),
      (6, 3, 4, 9, 9, 0.23079130087619568), (6, 3, 4, 9, 36, 0.15126236407619054),
    ] as [(Int, Int, Int, Int, Double, Double)])
  func bits(tokens: Int, dimension: Int, sparsity: Int, width: Int, bits: Double, bound: Double) throws {
    let problem = try problem(tokens, dimension, sparsity)
    let value = try F17WidthAndBits.lowerBound(problem: problem, width: width, bits: bits)
    #expect(close(value, bound))
    #expect(throws: TheoryError.self) {
      try F17WidthAndBits.lowerBound(problem: problem, width: width, bits: .infinity)
    }
    #expect(throws: TheoryError.self) {
      try F17WidthAndBits.lowerBound(problem: problem, width: problem.inputDimension + 1, bits: 1)
    }
  }

  @Test("no bits leave the trivial risk, endless bits F2's bound, and width Td F13's")
  func bitsAtTheEnds() throws {
    let problem = try problem(8, 4, 2)
    for width in [1, 4, 5, 31, 32] {
      let bound = try F2RiskLowerBound.value(problem: problem, width: width)
      #expect(
        close(
          try F17WidthAndBits.lowerBound(problem: problem, width: width, bits: 0), problem.trivialRisk))
      #expect(close(try F17WidthAndBits.lowerBound(problem: problem, width: width, bits: 1e4), bound))
    }
    for bits in [0.5, 3, 20, 100] {
      #expect(
        close(
          try F17WidthAndBits.lowerBound(problem: problem, width: 32, bits: bits),
          try F13Bits.gaussian(problem: problem, bits: bits)))
    }
  }

  @Test(
    "widths that windows need, over d, at a tenth of the trivial risk",
    arguments: [(3, 447, 900), (10, 162, 900), (100, 17, 889)])
  func windows(sparsity: Int, needed: Int, uniform: Int) throws {
    let problem = try problem(1000, 1, sparsity)
    let spectrum = F19AnyLaw.windowSpectrum(problem)
    #expect(close(spectrum.reduce(0, +), 1 / Double(sparsity)))
    #expect(try F19AnyLaw.widthNeeded(problem: problem, eigenvalues: spectrum, share: 0.1) == needed)
    #expect(try F4WidthNeeded.exact(problem: problem, share: Rational(1) / Rational(10)) == uniform)
  }
}
