import Evidence
import TestSupport
import Testing
import Theory

@testable import Judgments

/// How many numbers a row holds, by hand: one that is left out is judged by no predicate.
@Suite(.notesIssues)
struct CountedRowsTests {
  private func number(_ name: String, _ experiment: some Experiment) async throws -> Double {
    let trial = try #require(experiment.trials(.claim, effort: .quick).first)
    let outcome = await experiment.outcome(of: trial, settings: Settings())
    let value = outcome.values.first { $0.head == name }
    return try #require(value?.numbers.first)
  }

  @Test("D17's gradient is taken at 0, the unit matrices with both signs and the sums of two")
  func gradientPoints() async throws {
    for (problem, points) in [(SmallProblem(2, 1, 1), 3.0), (SmallProblem(2, 2, 1), 15)] {
      let gradient = FrozenGradient(problem, batch: 1, on: 3, off: 1)
      #expect(try await number("value matrices", gradient) == points)
    }
  }

  @Test("how many values of each enclosed formula are held against a rational")
  func rationalValues() async throws {
    let few = Double(SmallProblem.few.count)
    // The bound at four widths; R(alpha, 0) at four alphas; the limit of each problem.
    let cases: [(EnclosedFormula.Formula, Double, Double)] = [
      (.lowerBound, 4 * (few + 2), 4 * (few + 2)), (.alignedRisk, 20 * few, 4 * few), (.transfer, 60, 12),
      (.fixedPositions, 16, 4),
    ]
    for (formula, all, rational) in cases {
      let experiment = EnclosedFormula(formula: formula)
      #expect(try await number("values", experiment) == all, "\(formula)")
      #expect(try await number("rational", experiment) == rational, "\(formula)")
    }
  }
}
