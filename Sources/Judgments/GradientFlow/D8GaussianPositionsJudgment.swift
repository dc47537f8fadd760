import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D8: layers trained on Gaussian positions, and the system's moments, stall and approach to the orthonormal law.
  ///
  /// The control holds the same layers against D2's law with kappa = 1/d_e, which needs widths of T at least, or against
  /// the system of a width one greater.
  public static let d8GaussianPositions = ClaimJudgment(
    claim: .d8GaussianPositions,
    cases: gaussianTrainings.map { setting in
      Case(setting.name) {
        $0.pick(quick: setting.isQuick ? 1 : 0, standard: setting.seeds, thorough: 4 * setting.seeds)
      }
    }
      + gaussianMoments.map { item in
        Case("\(item.problem.name), R^\(item.width), moments at C = \(item.logit)")
      }
      + gaussianStalls.map { Case("\($0.problem.name), R^\($0.width), stall") }
      + gaussianWidths.map { Case("T=20 d=5 q=3, R^\($0), against the orthonormal law") },
    judge: { trial, run in
      var index = trial.caseIndex
      if index < gaussianTrainings.count { return try gaussianLayer(trial, run, system: .gaussian) }
      index -= gaussianTrainings.count
      if index < gaussianMoments.count { return try moments(gaussianMoments[index], trial, run) }
      index -= gaussianMoments.count
      if index < gaussianStalls.count { return try stall(gaussianStalls[index]) }
      return try approach(width: gaussianWidths[index - gaussianStalls.count])
    },
    controlCases: gaussianTrainings.map { setting in
      Case("\(setting.name), \(setting.isNarrow ? "system of R^\(setting.width + 1)" : "orthonormal law")") {
        $0.pick(quick: setting.isQuick ? 1 : 0, standard: 2, thorough: 8)
      }
    },
    judgeControl: { try gaussianLayer($0, $1, system: .other) })

  /// A way to train on Gaussian positions.
  private struct GaussianTraining: Sendable {
    let problem: SmallProblem
    let width: Int
    var batch = 64
    var evaluationDraws = 12_000
    let stepSize: Double
    let times: [Double]
    let seeds: Int
    let isQuick: Bool

    var isNarrow: Bool { width < problem.tokens }
    var name: String {
      "\(problem.name), Gaussian positions in R^\(width), batch \(batch), step \(stepSize)"
    }
  }

  private static let gaussianTrainings = [
    GaussianTraining(
      problem: SmallProblem(tokens: 20, dimension: 5, sparsity: 3), width: 64, evaluationDraws: 4000,
      stepSize: 1,
      times: [100, 250, 500, 1000, 2000], seeds: 4, isQuick: false),
    GaussianTraining(
      problem: SmallProblem(tokens: 8, dimension: 3, sparsity: 2), width: 16, stepSize: 0.5,
      times: [25, 50, 100, 200, 400, 1000], seeds: 10, isQuick: true),
    // d_e = q + 2 and q + 3: the narrowest at which a sample's gradient has a variance.
    GaussianTraining(
      problem: SmallProblem(tokens: 6, dimension: 4, sparsity: 1), width: 3, batch: 256, stepSize: 0.25,
      times: [25, 50, 100, 200, 400], seeds: 4, isQuick: false),
    GaussianTraining(
      problem: SmallProblem(tokens: 8, dimension: 3, sparsity: 2), width: 5, batch: 256, stepSize: 0.25,
      times: [25, 50, 100, 200, 400], seeds: 4, isQuick: false),
  ]

  /// Problems, widths and logits for the moments: q = 1, q > T/2, narrow and wide, early and late.
  private static let gaussianMoments: [(problem: SmallProblem, width: Int, logit: Double)] = [
    (SmallProblem(tokens: 20, dimension: 5, sparsity: 3), 64, 1),
    (SmallProblem(tokens: 20, dimension: 5, sparsity: 3), 64, 4),
    (SmallProblem(tokens: 8, dimension: 3, sparsity: 2), 16, 3),
    (SmallProblem(tokens: 6, dimension: 2, sparsity: 4), 12, 2),
    (SmallProblem(tokens: 12, dimension: 1, sparsity: 1), 8, 4),
    (SmallProblem(tokens: 8, dimension: 3, sparsity: 2), 4, 1),
    (SmallProblem(tokens: 12, dimension: 1, sparsity: 1), 3, 4),
    (SmallProblem(tokens: 20, dimension: 5, sparsity: 3), 6, 2),
  ]

  /// Where the flow is followed to its stall; the longest sequence costs no more than the shortest.
  private static let gaussianStalls: [(problem: SmallProblem, width: Int, time: Double)] = [
    (SmallProblem(tokens: 8, dimension: 3, sparsity: 2), 16, 1e7),
    (SmallProblem(tokens: 20, dimension: 5, sparsity: 3), 64, 1e9),
    (SmallProblem(tokens: 100_000, dimension: 5, sparsity: 3), 96, 1e11),
    (SmallProblem(tokens: 8, dimension: 3, sparsity: 2), 4, 1e12),
  ]

  private static let gaussianWidths = [512, 2048, 8192]

  private enum System { case gaussian, other }

  private static func gaussianLayer(_ trial: Trial, _ run: Settings, system: System) throws -> Outcome {
    let setting = gaussianTrainings[trial.caseIndex]
    let problem = try setting.problem.problem()
    let address = try StreamAddress(
      baseSeed: run.baseSeed, claim: Claim.d8GaussianPositions.streamIndex, problem: UInt16(trial.caseIndex),
      repetition: UInt32(trial.repetition), purpose: .initialization)
    let settings = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: setting.width,
      batch: setting.batch,
      stepSize: setting.stepSize)
    let training = try AttentionTraining.run(
      settings, address: address, checkpoints: setting.times.map { Int(($0 / setting.stepSize).rounded()) },
      evaluationDraws: setting.evaluationDraws)
    let flow: [FlowState]
    if system == .gaussian || setting.isNarrow {
      let width = setting.width + (system == .gaussian ? 0 : 1)
      flow = try GaussianPositionFlow(problem: problem, width: width).states(at: setting.times)
    } else {
      flow = try GradientFlow(problem: problem, positions: .orthonormalFrame(width: setting.width))
        .states(at: setting.times)
    }
    let predicate = try D8GaussianPositionsPredicate(
      bands: TrackingPredicate.Bands(
        problem: problem, stepSize: setting.stepSize, batch: setting.batch))
    var verdicts: [Verdict] = []
    var values: [Outcome.Value] = []
    for (state, checkpoint) in zip(flow, training.checkpoints) {
      verdicts.append(
        predicate.judge(
          TrackingPredicate.Observation(
            time: state.time, massOnSubset: checkpoint.evaluation.massOnSubset, alpha: checkpoint.alpha,
            logit: checkpoint.logit, cosine: checkpoint.cosine),
          risk: checkpoint.evaluation.risk, flow: state))
      let at = "at t = \(Int(state.time))"
      values += [
        Outcome.Value("C \(at)", checkpoint.logit), Outcome.Value("C of the flow \(at)", state.logit),
        Outcome.Value("risk / flow \(at)", checkpoint.evaluation.risk / state.risk),
      ]
    }
    return Outcome(verdict: .all(verdicts), values: values)
  }

  /// The quadrature's moments against samples of positions.
  private static func moments(
    _ item: (problem: SmallProblem, width: Int, logit: Double), _ trial: Trial, _ run: Settings
  ) throws -> Outcome {
    let problem = try item.problem.problem()
    let settings = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: item.width, batch: 1, stepSize: 0)
    let draws = run.effort.pick(quick: 40_000, standard: 80_000, thorough: 400_000)
    let spread = try AttentionSpread.sample(
      settings, address: trial.address(run, claim: .d8GaussianPositions), logits: [item.logit], draws: draws)[
        0]
    let q = Double(problem.sparsity)
    // ||s||^2 = (q |s - 1_y/q|^2 + 2 P - 1) / q.
    let squares = zip(spread.squaredMiss, spread.massOffSubset).map { min(1, max(0, ($0 + 1 - 2 * $1) / q)) }
    let mass = try EmpiricalBernstein.mean(of: spread.massOffSubset, range: 0...1, falseAlarm: 1e-10)
    let square = try EmpiricalBernstein.mean(of: squares, range: 0...1, falseAlarm: 1e-10)
    let exact = try GaussianPositionFlow(problem: problem, width: item.width, largestLogit: 6)
      .moments(logit: item.logit)
    return Outcome(
      verdict: .all([
        D8GaussianPositionsPredicate.judge(moment: 1 - exact.mass, sampled: mass, "1 - E P"),
        D8GaussianPositionsPredicate.judge(moment: exact.square, sampled: square, "E |s|^2"),
      ]),
      falseAlarm: mass.falseAlarm + square.falseAlarm,
      values: [
        Outcome.Value("1 - E P", 1 - exact.mass), Outcome.Value("1 - E P, samples", mass.estimate),
        Outcome.Value("E |s|^2", exact.square), Outcome.Value("E |s|^2, samples", square.estimate),
      ])
  }

  private static func stall(_ item: (problem: SmallProblem, width: Int, time: Double)) throws -> Outcome {
    let flow = try GaussianPositionFlow(problem: item.problem.problem(), width: item.width, largestLogit: 32)
    let late = try flow.states(at: [item.time])[0]
    return Outcome(
      verdict: D8GaussianPositionsPredicate.judge(lateRisk: late.risk, floor: flow.floor.risk),
      values: [
        Outcome.Value("late risk", late.risk), Outcome.Value("floor", flow.floor.risk),
        Outcome.Value("late C", late.logit), Outcome.Value("C of the floor", flow.floor.logit),
      ])
  }

  private static func approach(width: Int) throws -> Outcome {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    // The same states at times in proportion to the width.
    let times = [10.0, 50, 500, 5000].map { $0 * Double(width) }
    let flow = try GaussianPositionFlow(problem: problem, width: width).states(at: times)
    let orthonormal = try GradientFlow(problem: problem, positions: .orthonormalFrame(width: width))
      .states(at: times)
    return Outcome(
      verdict: .all(
        zip(flow, orthonormal).map {
          D8GaussianPositionsPredicate.judge(risk: $0.risk, orthonormal: $1, problem: problem, width: width)
        }),
      values: zip(flow, orthonormal).map {
        Outcome.Value("risk / orthonormal at t = \(Int($0.time) / width) d_e", $0.risk / $1.risk)
      })
  }
}
