import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let d1Problems = [
    (2, 1, 1), (3, 2, 1), (4, 5, 2), (5, 2, 4), (6, 2, 2), (6, 3, 4), (7, 1, 3), (8, 2, 6), (10, 2, 1),
  ].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }
  private static let d1Times = [1.0, 10, 30, 100]

  /// D1: the full matrices along the population flow, with the expectation over all subsets; one-hot positions.
  ///
  /// In the control the first subset is twice as likely as the others.
  public static let d1Symmetry = ClaimJudgment(
    claim: .d1Symmetry,
    cases: d1Problems.map { Case("\($0.name), one-hot") },
    judge: { trial, _ in try populationFlow(d1Problems[trial.caseIndex].problem(), isUniform: true) },
    controlCases: d1Problems.map { Case("\($0.name), first subset twice as likely") },
    judgeControl: { trial, _ in
      try populationFlow(d1Problems[trial.caseIndex].problem(), isUniform: false)
    })

  private static func populationFlow(_ problem: Problem, isUniform: Bool) throws -> Outcome {
    let count = try Subsets.count(of: problem)
    let enumeration = try SubsetEnumeration(
      problem, relativeWeights: (0..<count).map { $0 == 0 && !isUniform ? 2 : 1 })
    let states = try PopulationFlow.run(enumeration, times: d1Times, step: 0.25)
    let predicate = D1SymmetryPredicate()
    let verdicts = try states.map {
      try predicate.judge(
        value: $0.weights.valueMatrix(), attentionWeights: $0.weights.keyQueryMatrix(), positions: .oneHot)
    }
    let last = try FamilyFit(centeredIdentity: states[states.count - 1].weights.keyQueryMatrix())
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("subsets", Double(count)),
        Outcome.Value("largest part of V off alpha I", states.map(\.valueOffFamily).max() ?? .nan),
        Outcome.Value("largest part of W off its family", states.map(\.keyQueryOffFamily).max() ?? .nan),
        Outcome.Value("C at t = 100", last.coefficient),
      ])
  }
}
