import Evidence
import Theory

/// The mean excess of D7's layers on frames at one late time; two times of the same layers, so not counted as networks.
struct FrameExcess: Experiment {
  /// What the excess is held against.
  enum Prediction: Hashable, Sendable {
    case law(NoiseLaw)
    case lateLimit
  }

  let recipe: AttentionRecipe
  let time: Double
  let prediction: Prediction

  /// Layers against their own law, or in a control against another prediction.
  init(recipe: AttentionRecipe, time: Double, prediction: Prediction? = nil) {
    self.recipe = recipe
    self.time = time
    self.prediction = prediction ?? .law(NoiseLaw(recipe: recipe))
  }

  /// The late ones of the times at which D7 looks at its layers on frames.
  static let all = [2000.0, 8000].map { FrameExcess(recipe: .wideFrames, time: $0) }

  /// The same layers held against other predictions.
  static let controls = all.flatMap { frames -> [Control] in
    func control(_ change: String, _ check: String, _ prediction: Prediction) -> Control {
      .nearMiss(
        of: frames, change, check: check,
        FrameExcess(recipe: frames.recipe, time: frames.time, prediction: prediction))
    }
    return [
      // Near t = 8000 the law of frames a quarter wider crosses their own.
      frames.time < 4000
        ? control(
          "the law of frames a quarter wider", "excess off the families",
          .law(NoiseLaw(recipe: frames.recipe.scaled(width: 1.25))))
        : control(
          "the law of frames a quarter narrower", "excess off the families",
          .law(NoiseLaw(recipe: frames.recipe.scaled(width: 0.75)))),
      control("the limit of late times", "excess", .lateLimit),
      control(
        "the law of frames of each example's own", "excess",
        .law(NoiseLaw(recipe: frames.recipe, sharesFrame: false))),
    ]
  }

  var claim: Claim { .d12GradientNoise }
  var grade: Claim.Grade { .numerical }

  var name: String {
    let name = "\(recipe.name), t = \(NumberText.short(time))"
    return switch prediction {
    case .law(let law): name + LayerMeans.suffix(recipe, law)
    case .lateLimit: "\(name), limit of late times"
    }
  }

  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 0, standard: 1, thorough: 1) }
  func cost(_ effort: Effort) -> Cost { LayerMeans(recipe: recipe, time: time).cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> ExcessRow {
    let seen = try await TrainedLayer.states(recipe, at: time, settings)
    let problem = try recipe.problem.problem()
    let quiet = try await NoiseLaw(recipe: recipe).state(at: time, settings.effort).quiet.risk
    let limit = try D12GradientNoise.excess(
      problem: problem, stepSize: recipe.stepSize, batch: recipe.batch)
    var (predicted, predictedOffFamily) = (limit, limit)
    if case .law(let law) = prediction {
      let state = try await law.state(steps: recipe.steps(to: time), settings.effort)
      (predicted, predictedOffFamily) = (state.excess, state.excessOffFamily)
    }
    return ExcessRow(
      seen: SampleMean(seen.map { $0.risk / quiet - 1 }),
      seenOffFamily: SampleMean(
        try seen.map {
          try ($0.risk - AlignedWeights(problem: problem, alpha: $0.alpha, logit: $0.logit).risk) / quiet
        }),
      stepOverBatch: recipe.stepSize / Double(recipe.batch), predicted: predicted,
      predictedOffFamily: predictedOffFamily, limit: limit, factor: nil)
  }

  func judge(_ row: ExcessRow) -> [Check] { row.checks() }
}
