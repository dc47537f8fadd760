import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private struct ScoreCase: Sendable {
    let sparsity: Int
    let width: Int
    let margin: Double

    var name: String { "T=\(tokens) q=\(sparsity), positions in R^\(width), margin \(margin)" }
    var tokens: Int { sparsity + 8 }
  }

  /// From d_e = q, the heaviest tail, to 512.
  private static let a4Cases = [
    (1, 1, 0.0), (1, 8, 0.25), (2, 2, 0.0), (3, 3, 0), (3, 4, 0), (3, 16, 0), (3, 64, 0.25), (3, 162, 0.5),
    (8, 8, 0), (8, 64, 0.25), (5, 512, 0.75),
  ].map { ScoreCase(sparsity: $0.0, width: $0.1, margin: $0.2) }

  private static let a4FalseAlarm = Claim.a4WidthForMargin.falseAlarmPerTrial

  /// A4: scores of fresh positions and subsets against Student's law, margin failures against their probability.
  ///
  /// One score is taken from each draw, so the samples are independent. Beside the Gaussian positions stands the
  /// distance of the same law from rademacher and sphere positions, for which it is not claimed. The controls: scores
  /// of the sum query, and scores held against the law in which nu is d_e or the normal law.
  public static let a4WidthForMargin = ClaimJudgment(
    claim: .a4WidthForMargin,
    cases: a4Cases.map { Case($0.name) },
    judge: { trial, settings in
      let item = a4Cases[trial.caseIndex]
      let law = try A4WidthForMargin(sparsity: item.sparsity, positionDimension: item.width)
      let sampling = try sampled(item, trial, settings, .gaussian, query: .dual)
      let failures = sampling.margins.count { $0 < item.margin }
      let failure = try ClopperPearson(successes: failures, trials: sampling.margins.count)
        .interval(falseAlarm: a4FalseAlarm / 2)
      let predicate = A4WidthForMarginPredicate(law)
      let distance = try distance(sampling.scores, law)
      return Outcome(
        verdict: .all([
          predicate.judge(distance: distance, band: try band(sampling)),
          try predicate.judge(failure: failure, tokens: item.tokens, margin: item.margin),
        ]),
        falseAlarm: a4FalseAlarm,
        values: [
          Outcome.Value("draws", Double(sampling.scores.count)),
          Outcome.Value("distance", distance),
          Outcome.Value("band", try band(sampling)),
          Outcome.Value("failures seen, share", failure.estimate),
          Outcome.Value(
            "probability", try law.failureProbability(tokens: item.tokens, margin: item.margin)),
          Outcome.Value("union bound", try law.failureBound(tokens: item.tokens, margin: item.margin)),
          Outcome.Value(
            "distance, rademacher", try otherDistance(item, trial, settings, .rademacher, law)),
          Outcome.Value("distance, sphere", try otherDistance(item, trial, settings, .sphere, law)),
        ])
    },
    controlCases: [
      Case("q=3, positions in R^4, sum query"), Case("q=3, positions in R^16, sum query"),
      Case("q=3, positions in R^4, nu = d_e"), Case("q=3, positions in R^4, normal law N(0, q/d_e)"),
    ],
    judgeControl: { trial, settings in
      let item = ScoreCase(sparsity: 3, width: trial.caseIndex == 1 ? 16 : 4, margin: 0)
      let law = try A4WidthForMargin(sparsity: item.sparsity, positionDimension: item.width)
      let sampling = try sampled(
        item, trial, settings, .gaussian, query: trial.caseIndex < 2 ? .sum : .dual)
      let distance: Double
      switch trial.caseIndex {
      case 2:
        let other = try StudentT(degreesOfFreedom: Double(item.width))
        let scale = (Double(item.width) / Double(item.sparsity)).squareRoot()
        distance = try EmpiricalDistance.supremum(
          probabilities: sampling.scores.sorted().map { try other.cumulative($0 * scale) })
      case 3:
        let scale = (Double(item.width) / Double(item.sparsity)).squareRoot()
        distance = try EmpiricalDistance.supremum(
          probabilities: sampling.scores.sorted().map { try GaussianTail.upper(-$0 * scale) })
      default: distance = try Self.distance(sampling.scores, law)
      }
      return Outcome(
        verdict: A4WidthForMarginPredicate(law).judge(distance: distance, band: try band(sampling)),
        values: [
          Outcome.Value("draws", Double(sampling.scores.count)), Outcome.Value("distance", distance),
          Outcome.Value("band", try band(sampling)),
        ])
    },
    figures: { _ in [try MarginHistogram.figure()] })

  private static func sampled(
    _ item: ScoreCase, _ trial: Trial, _ settings: Settings, _ positions: Positions, query: Query
  ) throws -> MarginSampling {
    let most = item.width > 100 ? 10_000 : 40_000
    // A control needs a band narrower than the distance of the wrong law.
    let draws = settings.effort.pick(
      quick: trial.role == .control ? 40_000 : 3000, standard: most, thorough: 4 * most)
    return try MarginSampling(
      AttentionSettings(
        problem: Problem(tokens: item.tokens, dimension: 1, sparsity: item.sparsity), positions: positions,
        positionDimension: item.width, query: query, batch: 1, stepSize: 0),
      address: trial.address(settings, claim: .a4WidthForMargin), draws: draws)
  }

  /// The half-width of the band, half of the trial's false-alarm probability.
  private static func band(_ sampling: MarginSampling) throws -> Double {
    try DvoretzkyKieferWolfowitz.halfWidth(samples: sampling.scores.count, falseAlarm: a4FalseAlarm / 2)
  }

  private static func distance(_ scores: [Double], _ law: A4WidthForMargin) throws -> Double {
    try EmpiricalDistance.supremum(probabilities: scores.sorted().map { try law.cumulative(score: $0) })
  }

  /// The distance of the scores of positions of another law.
  private static func otherDistance(
    _ item: ScoreCase, _ trial: Trial, _ settings: Settings, _ positions: Positions, _ law: A4WidthForMargin
  ) throws -> Double {
    let sampling = try sampled(item, trial, settings, positions, query: .dual)
    return try distance(sampling.scores, law)
  }
}
