import Testing
import Theory

/// The predicates of F4 to F9: just inside verifies, just outside does not, and what is no number never verifies.
@Suite struct NetworkPredicateTests {
  static let problem = try! Problem(tokens: 8, dimension: 4, sparsity: 2)

  @Test func `trained widths against the width needed`() throws {
    let problem = try Problem(tokens: 32, dimension: 1, sparsity: 2)
    let half = try Rational(parsing: "1/2")
    let predicate = try F4TrainedWidthPredicate(problem: problem, share: half)
    #expect(try predicate.spare == Rational(1) / Rational(20))
    #expect(try F4WidthNeeded.exact(problem: problem, share: half) == 16)
    #expect(try predicate.greatestWidth() == 17)
    for width in [16, 17] {
      expectMargin(try predicate.judge(notBelow: width))
      expectMargin(try predicate.judge(reached: width))
    }
    #expect(try predicate.judge(notBelow: 15).isRefuted)
    #expect(try predicate.judge(reached: 18).isRefuted)
    #expect(try predicate.judge(notBelow: nil).word == "undecided")
    #expect(try predicate.judge(reached: nil).isRefuted)
    #expect(throws: TheoryError.self) { try F4TrainedWidthPredicate(problem: problem, share: .zero) }
    #expect(throws: TheoryError.self) {
      try F4TrainedWidthPredicate(problem: problem, share: half, spare: Rational(-1))
    }
  }

  @Test func `a number not below a bound`() {
    func judge(_ value: Double, _ bound: Double = 0.75, _ rounding: Double = 1e-12) -> Verdict {
      .notBelow(bound, value: value, rounding: rounding, "made up")
    }
    #expect(judge(1) == .verified(margin: 0.25))
    #expect(judge(0.75) == .verified(margin: 0) && judge(0.75 - 5e-13) == .verified(margin: 0))
    #expect(judge(-1e-13, 0) == .verified(margin: 0))
    #expect(judge(0.75 - 2e-12).isRefuted)
    for bad in [judge(.nan), judge(.infinity), judge(-.infinity), judge(1, .nan), judge(1, 0.75, .nan)] {
      #expect(bad == .undecided(reason: "made up"))
    }
  }

  @Test func `the risk over a design`() throws {
    let predicate = F5AttainedPredicate(problem: Self.problem)
    let bound = try F2RiskLowerBound.value(problem: Self.problem, width: 16)
    expectMargin(try predicate.judge(designRisk: bound * (1 + 1e-13), width: 16))
    #expect(try predicate.judge(designRisk: bound + 3e-12, width: 16).isRefuted)
    #expect(try predicate.judge(designRisk: bound - 3e-12, width: 16).isRefuted)
    for risk in [Double.nan, .infinity, -.infinity] {
      #expect(!(try predicate.judge(designRisk: risk, width: 16).isVerified))
    }
    let exact = try F2RiskLowerBound.exact(problem: Self.problem, width: 16)
    #expect(try predicate.judge(exactRisk: exact, width: 16).isVerified)
    #expect(try predicate.judge(exactRisk: exact, width: 17).isRefuted)
  }

  @Test func `a trained risk against its bound`() {
    func judge(_ risk: Double, _ error: Double = 0.01, _ bound: Double = 1) -> Verdict {
      F6HandMadeNetworkPredicate.judge(trainedRisk: risk, standardError: error, atMost: bound)
    }
    expectMargin(judge(0.999))
    #expect(judge(1.03).word == "undecided")
    #expect(judge(1.05).isRefuted)
    for bad in [judge(.nan), judge(.infinity), judge(0.5, .nan), judge(0.5, 0), judge(0.5, 0.01, .infinity)] {
      #expect(!bad.isVerified)
    }
  }

  @Test func `the error at a witness reaches the target's length`() throws {
    let predicate = try F7WorstCasePredicate(problem: Self.problem)
    expectMargin(predicate.judge(error: 0.5, asymmetry: 1e-15, targetNorm: 0.5))
    #expect(predicate.judge(error: 0.499, asymmetry: 1e-15, targetNorm: 0.5).isRefuted)
    // More than rounding is no excuse.
    #expect(predicate.judge(error: 0.45, asymmetry: 0.1, targetNorm: 0.5).isRefuted)
    for bad in [
      predicate.judge(error: .nan, asymmetry: 0, targetNorm: 0.5),
      predicate.judge(error: 0.5, asymmetry: .nan, targetNorm: 0.5),
      predicate.judge(error: 0.5, asymmetry: 0, targetNorm: 0),
      predicate.judge(error: 0.5, asymmetry: 0, targetNorm: .nan), predicate.judge(targetNorm: .nan),
    ] { #expect(bad.word == "undecided") }
    expectMargin(predicate.judge(targetNorm: 1.0 / 3))
    #expect(predicate.judge(targetNorm: 0.333).isRefuted)
    let one = try Rational(numerator: 1, denominator: 9)
    #expect(try predicate.judge(exactSquaredRatio: one).isVerified)
    #expect(
      try predicate.judge(
        exactSquaredRatio: one, claimed: Rational(numerator: 101, denominator: 100)
      ).isRefuted)
  }

  @Test func `a midpoint off the middle errs by more than the constant`() throws {
    let constant = F7WorstCase.constant(Self.problem)
    let kernel = try F7WorstCase.attainingWeights(Self.problem).kernelBasis().row(0).map(\.double)
    let witness = try F7WorstCase.witness(problem: Self.problem, kernelVector: kernel).tokens
    let errors = try [witness, witness.map { -$0 }].map {
      try F7WorstCase.midpointError(problem: Self.problem, tokens: $0, shift: 0.01)
    }
    #expect(abs(errors.max()! - 1.01 * constant) <= 1e-14)
  }

  @Test func `the share beside the best predictor's`() {
    let predicate = F8InProbabilityPredicate(problem: Self.problem)
    func judge(_ lower: Double, _ envelope: Double = 0.5) -> Verdict {
      predicate.judge(
        excess: Measured(estimate: lower + 0.01, lower: lower, upper: .infinity, falseAlarm: 1e-12),
        envelope: envelope, r: 1)
    }
    expectMargin(judge(0))
    expectMargin(judge(-0.1))
    expectMargin(judge(-0.9))
    #expect(judge(1e-6).isRefuted)
    for bad in [judge(.nan), judge(-.infinity), judge(-0.1, .nan), judge(-0.1, 0), judge(-0.1, 2)] {
      #expect(bad.word == "undecided")
    }
  }

  @Test func `the decoder's risk and rank`() throws {
    let predicate = try F9OneNeuronPredicate(Problem(tokens: 4, dimension: 2, sparsity: 2))
    #expect(predicate.judge(risk: 0).isVerified && predicate.judge(rank: 1).isVerified)
    #expect(predicate.judge(risk: 1e-300).isRefuted)
    #expect(predicate.judge(rank: 2).isRefuted && predicate.judge(rank: 0).isRefuted)
    #expect(predicate.judge(risk: .nan).word == "undecided")
    #expect(predicate.judge(risk: .infinity).word == "undecided")
  }

  /// Verified, with a margin in 0...1.
  private func expectMargin(_ verdict: Verdict, sourceLocation: SourceLocation = #_sourceLocation) {
    guard case .verified(let margin) = verdict else {
      Issue.record("\(verdict)", sourceLocation: sourceLocation)
      return
    }
    #expect((0...1).contains(margin), sourceLocation: sourceLocation)
  }
}
