import Evidence
import Theory

extension ClaimJudgment {
  /// F4: the formula's width against a search over every width, for a range of shares, exactly.
  ///
  /// The control is the width needed at half the sequence length, as if it did not grow with T.
  public static let f4WidthNeeded = ClaimJudgment(
    claim: .f4WidthNeeded,
    cases: widthProblems.map { Case($0.name) },
    judge: { trial, _ in
      let problem = try widthProblems[trial.caseIndex].problem()
      return try widths(problem) { try F4WidthNeeded.exact(problem: problem, share: $0) }
    },
    controlCases: SmallProblem.few.map { Case("\($0.name), width of half the tokens") },
    judgeControl: { trial, _ in
      let problem = try SmallProblem.few[trial.caseIndex].problem()
      let half = try Problem(
        tokens: max(2, problem.tokens / 2), dimension: problem.dimension,
        sparsity: min(problem.sparsity, max(2, problem.tokens / 2) - 1))
      return try widths(problem) { try F4WidthNeeded.exact(problem: half, share: $0) }
    })

  /// The small problems and longer ones, for which the search is still quick.
  private static let widthProblems =
    SmallProblem.all
    + [(20, 5, 3), (200, 10, 5), (1000, 4, 1), (1000, 2, 999)].map {
      SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
    }

  /// Judges a width at eleven shares from 0 to 1, and tabulates it at two of them.
  private static func widths(_ problem: Problem, width: (Rational) throws -> Int) throws -> Outcome {
    let shares = try ["0", "0.01", "1/16", "0.1", "1/4", "1/3", "0.5", "2/3", "0.9", "0.99", "1"].map {
      try Rational(parsing: $0)
    }
    let verdicts = try shares.map {
      try F4WidthPredicate(problem: problem, share: $0).judge(width: width($0))
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("shares", Double(shares.count)),
        Outcome.Value("T d", Double(problem.inputDimension)),
        Outcome.Value("width at 1 %", Double(try width(shares[1]))),
        Outcome.Value("width at 50 %", Double(try width(shares[6]))),
      ])
  }
}
