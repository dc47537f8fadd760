import Sim
import Theory

extension Command {
  static let trainAttention = Command(
    name: "train attention", summary: "train an attention layer, risk beside the gradient flow's (A1, D2)",
    discussion: """
      Trains the full matrices V and W of f(X, y) = V X softmax(E^T W e_y) from zero by stochastic gradient descent
      (or by Adam) on half the squared error, fresh examples at every step. Its risk, exact over tokens (A1) and averaged over
      fresh subsets and positions, is printed beside the risk of the gradient flow at t = eta steps. The flow is that
      of orthonormal positions; for gaussian positions with d_e >= T it is the limit of large d_e, and there is none
      for d_e < T, the sum query or Adam, whose steps have no such time. With one-hot positions and frames gradient
      descent's step is below the step limit (`sts step-limit`): a longer one does not end at risk 0. Progress goes to
      standard error.
      --trajectory writes the layer on its way, a row after every n steps and after the last: step, time (none with Adam),
      squaredError (of the batch), risk, standardError, massOnSubset, alpha, logit, cosine. Risk and mass are on fewer
      draws than at the end. For example: --every 10 --trajectory way.csv
      JSON: {risk, standardError, massOnSubset, alpha, logit, cosine, time, flow: {t, alpha, logit, massOnSubset,
      risk}, trivialRisk}.
      """,
    options: Option.problem + [
      Option(
        "--positions", "law", "the law of the positions, drawn anew for each example, frames for each step",
        allowed:
          "one-hot (fixed), or frame:<d_e> with d_e >= T, or gaussian:<d_e>, d_e <= \(TrainingLimits.width)"),
      Option(
        "--query", "query", "how the query is made from the subset's positions", allowed: "dual or sum",
        absence: .means("dual")),
      .optimizer(usual: "sgd"),
    ] + Option.training(steps: 4000, batch: 64, learningRate: "0.1") + [
      .save, .every, .trajectory("the layer on its way"),
    ]
  ) { arguments, context in
    let settings = try arguments.attentionSettings()
    let (steps, address) = (try arguments.steps(), try arguments.trainingAddress())
    let interval = try arguments.lookInterval(steps: steps)
    let file = try arguments.trajectoryFile()
    try arguments.checkSave()
    let time = settings.stepSize * Double(steps)
    let flow = try flowState(settings, time: time)
    let trainer = try AttentionTrainer(settings, address: address)
    let draws = evaluationDraws(settings)
    context.progress(
      "\(settings.problem), \(steps) steps of \(settings.batch) examples\(estimate(settings, steps, draws))")
    let pace = SlowProgress(context.progress)
    var rows: [AttentionRow] = []
    while trainer.steps < steps {
      let before = Int(trainer.steps)
      trainer.run(steps: min(interval, steps - before)) { done, examples in
        pace.report {
          "step \(before + done + 1) of \(steps), \(examples) of \(settings.batch) examples drawn"
        }
      }
      guard trainer.lastHalfError.isFinite else {
        throw CommandFailure(message: "the training diverged; a smaller --learning-rate may converge")
      }
      context.progress(
        "step \(trainer.steps) of \(steps), squared error of the batch \(2 * trainer.lastHalfError)")
      guard file != nil else { continue }
      let share = max(32, draws / max(1, steps / interval))
      rows.append(try AttentionRow(trainer, address: address, draws: share))
    }
    try file?.write(rows, AttentionRow.columns, context)
    try arguments.save(SafetensorsWriter(trainer.weights), context)
    let evaluation = try AttentionEvaluation.evaluate(
      trainer.weights, settings: settings, address: address, draws: draws
    ) { done in pace.report { "evaluating, \(done) of \(draws) draws" } }
    return try TrainedAttention(trainer.weights, evaluation, settings: settings, time: time, flow: flow)
  }
}

/// The flow that the training follows, where the two-dimensional system has one.
private func flowState(_ settings: AttentionSettings, time: Double) throws(TheoryError) -> FlowState? {
  guard let positions = flowLaw(settings) else { return nil }
  return try GradientFlow(problem: settings.problem, positions: positions).states(at: [time]).first
}

/// The law of the positions of that flow.
private func flowLaw(_ settings: AttentionSettings) -> PositionLaw? {
  let isFamily = settings.positions.isOrthonormal || settings.query == .dual
  guard isFamily, settings.optimizer == .gradientDescent,
    settings.positionDimension >= settings.problem.tokens
  else { return nil }
  return settings.positions == .oneHot ? .oneHot : .orthonormalFrame(width: settings.positionDimension)
}

/// The number of draws of subset and positions that a training is evaluated on, fewer the larger it is.
private func evaluationDraws(_ settings: AttentionSettings) -> Int {
  let (width, tokens) = (settings.positionDimension, settings.problem.tokens)
  let size = settings.problem.sparsity
  // About 10^9 products in all: the logits cost d_e (d_e + T) of them, a frame T^2 d_e, a dual query
  // q^2 (d_e + q)/2, subset and softmax as much time as 20 T.
  let frame = settings.positions == .orthonormalFrame ? tokens * tokens * width : 0
  let isSolved = settings.query == .dual && !settings.positions.isOrthonormal
  let query = isSolved ? size * size * (width + size) / 2 : 0
  return min(10_000, max(32, 1_000_000_000 / (width * (width + tokens) + 20 * tokens + frame + query)))
}

/// What the first line of progress says of the time, where it is more than a few seconds.
private func estimate(_ settings: AttentionSettings, _ steps: Int, _ draws: Int) -> String {
  let cost = AttentionCost(settings)
  let seconds = Double(steps) * cost.secondsPerStep + Double(draws) * cost.secondsPerDraw
  return seconds < 5 ? "" : ", about \(Int(seconds.rounded(.up))) s"
}

/// A trained attention layer beside the flow.
private struct TrainedAttention: Answer {
  let risk: Double
  let standardError: Double
  let massOnSubset: Double
  let alpha: Double
  let logit: Double
  let cosine: Double
  let time: Double
  let flow: FlowAnswer.State?
  let trivialRisk: Double

  init(
    _ weights: AttentionWeights, _ evaluation: AttentionEvaluation, settings: AttentionSettings, time: Double,
    flow: FlowState?
  ) throws {
    let family = settings.family.project(weights)
    risk = evaluation.risk
    standardError = evaluation.standardError
    massOnSubset = evaluation.massOnSubset
    alpha = weights.alpha
    (logit, cosine) = (family.logit, family.cosine)
    self.time = time
    self.flow = flow.map(FlowAnswer.State.init)
    trivialRisk = settings.problem.trivialRisk
    guard [risk, standardError, massOnSubset, alpha, logit, cosine].allSatisfy(\.isFinite) else {
      throw CommandFailure(message: "the training diverged; a smaller --learning-rate may converge")
    }
  }

  var text: String {
    let none = "none at these positions, this query and this optimizer"
    return lines([
      ("risk", "\(risk) +- \(standardError)"),
      ("flow's risk at t = eta steps", flow.map { "\($0.risk)" } ?? none),
      ("mass on the subset", "\(massOnSubset)"),
      ("flow's mass", flow.map { "\($0.massOnSubset)" } ?? none),
      ("alpha", "\(alpha)"),
      ("flow's alpha", flow.map { "\($0.alpha)" } ?? none),
      ("logit", "\(logit)"),
      ("flow's logit", flow.map { "\($0.logit)" } ?? none),
      ("cosine of W with its family", "\(cosine)"),
      ("time t = eta steps", "\(time)"),
      ("trivial risk d/q", "\(trivialRisk)"),
    ])
  }
}

extension Arguments {
  /// The task and the training that the options describe.
  fileprivate func attentionSettings() throws -> AttentionSettings {
    let problem = try problem()
    let (law, width) = try positionLaw(tokens: problem.tokens)
    let query = try text("--query")
    guard let query = Query(rawValue: query) else { throw refusal("--query", query) }
    let batch = try batch()
    try checkArrays(problem, law, width: width, batch: batch)
    _ = (try steps(), try trainingAddress())
    let settings = try AttentionSettings(
      problem: problem, positions: law, positionDimension: width, query: query, batch: batch,
      stepSize: learningRate(), optimizer: optimizer())
    if let positions = flowLaw(settings), law.isOrthonormal {
      try StepLimit(FlowSystem(problem: problem, positions: positions)).check(settings.stepSize)
    }
    let cost = AttentionCost(settings)
    if cost.bytes > TrainingLimits.bytes {
      throw UsageError("memory = \(Int(cost.bytes)) bytes; allowed: at most \(Int(TrainingLimits.bytes))")
    }
    if cost.secondsPerStep > TrainingLimits.secondsPerStep {
      throw UsageError(
        "one step takes about \(Int(cost.secondsPerStep)) s; allowed: at most "
          + "\(Int(TrainingLimits.secondsPerStep)) s, with a smaller --batch, --sparsity or d_e"
      )
    }
    return settings
  }

  /// Refuses arrays that are too long, before anything is multiplied that could overflow.
  private func checkArrays(_ problem: Problem, _ law: Positions, width: Int, batch: Int) throws(UsageError) {
    let (tokens, dimension) = (problem.tokens, problem.dimension)
    try TrainingLimits.check(dimension, "dimension", atMost: TrainingLimits.width)
    try TrainingLimits.check(tokens, "tokens", atMost: TrainingLimits.batch)
    try TrainingLimits.check(batch * tokens, "batch * tokens")
    // Frames and fixed positions are one for all examples of a step.
    let own = law == .gaussian ? width : 0
    try TrainingLimits.check(
      batch * tokens * (dimension + own),
      "batch * tokens * \(own > 0 ? "(dimension + d_e)" : "dimension")")
    if law == .orthonormalFrame {
      try TrainingLimits.check(tokens * tokens * width, "tokens * tokens * d_e", atMost: TrainingLimits.frame)
    }
  }

  /// The value of `--positions` with the position dimension.
  private func positionLaw(tokens: Int) throws(UsageError) -> (Positions, Int) {
    let text = try text("--positions")
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let width = parts.count == 2 ? Self.decimalInteger(parts[1]) : tokens
    if let width, (1...TrainingLimits.width).contains(width) {
      switch parts[0] {
      case "one-hot" where parts.count == 1: return (.oneHot, width)
      case "frame" where parts.count == 2 && width >= tokens: return (.orthonormalFrame, width)
      case "gaussian" where parts.count == 2: return (.gaussian, width)
      default: break
      }
    }
    throw refusal("--positions", text)
  }
}
