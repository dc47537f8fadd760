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

  /// The least number in 0...20 from which on a condition holds, by bisection.
  private func crossing(_ holds: (Double) throws -> Bool) rethrows -> Double {
    var (low, high) = (0.0, 20.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if try holds(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The probability that the sum of n exponential variables of mean 1 exceeds t, `e^-t sum_{k < n} t^k/k!`.
  private func sumExceeds(_ t: Double, count n: Int) -> Double {
    var (term, sum) = (1.0, 0.0)
    for k in 0..<n {
      sum += term
      term *= t / Double(k + 1)
    }
    return Elementary.exp(-t) * sum
  }

  /// The probability that an interval misses 1, exactly.
  ///
  /// Both ends rise with the observation, of which `sum` makes the sum of n exponential variables.
  private func missing(
    count n: Int, _ interval: (Double) throws -> Measured, sum: (Double) -> Double
  ) rethrows -> Double {
    let above = try crossing { try interval($0).lower > 1 }
    let below = try crossing { try interval($0).upper >= 1 }
    return sumExceeds(sum(above), count: n) + 1 - sumExceeds(sum(below), count: n)
  }

  @Test func `Bernstein's interval misses the mean of exponential samples as rarely as stated, exactly`()
    throws
  {
    // The moments are E L^p = p!, so v = 2 and c = 1 are met with equality.
    func missing(_ moments: BernsteinMoments) throws -> Double {
      func interval(_ mean: Double) throws -> Measured {
        try moments.mean(mean, samples: 20, falseAlarm: 0.1)
      }
      return try self.missing(count: 20, interval) { 20 * $0 }
    }
    let right = try missing(BernsteinMoments(square: 2, scale: 1))
    #expect(right > 0 && right <= 0.1)
    // With a sixteenth of the second moment the same calculation finds more misses than stated.
    #expect(try missing(BernsteinMoments(square: 0.125, scale: 0.25)) > 0.1)
  }

  @Test func `the interval of a root mean square of normal variables misses as rarely as stated, exactly`()
    throws
  {
    // Twenty squares of normal variables sum to twice the sum of ten exponential ones.
    func missing(lipschitz: Double) throws -> Double {
      func interval(_ root: Double) throws -> Measured {
        try GaussianLipschitz.rootMeanSquare(root, lipschitz: lipschitz, samples: 20, falseAlarm: 0.1)
      }
      return try self.missing(count: 10, interval) { 10 * $0 * $0 }
    }
    let right = try missing(lipschitz: 1)
    #expect(right > 0 && right <= 0.1)
    #expect(try missing(lipschitz: 0.25) > 0.1)
  }

  @Test func `the least positive false-alarm probability has a finite band`() throws {
    // p = 2^-1074, so ln(2/p) = 1075 ln 2.
    let band = try DvoretzkyKieferWolfowitz.halfWidth(samples: 1, falseAlarm: .leastNonzeroMagnitude)
    #expect(abs(band - 19.30198460135565) <= 1e-13)
  }
}
