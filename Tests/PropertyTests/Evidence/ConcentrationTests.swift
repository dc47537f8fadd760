import Evidence
import Testing
import Theory

/// Bernstein's and the Gaussian Lipschitz interval by hand and at their ends.
@Suite struct ConcentrationTests {
  @Test func `Bernstein's interval for unbounded samples`() throws {
    // ln(2/p) = 2 at p = 2 e^-2.
    let falseAlarm = 0.2706705664732254
    let measured = try BernsteinMoments(square: 9, scale: 3).mean(5, samples: 100, falseAlarm: falseAlarm)
    #expect(abs(measured.lower - (5 - 0.6 - 0.06)) <= 1e-14)
    #expect(abs(measured.upper - 5.6) <= 1e-14)
    #expect(try BernsteinMoments(square: 9, scale: 3).mean(0.1, samples: 9, falseAlarm: 0.1).lower == 0)
    #expect(throws: TheoryError.self) { try BernsteinMoments(square: -1, scale: 1) }
    #expect(throws: TheoryError.self) {
      try BernsteinMoments(square: 1, scale: 1).mean(1, samples: 0, falseAlarm: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try BernsteinMoments(square: 1, scale: 1).mean(1, samples: 1, falseAlarm: 1)
    }
  }

  @Test func `interval of a root mean square`() throws {
    let falseAlarm = 0.2706705664732254
    let measured = try GaussianLipschitz.rootMeanSquare(
      1, lipschitz: 0.5, samples: 100, falseAlarm: falseAlarm)
    #expect(abs(measured.lower - 0.9) <= 1e-14)
    #expect(abs(measured.upper - (1.1 * 1.1 + 0.0025).squareRoot()) <= 1e-14)
    #expect(
      try GaussianLipschitz.rootMeanSquare(0.01, lipschitz: 1, samples: 4, falseAlarm: 0.1).lower == 0)
    #expect(throws: TheoryError.self) {
      try GaussianLipschitz.rootMeanSquare(1, lipschitz: .nan, samples: 4, falseAlarm: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try GaussianLipschitz.rootMeanSquare(1, lipschitz: 1, samples: 0, falseAlarm: 0.1)
    }
  }
}
