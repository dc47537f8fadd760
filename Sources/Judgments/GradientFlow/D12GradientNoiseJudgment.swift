import Evidence
import Theory

extension ClaimJudgment {
  /// D12: hundreds of layers in each cell of a grid of steps and batches, their exact risks averaged over late times.
  ///
  /// The controls hold the same layers against no excess at all, and against that of twice the batch.
  public static let d12GradientNoise = ClaimJudgment(
    claim: .d12GradientNoise,
    cases: NoiseExperiment.cells.map { cell in
      Case(cell.name) { $0.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1) }
    },
    judge: { trial, run in
      try await noiseOutcome(NoiseExperiment(cellIndex: trial.caseIndex, run: run), factor: 1)
    },
    controlCases: wrongFactors.flatMap { wrong in
      NoiseExperiment.cells.map { cell in
        Case("\(cell.name), \(wrong.name)") { $0.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1) }
      }
    },
    judgeControl: { trial, run in
      let (wrong, cell) = trial.caseIndex.quotientAndRemainder(dividingBy: NoiseExperiment.cells.count)
      return try await noiseOutcome(
        NoiseExperiment(cellIndex: cell, run: run), factor: wrongFactors[wrong].factor)
    },
    figures: { [try GradientNoiseFigure.figure($0)] })

  /// What the controls predict, as a share of the excess.
  private static let wrongFactors = [
    (name: "no excess predicted", factor: 0.0), (name: "twice the batch predicted", factor: 0.5),
  ]

  private static func noiseOutcome(_ experiment: NoiseExperiment, factor: Double) async throws -> Outcome {
    let cell = experiment.cell
    let problem = try cell.problem.problem()
    let predicted =
      try factor * D12GradientNoise.excess(problem: problem, stepSize: cell.stepSize, batch: cell.batch)
    let seen = try await experiment.excess()
    return Outcome(
      verdict: D12GradientNoisePredicate(predicted: predicted)
        .judge(meanExcess: seen.mean, standardError: seen.standardError),
      values: [
        Outcome.Value("seeds", Double(seen.seeds)),
        Outcome.Value("step / batch", cell.stepSize / Double(cell.batch)),
        Outcome.Value("excess predicted", predicted),
        Outcome.Value("excess seen", seen.mean),
        Outcome.Value("standard error", seen.standardError),
      ])
  }
}
