import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let a2Alphas = [-0.5, 0.7, 1, 1.5]
  private static let a2Logits = [-2.0, 0, 1, 5, 40, 700]

  /// A2: the closed form against the risk of the layer with V = alpha I, W = C I, enumerated over all subsets.
  ///
  /// In the control W = C times a cyclic shift, so the logits sit on the subset's neighbours.
  public static let a2AlignedWeights = ClaimJudgment(
    claim: .a2AlignedWeights,
    cases: SmallProblem.all.map { Case($0.name) },
    judge: { trial, _ in
      try alignedRisk(SmallProblem.all[trial.caseIndex].problem(), logits: a2Logits, shift: 0)
    },
    controlCases: SmallProblem.few.map { Case("\($0.name), logits on the next tokens") },
    judgeControl: { trial, _ in
      try alignedRisk(SmallProblem.few[trial.caseIndex].problem(), logits: [1, 5], shift: 1)
    })

  private static func alignedRisk(_ problem: Problem, logits: [Double], shift: Int) throws -> Outcome {
    let enumeration = try SubsetEnumeration(problem)
    let count = try Subsets.count(of: problem)
    let size = problem.tokens
    var verdicts: [Verdict] = []
    var largest = 0.0
    for alpha in a2Alphas {
      for logit in logits {
        var layer = AttentionWeights(
          alpha: alpha, logit: 0, dimension: problem.dimension, positionDimension: size)
        for token in 0..<size { layer.keyQuery[(token + shift) % size * size + token] = logit }
        let direct = try PopulationGradient(oneHot: layer, over: enumeration).risk
        let aligned = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
        verdicts.append(A2AlignedPredicate(aligned).judge(directRisk: direct, terms: count))
        largest = max(largest, abs(direct - aligned.risk) / problem.trivialRisk)
      }
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("subsets", Double(count)),
        Outcome.Value("pairs (alpha, C)", Double(verdicts.count)),
        Outcome.Value("largest difference / trivial risk", largest),
      ])
  }
}
