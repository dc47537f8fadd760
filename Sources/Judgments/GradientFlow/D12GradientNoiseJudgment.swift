import Evidence
import Theory

extension ClaimJudgment {
  /// D12: hundreds of layers in each cell of a grid of steps and batches, their exact risks averaged over late times; and
  /// D7's layers on frames.
  ///
  /// The controls hold the same layers against no excess at all and against that of twice the batch; those on frames also
  /// against the limit of late times, and against frames of each example's own.
  public static let d12GradientNoise = ClaimJudgment(
    claim: .d12GradientNoise,
    cases: NoiseExperiment.cells.map { cell in
      Case(cell.name) { $0.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1) }
    } + frameCases(""),
    judge: { trial, run in
      trial.caseIndex < NoiseExperiment.cells.count
        ? try await cellOutcome(trial.caseIndex, run, .law)
        : try await frameOutcome(trial.caseIndex - NoiseExperiment.cells.count, run, .law)
    },
    controlCases: cellWorlds.flatMap { world in
      NoiseExperiment.cells.map { cell in
        Case("\(cell.name), \(world.rawValue)") {
          $0.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1)
        }
      }
    } + frameWorlds.flatMap { frameCases(", \($0.rawValue)") },
    judgeControl: { trial, run in
      let (world, cell) = trial.caseIndex.quotientAndRemainder(dividingBy: NoiseExperiment.cells.count)
      if world < cellWorlds.count { return try await cellOutcome(cell, run, cellWorlds[world]) }
      let (frameWorld, time) = (trial.caseIndex - cellWorlds.count * NoiseExperiment.cells.count)
        .quotientAndRemainder(dividingBy: frameTimes.count)
      return try await frameOutcome(time, run, frameWorlds[frameWorld])
    },
    figures: { [try GradientNoiseFigure.figure($0)] })

  /// What the excess is predicted from: the law, or a world that is not the layers'.
  private enum NoiseWorld: String {
    case law
    case noExcess = "no excess predicted"
    case twiceTheBatch = "law of twice the batch"
    case lateLimit = "limit of late times"
    case ownFrames = "law of frames of each example's own"
  }

  private static let cellWorlds: [NoiseWorld] = [.noExcess, .twiceTheBatch]
  private static let frameWorlds: [NoiseWorld] = [.noExcess, .twiceTheBatch, .lateLimit, .ownFrames]

  /// The late ones of the times at which D7 looks at its layers on frames.
  private static let frameTimes = [3, 4]

  private static func frameCases(_ suffix: String) -> [Case] {
    let setting = AttentionExperiment.settings[AttentionExperiment.resampled]
    return frameTimes.map { time in
      Case("\(setting.name), t = \(Int(setting.times[time]))\(suffix)") {
        $0.pick(quick: 0, standard: 1, thorough: 1)
      }
    }
  }

  private static func cellOutcome(_ index: Int, _ run: Settings, _ world: NoiseWorld) async throws -> Outcome
  {
    let experiment = NoiseExperiment(cellIndex: index, run: run)
    let cell = experiment.cell
    let predicted: Double =
      switch world {
      case .noExcess: 0
      case .twiceTheBatch: try experiment.law(batch: 2 * cell.batch)
      default: try experiment.law(batch: cell.batch)
      }
    return outcome(
      try await experiment.excess(), predicted: predicted,
      limit: try D12GradientNoise.excess(
        problem: cell.problem.problem(), stepSize: cell.stepSize, batch: cell.batch),
      ratio: cell.stepSize / Double(cell.batch))
  }

  private static func frameOutcome(_ index: Int, _ run: Settings, _ world: NoiseWorld) async throws -> Outcome
  {
    let (settingIndex, timeIndex) = (AttentionExperiment.resampled, frameTimes[index])
    let setting = AttentionExperiment.settings[settingIndex]
    let limit = try D12GradientNoise.excess(
      problem: setting.problem(), stepSize: setting.stepSize, batch: AttentionExperiment.batch)
    func law(_ world: NoiseLaw.World) async throws -> NoisyDescentState {
      try await NoiseLaw(settingIndex: settingIndex, world: world).states()[timeIndex]
    }
    let quiet = try await law(.asTrained).quiet.risk
    let seen = try await AttentionExperiment.trainedStates(
      settingIndex: settingIndex, timeIndex: timeIndex, run: run)
    let predicted: Double =
      switch world {
      case .law: try await law(.asTrained).excess
      case .noExcess: 0
      case .twiceTheBatch: try await law(.twiceTheBatch).excess
      case .lateLimit: limit
      case .ownFrames: try await law(.ownFrames).excess
      }
    return outcome(
      SampleMean(seen.map { $0.risk / quiet - 1 }), predicted: predicted, limit: limit,
      ratio: setting.stepSize / Double(AttentionExperiment.batch))
  }

  private static func outcome(_ seen: SampleMean, predicted: Double, limit: Double, ratio: Double) -> Outcome
  {
    Outcome(
      verdict: D12GradientNoisePredicate(predicted: predicted)
        .judge(meanExcess: seen.mean, standardError: seen.standardError),
      values: [
        Outcome.Value("seeds", Double(seen.count)), Outcome.Value("step / batch", ratio),
        Outcome.Value("excess predicted", predicted), Outcome.Value("excess seen", seen.mean),
        Outcome.Value("standard error", seen.standardError), Outcome.Value("limit of late times", limit),
      ])
  }
}
