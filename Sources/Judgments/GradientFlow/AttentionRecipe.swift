import Evidence
import Sim
import Theory

/// How an attention layer is trained by SGD on samples from V = W = 0, and when it is looked at.
struct AttentionRecipe: Hashable, Sendable {
  /// When a layer is looked at, in the flow's time t = step size * steps.
  enum Schedule: Hashable, Sendable {
    /// At the given times, whatever the effort.
    case at([Double])
    /// Once, so late that the risk at other lengths has come near its law; earlier in a quick run.
    case late(quick: Double, full: Double)
  }

  /// A number for each effort.
  struct Counts: Hashable, Sendable {
    let quick: Int
    let standard: Int
    let thorough: Int

    init(_ quick: Int, _ standard: Int, _ thorough: Int) {
      (self.quick, self.standard, self.thorough) = (quick, standard, thorough)
    }

    /// As many as a near miss takes: 1, 4 and 20 at most.
    var few: Counts { Counts(min(quick, 1), min(standard, 4), min(thorough, 20)) }

    func at(_ effort: Effort) -> Int { effort.pick(quick: quick, standard: standard, thorough: thorough) }
  }

  let problem: SmallProblem
  var positions: Positions
  /// The position dimension d_e.
  var positionDimension: Int
  var renewal = PositionRenewal.stochastic
  /// The number of examples in a step.
  var batch = 64
  var stepSize: Double
  /// How a gradient becomes a step; the laws are those of gradient descent.
  var optimizer = Optimizer.gradientDescent
  var schedule: Schedule
  /// The number of draws of subset and positions on which a layer's mass and risk are averaged.
  var evaluationDraws = 200
  /// How many layers are trained.
  var networks = Counts(1, 1, 1)

  /// The recipe in words, for example `T=8 d=3 q=2, frames in R^32, batch 64, step 0.5, trained late`.
  var name: String {
    var text = "\(problem.name), \(positionsName), batch \(batch), step \(stepSize)"
    if optimizer == .adam { text += ", by Adam" }
    if case .late = schedule { text += ", trained late" }
    return text
  }

  /// Whose random numbers its layers draw.
  var streamName: String { "trained layer: \(name)" }

  /// The positions in words, for example `one-hot positions` or `frames in R^32`.
  var positionsName: String {
    let fixed = renewal == .fixed ? "fixed " : ""
    return switch positions {
    case .oneHot: "one-hot positions"
    case .orthonormalFrame: "\(fixed)frames in R^\(positionDimension)"
    case .gaussian: "\(fixed)Gaussian positions in R^\(positionDimension)"
    case .sphere, .rademacher: "\(fixed)\(positions.rawValue) positions in R^\(positionDimension)"
    }
  }

  /// For example `T=8 d=3 q=2, one-hot`.
  var legend: String { "\(problem.name), \(positions == .oneHot ? "one-hot" : "frames")" }

  /// Whether the positions never change.
  var isFixed: Bool { positions == .oneHot || renewal == .fixed }

  /// The law of the positions as the flow knows it: one-hot for fixed ones, a frame for those drawn anew.
  ///
  /// Exact for one-hot positions and frames; what it would be for others if they were orthonormal.
  var positionLaw: PositionLaw { isFixed ? .oneHot : .orthonormalFrame(width: positionDimension) }

  /// The times at which the layer is looked at.
  func times(_ effort: Effort) -> [Double] {
    switch schedule {
    case .at(let times): times
    case .late(let quick, let full): [effort.pick(quick: quick, standard: full, thorough: full)]
    }
  }

  /// The number of steps to a time.
  func steps(to time: Double) -> Int { Int((time / stepSize).rounded()) }

  /// The last time.
  func lastTime(_ effort: Effort) -> Double { times(effort).last ?? 0 }

  /// The settings of the training.
  ///
  /// - Throws: `TheoryError` if the problem or a size is out of range.
  func attentionSettings() throws -> AttentionSettings {
    try attentionSettings(problem: problem.problem())
  }

  /// The settings with the same positions at another problem.
  func attentionSettings(problem: Problem) throws -> AttentionSettings {
    try AttentionSettings(
      problem: problem, positions: positions, renewal: renewal, positionDimension: positionDimension,
      batch: batch, stepSize: stepSize, optimizer: optimizer)
  }

  /// The system of the flow.
  func system() throws -> FlowSystem {
    try FlowSystem(problem: problem.problem(), positions: positionLaw)
  }

  /// The flow from zero.
  func flow() throws -> GradientFlow {
    try GradientFlow(problem: problem.problem(), positions: positionLaw)
  }

  /// What training a layer takes on one core: a step's examples by their positions and tokens, the update of W, and the
  /// orthonormalization of a frame; the constants were fitted to times measured for the recipes below.
  func cost(_ effort: Effort) -> Cost {
    let (tokens, d) = (Double(problem.tokens), Double(problem.dimension))
    let (width, examples) = (Double(positionDimension), Double(batch))
    var step = 1e-6 + examples * tokens * (5e-10 * d + 1e-9)
    switch positions {
    case .oneHot: step += 5e-10 * width * width
    case .orthonormalFrame: step += 1e-9 * width * width + 5e-9 * width * tokens
    default: step += examples * (1e-8 * width * tokens + 5e-10 * width * width)
    }
    let steps = lastTime(effort) / stepSize
    return Cost(
      seconds: step * steps, bytes: 8 * (4 * width * width + examples * tokens * (width + 4 * d)),
      shared: [.init(streamName, seconds: step * steps)])
  }
}

extension AttentionRecipe {
  /// D7's first layers: fixed one-hot positions at a small problem.
  static let smallOneHot = AttentionRecipe(
    problem: SmallProblem(8, 3, 2), positions: .oneHot, positionDimension: 8, stepSize: 0.1,
    schedule: .at([10, 25, 50, 100, 400]), networks: Counts(4, 200, 800))

  /// Fixed one-hot positions at a longer sequence.
  static let longOneHot = AttentionRecipe(
    problem: SmallProblem(20, 5, 3), positions: .oneHot, positionDimension: 20, stepSize: 0.2,
    schedule: .at([50, 100, 150, 300, 1000]), networks: Counts(4, 160, 800))

  /// Frames drawn anew at every step, so that other lengths can be tested.
  static let wideFrames = AttentionRecipe(
    problem: SmallProblem(8, 3, 2), positions: .orthonormalFrame, positionDimension: 128, stepSize: 0.5,
    schedule: .at([100, 250, 500, 2000, 8000]), networks: Counts(4, 200, 800))

  /// The layers that D7 judges one by one; L2, L3 and L4 test them at other lengths.
  static let tracked = [smallOneHot, longOneHot, wideFrames]

  /// So small that tens of thousands cost little: enough for variances within 15 %.
  static let manyOneHot = AttentionRecipe(
    problem: SmallProblem(4, 2, 2), positions: .oneHot, positionDimension: 4, stepSize: 0.4,
    schedule: .at([12, 32]), evaluationDraws: 8, networks: Counts(4, 18_000, 18_000))

  /// The same problem on frames drawn anew at every step.
  static let manyFrames = AttentionRecipe(
    problem: SmallProblem(4, 2, 2), positions: .orthonormalFrame, positionDimension: 6, stepSize: 0.4,
    schedule: .at([16, 40]), evaluationDraws: 8, networks: Counts(4, 18_000, 18_000))

  /// The layers of which D7 judges the means and variances only.
  static let many = [manyOneHot, manyFrames]

  /// The small problem on narrower frames drawn anew, trained until the risk is near the limit.
  static let lateFrames = late(.orthonormalFrame, width: 32, networks: Counts(2, 10, 40))

  /// The same problem trained late on one-hot positions.
  static let lateOneHot = late(.oneHot, width: 8, networks: Counts(1, 3, 12))

  /// The same problem trained late on Gaussian positions that never change.
  static let lateGaussian = late(.gaussian, width: 64, renewal: .fixed, networks: Counts(1, 3, 12))

  private static func late(
    _ positions: Positions, width: Int, renewal: PositionRenewal = .stochastic, networks: Counts
  ) -> AttentionRecipe {
    AttentionRecipe(
      problem: SmallProblem(8, 3, 2), positions: positions, positionDimension: width, renewal: renewal,
      stepSize: 0.5, schedule: .late(quick: 2000, full: 16_000), networks: networks)
  }
}

extension AttentionRecipe {
  /// The recipe with a step, a batch and a width that are multiples of its own, looked at after the same numbers of steps.
  func scaled(step: Double = 1, batch factor: Double = 1, width: Double = 1) -> AttentionRecipe {
    var other = self
    other.stepSize *= step
    other.batch = Int((Double(batch) * factor).rounded())
    other.positionDimension = Int((Double(positionDimension) * width).rounded())
    if case .at(let times) = schedule { other.schedule = .at(times.map { $0 * step }) }
    return other
  }
}

extension AttentionRecipe {
  /// A layer at a reader's own parameters, looked at five times; one-hot positions, batch 64, step 0.1 and 4000 steps
  /// unless others are asked for.
  ///
  /// - Throws: `TheoryError` if a parameter is out of range.
  static func own(
    _ own: OwnParameters, allowed: [Positions], default positions: OwnParameters.PositionChoice? = nil
  ) throws -> AttentionRecipe {
    let choice =
      own.positions ?? positions ?? OwnParameters.PositionChoice(.oneHot, dimension: own.problem.tokens)
    guard allowed.contains(choice.law) else {
      throw TheoryError(
        value: "\(choice.law.rawValue) positions",
        rule: "positions are \(allowed.map(\.rawValue).joined(separator: ", "))")
    }
    if choice.law == .oneHot && choice.dimension != own.problem.tokens {
      throw TheoryError(
        value: "dimension = \(choice.dimension)", rule: "one-hot positions have dimension tokens")
    }
    let (step, steps) = (own.learningRate ?? 0.1, own.steps ?? 4000)
    guard step > 0, step.isFinite, steps >= 5, steps <= 100_000_000 else {
      throw TheoryError(
        value: "learning rate = \(step), steps = \(steps)", rule: "learning rate > 0, 5 <= steps <= 10^8")
    }
    let recipe = AttentionRecipe(
      problem: SmallProblem(own.problem), positions: choice.law, positionDimension: choice.dimension,
      batch: own.batch ?? 64, stepSize: step,
      schedule: .at((1...5).map { step * Double(steps * $0 / 5) }))
    _ = try recipe.attentionSettings()
    if choice.law.isOrthonormal { try StepLimit(recipe.system()).check(step) }
    return recipe
  }
}
