import Evidence
import Sim
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct InequalityTests {
  /// The allowed misses of an interval that misses with probability at most 1/10.
  ///
  /// By Clopper and Pearson, a right inequality exceeds this count with probability at most 1e-9.
  static let draws = 3000
  static let falseAlarm = 0.1

  private func refutes(_ misses: Int) throws -> Bool {
    try ClopperPearson(successes: misses, trials: Self.draws).lowerBound(falseAlarm: 1e-9) > Self.falseAlarm
  }

  private func stream(_ problem: UInt16) throws -> RandomStream {
    RandomStream(
      try StreamAddress(
        baseSeed: Settings.current.baseSeed, name: StreamName("inequalities \(problem)"), purpose: .check),
      step: 0)
  }

  @Test("the two-sided deviation agrees with an independent computation")
  func chiSquareReference() throws {
    // V and lambda of one network with T = 4, d = 3, q = 2 at y = {1, 2}, c = (0.3, -0.2, 0.5), by numpy.
    let deviation = try ChiSquareDeviation(
      variance: 1.0089614499812711, largestEigenvalue: 0.44483976386935203)
    let interval = try deviation.interval(exponent: Elementary.log(200))
    #expect(abs(interval.lowerBound + 3.26980059717) < 1e-11)
    #expect(abs(interval.upperBound - 7.98360508965) < 1e-11)
    // With falseAlarm = 2/200 the exponent is ln 200 too, and the interval of the mean is D minus the noise.
    let measured = try deviation.measured(deviation: 1, falseAlarm: 0.01)
    #expect(abs(measured.lower - (1 - 7.98360508965)) < 1e-11)
    #expect(abs(measured.upper - (1 + 3.26980059717)) < 1e-11)
  }

  /// D for one A = diag(1, 1/4, 0) with c = (1/2, -1, 2), and its exact V.
  private func drawDeviation(_ stream: inout RandomStream) -> Double {
    let a = [1.0, 0.25, 0]
    let c = [0.5, -1, 2]
    var sum = 0.0
    for k in 0..<3 {
      let distance = c[k] - a[k].squareRoot() * stream.normal()
      sum += distance * distance - c[k] * c[k] - a[k]
    }
    return sum
  }

  @Test("the two-sided deviation covers; with a quarter of the variance it does not")
  func chiSquareCoverage() throws {
    var stream = try stream(1)
    let variance = 2 * (1 + 0.0625) + 4 * (0.25 + 0.25)
    let right = try ChiSquareDeviation(variance: variance, largestEigenvalue: 1)
    let wrong = try ChiSquareDeviation(variance: variance / 16, largestEigenvalue: 0.25)
    var misses = 0
    var wrongMisses = 0
    for _ in 0..<Self.draws {
      let d = drawDeviation(&stream)
      let noise = try right.measured(deviation: d, falseAlarm: Self.falseAlarm)
      let thin = try wrong.measured(deviation: d, falseAlarm: Self.falseAlarm)
      if noise.lower > 0 || noise.upper < 0 { misses += 1 }
      if thin.lower > 0 || thin.upper < 0 { wrongMisses += 1 }
    }
    #expect(try !refutes(misses))
    #expect(try refutes(wrongMisses))
  }

  @Test("no predictor goes below Anderson's floor more often than stated")
  func andersonCoverage() throws {
    // tr A = 1.25, ||A||_F^2 = 1.0625, four samples; the predictors c = 0 and c = (1/2, -1, 0).
    let floor = try AndersonLowerTail(traceSum: 5, squaredNormSum: 4.25)
      .lossFloor(falseAlarm: Self.falseAlarm)
    for shift in [[0.0, 0], [0.5, -1]] {
      var stream = try stream(2)
      var misses = 0
      for _ in 0..<Self.draws {
        var loss = 0.0
        for _ in 0..<4 {
          for (root, c) in zip([1.0, 0.5], shift) {
            let distance = c - root * stream.normal()
            loss += distance * distance
          }
        }
        if loss <= floor { misses += 1 }
      }
      #expect(try !refutes(misses))
    }
  }

  @Test("Anderson's floor by hand")
  func andersonValue() throws {
    let tail = try AndersonLowerTail(traceSum: 100, squaredNormSum: 25)
    // e^-x = 1/e^4 gives x = 4 and the floor 100 - 2 * 2 * 5.
    #expect(abs(try tail.lossFloor(falseAlarm: Elementary.exp(-4)) - 80) < 1e-12)
  }

  @Test("Hoeffding, empirical Bernstein and the band of a distribution function by independent figures")
  func references() throws {
    let hoeffding = try Hoeffding.mean(0.3, samples: 100, range: -5...5, falseAlarm: 1e-9)
    #expect(abs(hoeffding.lower - (0.3 - 3.2723396077964124)) < 1e-12)
    #expect(abs(hoeffding.upper - (0.3 + 3.2723396077964124)) < 1e-12)
    #expect(
      abs(try DvoretzkyKieferWolfowitz.halfWidth(samples: 1000, falseAlarm: 1e-9) - 0.10348046438218751)
        < 1e-15)
    #expect(
      abs(
        try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(samples: 1000, falseAlarm: 1e-9) - 0.10179210636622667)
        < 1e-15)
    let samples = (0..<2000).map { (k: Int) -> Double in 0.1 + 0.001 * Double(k % 10) }
    let bernstein = try EmpiricalBernstein.mean(of: samples, range: 0...1, falseAlarm: 1e-9)
    #expect(abs(bernstein.estimate - 0.1045) < 1e-14)
    #expect(abs(bernstein.upper - bernstein.estimate - 0.026234585067716466) < 1e-13)
  }

  @Test("the intervals of a mean cover it")
  func meanCoverage() throws {
    var stream = try stream(3)
    var misses = [0, 0, 0]
    for _ in 0..<Self.draws {
      let samples = (0..<40).map { _ in stream.uniform() }
      let mean = samples.reduce(0, +) / 40
      let intervals = [
        try Hoeffding.mean(mean, samples: 40, range: 0...1, falseAlarm: Self.falseAlarm),
        try EmpiricalBernstein.mean(of: samples, range: 0...1, falseAlarm: Self.falseAlarm),
      ]
      for (index, interval) in intervals.enumerated() where interval.lower > 0.5 || interval.upper < 0.5 {
        misses[index] += 1
      }
      if distance(samples.sorted())
        > (try DvoretzkyKieferWolfowitz.halfWidth(samples: 40, falseAlarm: Self.falseAlarm))
      {
        misses[2] += 1
      }
    }
    for count in misses { #expect(try !refutes(count)) }
    // The band is nearly exact, so it misses often enough to be told from one twice as wide.
    #expect(misses[2] > Self.draws / 40)
  }

  /// sup |F_n - F| of sorted uniform samples.
  private func distance(_ sorted: [Double]) -> Double {
    let n = Double(sorted.count)
    return sorted.enumerated().map { max(Double($0 + 1) / n - $1, $1 - Double($0) / n) }.max() ?? 0
  }

  @Test("arguments out of range are refused")
  func refused() throws {
    #expect(throws: TheoryError.self) { try ChiSquareDeviation(variance: -1, largestEigenvalue: 1) }
    #expect(throws: TheoryError.self) { try ChiSquareDeviation(variance: 1, largestEigenvalue: .nan) }
    #expect(throws: TheoryError.self) {
      try ChiSquareDeviation(variance: 1, largestEigenvalue: 1).interval(exponent: -1)
    }
    #expect(throws: TheoryError.self) { try AndersonLowerTail(traceSum: .infinity, squaredNormSum: 1) }
    #expect(throws: TheoryError.self) { try Hoeffding.mean(2, samples: 3, range: 0...1, falseAlarm: 0.1) }
    #expect(throws: TheoryError.self) { try Hoeffding.mean(0, samples: 0, range: 0...1, falseAlarm: 0.1) }
    #expect(throws: TheoryError.self) {
      try EmpiricalBernstein.mean(of: [0.5], range: 0...1, falseAlarm: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try EmpiricalBernstein.mean(of: [0.5, 1.5], range: 0...1, falseAlarm: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try EmpiricalBernstein.mean(of: [0.5, .nan], range: 0...1, falseAlarm: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try DvoretzkyKieferWolfowitz.halfWidth(samples: 10, falseAlarm: 1)
    }
  }
}
