import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A5: measured floors of both queries, layers trained with either, and the concentration predicate on draws of both.
  ///
  /// The controls judge worlds without the floor by the same predicate: fixed positions, and the dual query.
  public static let a5QueryFloor = ClaimJudgment(
    claim: .a5QueryFloor,
    cases: QueryExperiment.laws.map { law in
      Case("T=20 d=5 q=3, \(law.rawValue) positions in R^64") { effort in
        effort.pick(quick: law == .gaussian ? 1 : 0, standard: 2, thorough: 5)
      }
    },
    judge: { try await bothQueries(QueryExperiment.laws[$0.caseIndex], $0, $1) },
    controlCases: floorless.flatMap { world in
      QueryExperiment.laws.map { law in
        Case("\(law.rawValue) positions, \(world.name)") { effort in
          effort.pick(quick: law == .gaussian ? 1 : 0, standard: 1, thorough: 3)
        }
      }
    },
    judgeControl: { trial, run in
      let (world, law) = trial.caseIndex.quotientAndRemainder(dividingBy: QueryExperiment.laws.count)
      return try await withoutFloor(QueryExperiment.laws[law], floorless[world], trial, run)
    })

  /// Where the sum query's floor does not hold.
  private static let floorless: [(name: String, query: Query, renewal: PositionRenewal)] = [
    ("fixed, sum query, W = 8 (E^+)^T E^+", .sum, .fixed),
    ("drawn anew, dual query, W = 8 I", .dual, .stochastic),
  ]

  private static func bothQueries(_ law: Positions, _ trial: Trial, _ run: Settings) async throws -> Outcome {
    let sum = QueryExperiment(positions: law, query: .sum, repetition: trial.repetition, run: run)
    let dual = QueryExperiment(positions: law, query: .dual, repetition: trial.repetition, run: run)
    let (floor, dualFloor) = (try await sum.floor(), try await dual.floor())
    let (sumLayer, dualLayer) = (try sum.trained(), try dual.trained())
    let exact = try dual.exactDualFloor()
    let predicate = A5QueryFloorPredicate(floor: floor.risk)
    return Outcome(
      verdict: .all([
        predicate.judge(risk: sumLayer.risk),
        exact.map { predicate.judge(exactDualFloor: $0.risk, measured: dualFloor.risk) }
          ?? .verified(margin: 1),
        predicate.judge(dualFloor: dualFloor.risk, dualRisk: dualLayer.risk),
        predicate.judge(
          concentrationOfSum: try concentration(sum), ofDual: try concentration(dual)),
      ]),
      falseAlarm: floor.risk.falseAlarm + dualFloor.risk.falseAlarm,
      values: [
        Outcome.Value("floor, sum query", floor.risk.estimate),
        Outcome.Value("its lower end", floor.risk.lower), Outcome.Value("its upper end", floor.risk.upper),
        Outcome.Value("at C", floor.logit), Outcome.Value("trained risk, sum query", sumLayer.risk.estimate),
        Outcome.Value("trained C, sum query", sumLayer.logit),
        Outcome.Value("cosine of W to I, sum query", sumLayer.cosine),
        Outcome.Value("floor, dual query", dualFloor.risk.estimate),
        Outcome.Value("at C, dual query", dualFloor.logit),
        Outcome.Value("trained risk, dual query", dualLayer.risk.estimate),
      ]
        + (exact.map {
          [
            Outcome.Value("floor by quadrature, dual query", $0.risk),
            Outcome.Value("at C, by quadrature", $0.logit),
          ]
        } ?? []))
  }

  /// What the concentration predicate says of a query's attention, over draws whose margin lets a logit suffice.
  private static func concentration(_ experiment: QueryExperiment) throws -> Verdict {
    let problem = try QueryExperiment.problem()
    let predicate = try A3ConcentrationPredicate(problem: problem)
    let eps = 0.01 * problem.trivialRisk
    var verdicts: [Verdict] = []
    for index in 0..<200 {
      let draw = try PositionDraw(experiment.settings(), address: experiment.address(), index: index)
      let margin = try A3Concentration.margin(
        problem: problem, scores: draw.innerProducts, subset: draw.subset)
      if margin <= 0.01 { continue }
      let logit = try A3Concentration.sufficientLogit(problem: problem, margin: margin, risk: eps)
      verdicts.append(
        try predicate.judge(
          attention: softmax(draw.innerProducts, logit: logit), margin: margin, logit: logit,
          subset: draw.subset, risk: eps))
    }
    return .all(verdicts)
  }

  /// The risk of a constructed layer where there is no floor, held against the floor.
  private static func withoutFloor(
    _ law: Positions, _ world: (name: String, query: Query, renewal: PositionRenewal), _ trial: Trial,
    _ run: Settings
  ) async throws -> Outcome {
    let floor = try await QueryExperiment(positions: law, query: .sum, repetition: 0, run: run).floor()
    let settings = try QueryExperiment(
      positions: law, query: world.query, repetition: trial.repetition, run: run
    ).settings(renewal: world.renewal)
    let address = try trial.address(run, claim: .a5QueryFloor)
    let weights =
      world.renewal == .fixed
      ? try AttentionWeights(
        selectingAmong: PositionDraw(settings, address: address, index: 0).positions,
        dimension: settings.problem.dimension, logit: 8)
      : AttentionWeights(
        alpha: 1, logit: 8, dimension: settings.problem.dimension,
        positionDimension: settings.positionDimension)
    let risk = QueryExperiment.measured(
      try AttentionEvaluation.evaluate(weights, settings: settings, address: address, draws: 2000))
    return Outcome(
      verdict: A5QueryFloorPredicate(floor: floor.risk).judge(risk: risk),
      values: [
        Outcome.Value("floor, sum query", floor.risk.estimate), Outcome.Value("risk", risk.estimate),
      ])
  }
}
