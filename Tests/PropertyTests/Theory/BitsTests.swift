import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct BitsTests {
  static let sizes = [(8, 4, 2), (5, 2, 1), (6, 3, 4), (4, 1, 3), (200, 10, 5)]

  @Test("D(B) is the distortion at the water level that spends B bits, found by bisection", arguments: sizes)
  func inversion(tokens: Int, dimension: Int, sparsity: Int) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let d = problem.dimension
    let values =
      [Double](repeating: F1Spectrum.high(problem), count: d)
      + [Double](repeating: F1Spectrum.low(problem), count: problem.inputDimension - d)
    for bits in [0, 0.1, 1, 2.5, 7, 30, 200.0] {
      var (below, above) = (-200.0, Elementary.log(F1Spectrum.high(problem)))
      for _ in 0..<200 {
        let level = (below + above) / 2
        var spent = 0.0
        for value in values { spent += max(0, Elementary.log(value) - level) / (2 * Elementary.log(2)) }
        if spent > bits { below = level } else { above = level }
      }
      let level = Elementary.exp(above)
      let distortion = values.reduce(0) { $0 + min(level, $1) }
      #expect(
        abs(try F13Bits.gaussian(problem: problem, bits: bits) - distortion) <= 1e-11 * problem.trivialRisk)
      #expect(abs(try F13Bits.waterLevel(problem: problem, bits: bits) - level) <= 1e-11)
    }
  }

  @Test("without bits both bounds are as stated, and they fall to 0")
  func ends() throws {
    for (tokens, dimension, sparsity) in Self.sizes {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      #expect(abs(try F13Bits.gaussian(problem: problem, bits: 0) - problem.trivialRisk) <= 1e-12)
      #expect(try F13Bits.gaussian(problem: problem, bits: 1e6) < 1e-9)
      let share = Double(problem.tokensOutside) / Double(problem.tokens - 1)
      #expect(
        abs(try F13Bits.signs(problem: problem, bits: 0).double - problem.trivialRisk * share) <= 1e-12)
      #expect(try F13Bits.signs(problem: problem, bits: problem.inputDimension) == .zero)
      #expect(throws: TheoryError.self) { try F13Bits.gaussian(problem: problem, bits: -1) }
      #expect(throws: TheoryError.self) { try F13Bits.gaussian(problem: problem, bits: .nan) }
      #expect(throws: TheoryError.self) { try F13Bits.signs(problem: problem, bits: -1) }
    }
  }

  @Test("keeping the first entries leaves the trace of S on the others; one code word keeps nothing")
  func codes() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
    let all = Array(0..<64)
    #expect(try F13Encoders.codeRisk(problem: problem, codes: all) == .zero)
    #expect(
      try F13Encoders.codeRisk(problem: problem, codes: all.map { _ in 7 }) == Rational(1))
    for bits in 0...6 {
      // Every diagonal entry of S is 1/(Tq).
      let risk = try F13Encoders.codeRisk(problem: problem, codes: all.map { $0 & ((1 << bits) - 1) })
      #expect(try risk == Rational(numerator: Int128(6 - bits), denominator: 6))
    }
    #expect(throws: TheoryError.self) { try F13Encoders.codeRisk(problem: problem, codes: [1, 2]) }
  }

  @Test(
    "one sign neuron captures 2/pi of what its direction holds; two at 60 degrees as by arcsin 1/2 = pi/6")
  func signNeurons() throws {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let one = try Matrix(rows: 1, columns: 2, elements: [3, 4])
    #expect(abs(try F13Encoders.signNeurons(problem: problem, weights: one) - (1 - 1 / Double.pi)) <= 1e-14)
    let two = try Matrix(rows: 2, columns: 2, elements: [1, 0, 0.5, 0.75.squareRoot()])
    // W W^T has 1/2 off the diagonal, C has 1/3: tr(W^T C^-1 W) = tr(C^-1 W W^T) = (2 - 1/3)/(1 - 1/9) = 15/8.
    let captured = 2 / Double.pi * 0.5 * 15 / 8
    #expect(abs(try F13Encoders.signNeurons(problem: problem, weights: two) - (1 - captured)) <= 1e-14)
    let parallel = try Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 0])
    #expect(throws: TheoryError.self) { try F13Encoders.signNeurons(problem: problem, weights: parallel) }
  }

  /// S = I/2 where q = 1, and rows at an angle have signs of correlation 1 - 2 angle/pi, so that nothing is inverted here.
  @Test(
    "two sign neurons' risk by hand, at any angle", arguments: [0.02, 0.3, 0.7, 1.2, 1.6, 2, 2.5, 2.9, 3.12])
  func signNeuronsAtAnAngle(angle: Double) throws {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let rows = [1, 0, Elementary.cos(angle), Elementary.sin(angle)]
    let risk = try F13Encoders.signNeurons(
      problem: problem, weights: Matrix(rows: 2, columns: 2, elements: rows))
    let (rowsAgree, signsAgree) = (Elementary.cos(angle), 1 - 2 * angle / .pi)
    let captured = 2 * (1 - rowsAgree * signsAgree) / (1 - signsAgree * signsAgree) / .pi
    #expect(abs(risk - (1 - captured)) <= 1e-12)
  }

  @Test("a noisy neuron's bits and risk by hand; without noise the risk is the certificate")
  func noisyNeurons() throws {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let weights = try Matrix(rows: 1, columns: 2, elements: [1, 1])
    let (bits, risk) = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1)
    // det(I + W^T W) = 3; S = I/2 and A^-1 has the trace 1 + 1/3.
    #expect(abs(bits - 0.5 * Elementary.log(3) / Elementary.log(2)) <= 1e-14)
    #expect(abs(risk - 2.0 / 3) <= 1e-14)
    let quiet = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1e-6)
    let certificate = try FirstLayerCertificate(problem: problem, weights: weights)
    #expect(abs(quiet.risk - certificate.value) <= 1e-10)
    #expect(throws: TheoryError.self) {
      try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 0)
    }
  }

  @Test("Cholesky's factor solves and has the determinant")
  func cholesky() throws {
    let matrix = try Matrix(rows: 2, columns: 2, elements: [4, 2, 2, 3])
    let factor = try CholeskyFactor(matrix)
    #expect(abs(factor.logarithmOfDeterminant - Elementary.log(8)) <= 1e-15)
    // The inverse is [3, -2; -2, 4]/8.
    #expect(abs(try factor.inverseSquare([1, 2]) - 11.0 / 8) <= 1e-15)
    #expect(throws: TheoryError.self) { try factor.inverseSquare([1]) }
    #expect(throws: TheoryError.self) {
      try CholeskyFactor(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1]))
    }
    #expect(throws: TheoryError.self) { try CholeskyFactor(Matrix(rows: 2, columns: 1, elements: [1, 2])) }
  }
}
