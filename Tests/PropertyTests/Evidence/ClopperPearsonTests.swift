import Evidence
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ClopperPearsonTests {
  struct Reference: Sendable, CustomTestStringConvertible {
    let k: Int
    let n: Int
    let alpha: Double
    let lower: Double
    let upper: Double
    var testDescription: String { "\(k) of \(n), alpha \(alpha)" }
  }

  /// From scipy 1.17: `beta.ppf(a/2, k, n-k+1)` and `beta.isf(a/2, k+1, n-k)`.
  static let references = [
    Reference(k: 0, n: 10, alpha: 0.05, lower: 0, upper: 0.30849710781876083),
    Reference(k: 10, n: 10, alpha: 0.05, lower: 0.6915028921812392, upper: 1),
    Reference(k: 3, n: 10, alpha: 0.05, lower: 0.06673951117773447, upper: 0.6524528500599973),
    Reference(k: 35, n: 35, alpha: 0.05, lower: 0.8999675644278949, upper: 1),
    Reference(k: 1, n: 1, alpha: 0.05, lower: 0.025, upper: 1),
    Reference(k: 1, n: 1000, alpha: 1e-9, lower: 5.000000001248751e-13, upper: 0.024371857112178923),
    Reference(k: 500, n: 1000, alpha: 1e-9, lower: 0.40383221395395974, upper: 0.5961677860460403),
    Reference(k: 98, n: 100, alpha: 1e-9, lower: 0.7580321878434044, upper: 0.9999996821758372),
    Reference(k: 7, n: 20, alpha: 0.01, lower: 0.11387976326673241, upper: 0.6565685842319211),
    Reference(k: 99_999, n: 100_000, alpha: 1e-6, lower: 0.999825792154694, upper: 0.999999999995),
    Reference(k: 50_000, n: 100_000, alpha: 1e-3, lower: 0.49479237462765724, upper: 0.5052076253723428),
  ]

  @Test("both ends agree with an independent implementation", arguments: references)
  func ends(reference: Reference) throws {
    let count = try ClopperPearson(successes: reference.k, trials: reference.n)
    let interval = try count.interval(falseAlarm: reference.alpha)
    // The tail's relative error, about 1e-11 at n = 10^5, moves an end by less than that times the end.
    #expect(abs(interval.lower - reference.lower) <= 1e-11 * reference.lower)
    #expect(abs(interval.upper - reference.upper) <= 1e-11 * reference.upper)
    #expect(interval.estimate == Double(reference.k) / Double(reference.n))
  }

  @Test("a false alarm that is no probability is an error, of an interval and of either end")
  func falseAlarm() throws {
    let count = try ClopperPearson(successes: 3, trials: 10)
    for alpha in [0, 1, 1.5, 2, -0.1, .nan, .infinity] {
      #expect(throws: TheoryError.self) { try count.interval(falseAlarm: alpha) }
      #expect(throws: TheoryError.self) { try count.lowerBound(falseAlarm: alpha) }
      #expect(throws: TheoryError.self) { try count.upperBound(falseAlarm: alpha) }
    }
    for alpha in [1e-300, 1e-9, 0.5, 0.999_999] {
      let interval = try count.interval(falseAlarm: alpha)
      #expect(interval.lower >= 0 && interval.lower <= 0.3 && interval.upper >= 0.3 && interval.upper <= 1)
    }
  }

  @Test("for every truth the intervals miss it with at most the stated probability, by enumeration")
  func coverage() throws {
    let n = 20
    let alpha = 0.1
    let intervals = try (0...n).map {
      try ClopperPearson(successes: $0, trials: n).interval(falseAlarm: alpha)
    }
    var worst = 0.0
    for step in 1..<200 {
      let p = Double(step) / 200
      var missed = 0.0
      for k in 0...n where p < intervals[k].lower || p > intervals[k].upper {
        missed += binomial(n, k, p)
      }
      worst = max(worst, missed)
    }
    #expect(worst <= alpha)
    // The interval is exact, not merely wide: some truth uses most of the allowance.
    #expect(worst > 0.7 * alpha)
  }

  @Test("counts out of range are refused", arguments: [(-1, 10), (11, 10), (0, 0), (0, 1_000_001)])
  func refused(successes: Int, trials: Int) {
    #expect(throws: TheoryError.self) { try ClopperPearson(successes: successes, trials: trials) }
  }

  @Test("probabilities out of range are refused", arguments: [0, 1, -0.5, 2, .nan, .infinity])
  func refused(falseAlarm: Double) throws {
    let count = try ClopperPearson(successes: 3, trials: 10)
    #expect(throws: TheoryError.self) { try count.lowerBound(falseAlarm: falseAlarm) }
    #expect(throws: TheoryError.self) { try count.upperBound(falseAlarm: falseAlarm) }
  }

  /// C(n, k) p^k (1-p)^(n-k) by products.
  private func binomial(_ n: Int, _ k: Int, _ p: Double) -> Double {
    var value = 1.0
    for i in 0..<n { value *= i < k ? p * Double(n - i) / Double(i + 1) : 1 - p }
    return value
  }
}
