import Testing
import Theory

@Suite struct MeasuredTests {
  private func measured(_ estimate: Double, _ lower: Double, _ upper: Double) -> Measured {
    Measured(estimate: estimate, lower: lower, upper: upper, falseAlarm: 0)
  }

  @Test("what is known exactly has an interval, what lies outside its own or has an open end has none")
  func bounded() {
    for (lower, upper) in [(1.0, 1.0), (1, 2), (0, 1), (-1, 1.5)] {
      #expect(measured(1, lower, upper).isBounded, "1 in [\(lower), \(upper)]")
    }
    let next = 1.0.nextUp
    for (lower, upper) in [
      (next, 2.0), (0, 1.0.nextDown), (2, 0), (-.infinity, 2), (0, .infinity), (.nan, 2), (0, .nan),
    ] {
      #expect(!measured(1, lower, upper).isBounded, "1 in [\(lower), \(upper)]")
    }
    #expect(!measured(.nan, 0, 2).isBounded && !measured(.infinity, 0, .infinity).isBounded)
  }

  @Test("predicates take an estimate that is its interval's upper end, and none outside its interval")
  func ends() throws {
    let problem = try Problem(tokens: 8, dimension: 4, sparsity: 2)
    let judges: [(String, Double, (Measured) throws -> Verdict)] = [
      ("contains", 1, { $0.judge(contains: 1, resolution: 0.1, "risk") }),
      ("F6", 1, { try F6HandMadeNetworkPredicate(prediction: 1, resolution: 0.1).judge(risk: $0) }),
      (
        "F11", 0,
        { try F11ReLUAttainsPredicate(F11ReLUAttains(problem: problem, width: 2)).judge(rootExcess: $0) }
      ),
      ("F14", 1, { F14SamplesPredicate(problem).judge(riskOverBound: $0) }),
      ("L4", 1, { L4GeneralizationPredicate(band: 0.1).judge(measured: $0, formula: 1, testTokens: 16) }),
    ]
    for (name, value, judge) in judges {
      #expect(try judge(measured(value, value - 0.01, value)).isVerified, "\(name)")
      #expect(try judge(measured(value, value.nextUp, value + 0.01)).word == "undecided", "\(name)")
      #expect(try judge(measured(value, value - 0.01, value.nextDown)).word == "undecided", "\(name)")
    }
  }
}
