import Evidence
import Theory

extension ClaimJudgment {
  /// F5: the eigenvectors' risk against LB(m), for every m from 0 to Td: exactly, on orthogonal designs, and on samples.
  public static let f5Attained = ClaimJudgment(
    claim: .f5Attained,
    experiments: SmallProblem.all.map { EnumeratedAttainment(problem: $0) }
      + SmallProblem.all.map { DesignAttainment(problem: $0) }
      + SmallProblem.all.map { SampledAttainment(problem: $0) },
    controls: unequalSpectra.flatMap { problem in
      [
        .nearMiss(
          of: EnumeratedAttainment(problem: problem), "one bottom eigenvector for a top one",
          check: EnumeratedAttainment.check, EnumeratedAttainment(problem: problem, rows: .oneSwapped)),
        .nearMiss(
          of: DesignAttainment(problem: problem), "predictions 1 % too small", check: DesignAttainment.check,
          DesignAttainment(problem: problem, gain: 0.99)),
        .nearMiss(
          of: SampledAttainment(problem: problem), "predictions too small by 40 %",
          check: SampledAttainment.check, SampledAttainment(problem: problem, gain: 0.6)),
      ]
    } + [
      .otherWorld(
        of: EnumeratedAttainment(problem: .twoOfEight), "the bottom eigenvectors instead of the top",
        check: EnumeratedAttainment.check, EnumeratedAttainment(problem: .twoOfEight, rows: .bottom))
    ],
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      _ = try Subsets.count(of: own.problem, limit: 20_000)
      return [
        EnumeratedAttainment(problem: problem), DesignAttainment(problem: problem),
        SampledAttainment(problem: problem),
      ]
    })

  /// Problems with q > 1: at q = 1 the eigenvalues agree and any m eigenvectors attain the bound.
  private static let unequalSpectra = SmallProblem.few.filter { $0.sparsity > 1 }
}
