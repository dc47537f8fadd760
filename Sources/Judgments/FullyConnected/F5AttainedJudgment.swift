import Evidence
import Theory

extension ClaimJudgment {
  /// F5: the eigenvectors' exact risk against LB(m), for every m from 0 to Td.
  ///
  /// The control takes the bottom m eigenvectors, at m = Td/2.
  public static let f5Attained = ClaimJudgment(
    claim: .f5Attained,
    cases: SmallProblem.all.map { Case($0.name) },
    judge: { trial, _ in
      let problem = try SmallProblem.all[trial.caseIndex].problem()
      return try attained(problem, widths: 0...problem.inputDimension) {
        try F5Attained.eigenvectors(problem: problem, width: $0)
      }
    },
    controlCases: unequalSpectra.map { Case("\($0.name), bottom eigenvectors") },
    judgeControl: { trial, _ in
      let problem = try unequalSpectra[trial.caseIndex].problem()
      let all = try F5Attained.eigenvectors(problem: problem, width: problem.inputDimension)
      return try attained(problem, widths: (problem.inputDimension / 2)...(problem.inputDimension / 2)) {
        try RationalMatrix(
          rows: $0, columns: all.columns, elements: Array(all.elements.suffix($0 * all.columns)))
      }
    })

  /// Problems with q > 1: at q = 1 the eigenvalues agree and any m eigenvectors attain the bound.
  private static let unequalSpectra = SmallProblem.few.filter { $0.sparsity > 1 }

  private static func attained(
    _ problem: Problem, widths: ClosedRange<Int>, weights: (Int) throws -> RationalMatrix
  ) throws -> Outcome {
    let predicate = F5AttainedPredicate(problem: problem)
    let verdicts = try widths.map { try predicate.judge(weights: weights($0)) }
    let middle = problem.inputDimension / 2
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("widths", Double(widths.count)),
        Outcome.Value(
          "risk at m = Td/2", try F5Attained.exactRisk(problem: problem, weights: weights(middle)).double),
        Outcome.Value("LB(Td/2)", try F2RiskLowerBound.value(problem: problem, width: middle)),
      ])
  }
}
