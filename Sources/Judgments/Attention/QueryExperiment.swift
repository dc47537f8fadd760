import Evidence
import Sim
import Theory

/// What A5 measures at T=20 d=5 q=3 with positions in R^64 drawn anew: floors, and layers trained with either query.
struct QueryExperiment: Hashable, Sendable {
  /// The law of the positions.
  let positions: Positions
  /// How the query is made.
  let query: Query
  /// Which repetition; 0 for the floor, which all repetitions share.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings

  /// The laws that are not orthonormal, so that the two queries differ.
  static let laws: [Positions] = [.gaussian, .rademacher, .sphere]
  static let positionDimension = 64

  static func problem() throws -> Problem { try Problem(tokens: 20, dimension: 5, sparsity: 3) }

  /// The settings of the training.
  func settings(renewal: PositionRenewal = .stochastic) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Self.problem(), positions: positions, renewal: renewal,
      positionDimension: Self.positionDimension, query: query, batch: 64, stepSize: 1)
  }

  /// The address of the experiment's random numbers.
  func address() throws -> StreamAddress {
    let law = Positions.allCases.firstIndex(of: positions) ?? 0
    return try StreamAddress(
      baseSeed: run.baseSeed, claim: Claim.a5QueryFloor.streamIndex,
      problem: UInt16(2 * law + (query == .sum ? 1 : 0)), repetition: UInt32(repetition), purpose: .check)
  }

  // MARK: - Floor

  /// The least risk over alpha at the grid's best logit.
  struct Floor: Sendable {
    /// The least risk.
    let risk: Measured
    /// The logit of the least estimate.
    let logit: Double
  }

  /// The logits at which the least risk is measured, around the place of the minimum.
  private var grid: [Double] {
    query == .sum
      ? stride(from: 1.5, through: 3.5, by: 0.25).map(\.self)
      : stride(from: 6, through: 12, by: 1).map(\.self)
  }

  /// The floor over the grid, computed once.
  func floor() async throws -> Floor {
    try await Self.floors.value(
      for: QueryExperiment(positions: positions, query: query, repetition: 0, run: run))
  }

  private static let floors = Memo<QueryExperiment, Floor> { try $0.measureFloor() }

  private func measureFloor() throws -> Floor {
    let problem = try Self.problem()
    let draws = run.effort.pick(quick: 30_000, standard: 60_000, thorough: 400_000)
    let spreads = try AttentionSpread.sample(settings(), address: address(), logits: grid, draws: draws)
    let falseAlarm = 1e-10 / Double(2 * grid.count)
    let least = try spreads.map { spread in
      try A5QueryFloor.leastRisk(
        problem: problem,
        massOffSubset: EmpiricalBernstein.mean(
          of: spread.massOffSubset, range: 0...1, falseAlarm: falseAlarm),
        squaredMiss: EmpiricalBernstein.mean(
          of: spread.squaredMiss, range: 0...Double(problem.sparsity + 1), falseAlarm: falseAlarm))
    }
    let best = least.indices.min { least[$0].estimate < least[$1].estimate } ?? 0
    return Floor(
      risk: Measured(
        estimate: least[best].estimate, lower: least.map(\.lower).min() ?? 0, upper: least[best].upper,
        falseAlarm: 1e-10),
      logit: grid[best])
  }

  // MARK: - Training

  /// A trained layer's (alpha, C) and its risk with five standard errors to either side.
  struct Trained: Sendable {
    let alpha: Double
    let logit: Double
    let cosine: Double
    let risk: Measured
  }

  /// The layer trained by stochastic gradient descent from zero, evaluated on fresh positions.
  func trained() throws -> Trained {
    let time = run.effort.pick(quick: 1500, standard: 3000, thorough: 6000)
    let training = try AttentionTraining.run(
      settings(), address: address(), checkpoints: [time],
      evaluationDraws: run.effort.pick(quick: 10_000, standard: 20_000, thorough: 50_000))
    guard let last = training.checkpoints.last else {
      throw TheoryError(value: "no checkpoint", rule: "one checkpoint")
    }
    return Trained(
      alpha: last.alpha, logit: last.logit, cosine: last.cosine, risk: Self.measured(last.evaluation))
  }

  /// The risk over draws of positions, with five standard errors to either side.
  static func measured(_ evaluation: AttentionEvaluation) -> Measured {
    let error = 5 * (evaluation.riskVariance / Double(evaluation.draws)).squareRoot()
    return Measured(
      estimate: evaluation.risk, lower: evaluation.risk - error, upper: evaluation.risk + error, falseAlarm: 0
    )
  }
}
