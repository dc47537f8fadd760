import Evidence
import Theory

extension ClaimJudgment {
  /// F1: the second moment enumerated over all subsets, against the stated spectrum, exactly.
  ///
  /// The control gives the first subset twice the weight of the others.
  public static let f1Spectrum = ClaimJudgment(
    claim: .f1Spectrum,
    cases: SmallProblem.all.map { Case($0.name) },
    judge: { trial, _ in try secondMoment(SmallProblem.all[trial.caseIndex].problem(), isUniform: true) },
    controlCases: SmallProblem.few.map { Case("\($0.name), first subset twice as likely") },
    judgeControl: { trial, _ in
      try secondMoment(SmallProblem.few[trial.caseIndex].problem(), isUniform: false)
    })

  private static func secondMoment(_ problem: Problem, isUniform: Bool) throws -> Outcome {
    let spectrum = try F1Spectrum(problem)
    let count = try Subsets.count(of: problem)
    let law = (0..<count).map { $0 == 0 && !isUniform ? 2 : 1 }
    return Outcome(
      verdict: try spectrum.judge(secondMoment: F1Spectrum.enumerated(problem, law: law)),
      values: [
        Outcome.Value("subsets", Double(count)),
        Outcome.Value("lo", spectrum.low.double),
        Outcome.Value("multiplicity of lo", Double(spectrum.lowMultiplicity)),
        Outcome.Value("hi", spectrum.high.double),
        Outcome.Value("multiplicity of hi", Double(spectrum.highMultiplicity)),
      ])
  }
}
