import Evidence
import Sim
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct LowerTailTests {
  @Test("the upper end is the mean plus sqrt(2 M x / n)")
  func upperEnd() throws {
    let measured = try NonnegativeLowerTail.mean(0.5, secondMoment: 2, samples: 100, falseAlarm: 0.01)
    #expect(abs(measured.upper - (0.5 + (0.04 * Elementary.log(100)).squareRoot())) <= 1e-15)
    #expect(measured.lower == 0 && measured.estimate == 0.5)
  }

  @Test("arguments out of range are refused")
  func refused() {
    for (mean, moment, samples, alarm) in [
      (-1, 1, 10, 0.1), (.nan, 1, 10, 0.1), (1, -1, 10, 0.1), (1, 1, 0, 0.1), (1, 1, 10, 0), (1, 1, 10, 1),
    ] as [(Double, Double, Int, Double)] {
      #expect(throws: TheoryError.self) {
        try NonnegativeLowerTail.mean(mean, secondMoment: moment, samples: samples, falseAlarm: alarm)
      }
    }
  }

  @Test("of two-point samples the mean's lower tail is below the stated probability, exactly")
  func coverage() throws {
    // X is 1/p with probability p, else 0: mean 1, second moment 1/p; the count is binomial.
    let (n, p, alarm) = (40, 0.2, 0.05)
    var missed = 0.0
    for k in 0...n {
      var probability = 1.0
      for i in 0..<n { probability *= i < k ? p * Double(n - i) / Double(i + 1) : 1 - p }
      let measured = try NonnegativeLowerTail.mean(
        Double(k) / (Double(n) * p), secondMoment: 1 / p, samples: n, falseAlarm: alarm)
      if measured.upper < 1 { missed += probability }
    }
    #expect(missed <= alarm)
    #expect(missed > 0)
  }

  /// |g| has the mean sqrt(2/pi), |g|^4 the mean 3; both are 1-Lipschitz, the second as the fourth power of one.
  @Test("means of Lipschitz functions of normal numbers are covered")
  func lipschitzSums() throws {
    let (runs, samples, alarm) = (400, 50, 0.2)
    var stream = RandomStream(
      try StreamAddress(baseSeed: 1, name: "lipschitz sums", repetition: 0, purpose: .check), step: 0)
    var (missedMean, missedFourth) = (0, 0)
    for _ in 0..<runs {
      let numbers = (0..<samples).map { _ in abs(stream.normal()) }
      let mean = numbers.reduce(0, +) / Double(samples)
      let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(samples)
      let first = try GaussianLipschitzSum.mean(mean, lipschitz: 1, samples: samples, falseAlarm: alarm)
      let second = try GaussianLipschitzSum.meanFourthPower(
        fourth, lipschitz: 1, samples: samples, falseAlarm: alarm)
      if first.upper < (2 / Double.pi).squareRoot() { missedMean += 1 }
      if second.upper < 3 { missedFourth += 1 }
    }
    #expect(Double(missedMean) <= alarm * Double(runs) && Double(missedFourth) <= alarm * Double(runs))
    for (mean, constant, count, alarm) in [
      (-1, 1, 10, 0.1), (.nan, 1, 10, 0.1), (1, -1, 10, 0.1), (1, 1, 0, 0.1), (1, 1, 10, 1),
    ] as [(Double, Double, Int, Double)] {
      #expect(throws: TheoryError.self) {
        try GaussianLipschitzSum.mean(mean, lipschitz: constant, samples: count, falseAlarm: alarm)
      }
      #expect(throws: TheoryError.self) {
        try GaussianLipschitzSum.meanFourthPower(mean, lipschitz: constant, samples: count, falseAlarm: alarm)
      }
    }
  }

  @Test("the distance of distribution functions, by hand")
  func distance() throws {
    #expect(try EmpiricalDistance.supremum(probabilities: [0.5]) == 0.5)
    #expect(try EmpiricalDistance.supremum(probabilities: [0.25, 0.75]) == 0.25)
    #expect(abs(try EmpiricalDistance.supremum(probabilities: [0.1, 0.2, 0.3]) - 0.7) <= 1e-15)
    for bad in [[], [0.5, 0.4], [1.1], [-0.1], [.nan]] as [[Double]] {
      #expect(throws: TheoryError.self) { try EmpiricalDistance.supremum(probabilities: bad) }
    }
  }

  @Test("empirical Bernstein from mean and variance is that from the samples")
  func bernstein() throws {
    let samples = [0.1, 0.4, 0.4, 0.9]
    let direct = try EmpiricalBernstein.mean(of: samples, range: 0...1, falseAlarm: 0.1)
    let mean = samples.reduce(0, +) / 4
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    let summary = try EmpiricalBernstein.mean(
      mean, variance: variance, samples: 4, range: 0...1, falseAlarm: 0.1)
    #expect(direct == summary)
  }
}
