import Evidence
import Theory

extension ClaimJudgment {
  /// A trained flow and the test (T', q').
  private struct LengthTest: Sendable {
    let item: FlowCase
    let testTokens: Int
    let testSparsity: Int

    var name: String { "\(item.name), T'=\(testTokens) q'=\(testSparsity)" }
  }

  private static let frame = QuadraticLawFigure.flowCase
  private static let smallFrame = FlowCase(8, 3, 2, .orthonormalFrame(width: 512))

  private static let l2Cases: [LengthTest] =
    [10, 20, 21, 40, 80, 160, 320, 640, 1280].map {
      LengthTest(item: frame, testTokens: $0, testSparsity: 3)
    }
    + [(40, 6), (200, 30), (100, 15), (40, 12), (40, 1)].map {
      LengthTest(item: frame, testTokens: $0.0, testSparsity: $0.1)
    }
    + [(4, 2), (8, 2), (64, 2), (512, 2), (32, 8), (16, 1), (16, 12)].map {
      LengthTest(item: smallFrame, testTokens: $0.0, testSparsity: $0.1)
    }
    + [(100, 1), (4000, 1), (2000, 2)].map {
      LengthTest(
        item: FlowCase(1000, 5, 1, .orthonormalFrame(width: 5000)), testTokens: $0.0, testSparsity: $0.1)
    }
    + [(12, 9), (48, 36), (48, 9)].map {
      LengthTest(item: FlowCase(12, 4, 9, .orthonormalFrame(width: 64)), testTokens: $0.0, testSparsity: $0.1)
    }

  /// A test held against a wrong law: without the density (q' = q), or linear in T' - T.
  private enum WrongLaw: Sendable {
    case withoutDensity(LengthTest)
    case linear(LengthTest)

    var test: LengthTest {
      switch self {
      case .withoutDensity(let test), .linear(let test): test
      }
    }

    var name: String {
      if case .linear = self { "\(test.name), law linear in T' - T" } else { "\(test.name), law of q' = q" }
    }
  }

  private static let l2Controls: [WrongLaw] = [
    .withoutDensity(LengthTest(item: frame, testTokens: 40, testSparsity: 6)),
    .withoutDensity(LengthTest(item: smallFrame, testTokens: 32, testSparsity: 8)),
    .linear(LengthTest(item: frame, testTokens: 80, testSparsity: 3)),
    .linear(LengthTest(item: smallFrame, testTokens: 64, testSparsity: 2)),
  ]

  /// L2: t times the risk at (T', q') along the flow trained at (T, q), along gradient descent with steps, and of layers
  /// trained on samples.
  public static let l2QuadraticLaw = ClaimJudgment(
    claim: .l2QuadraticLaw,
    cases: l2Cases.map { Case("\($0.name), flow") }
      + descents.map { Case("\($0.name), gradient descent, step 1") } + L2TrainedLayers.cases,
    judge: { trial, run in
      if trial.caseIndex < l2Cases.count {
        return try lengthOutcome(l2Cases[trial.caseIndex], lateStates(l2Cases[trial.caseIndex].item))
      }
      let layers = trial.caseIndex - l2Cases.count - descents.count
      if layers >= 0 { return try await L2TrainedLayers.outcome(test: layers, run) }
      let test = descents[trial.caseIndex - l2Cases.count]
      return try lengthOutcome(test, descentStates(test.item))
    },
    controlCases: l2Controls.map { Case($0.name) } + L2TrainedLayers.controlCases,
    judgeControl: { trial, run in
      if trial.caseIndex >= l2Controls.count {
        return try await L2TrainedLayers.controlOutcome(trial.caseIndex - l2Controls.count, run)
      }
      let wrong = l2Controls[trial.caseIndex]
      return try lengthOutcome(wrong.test, lateStates(wrong.test.item), wrong: wrong)
    },
    figures: { try [QuadraticLawFigure.figure($0)] })

  private static let descents = [(4, 2), (16, 2), (64, 2), (32, 8)].map {
    LengthTest(item: smallFrame, testTokens: $0.0, testSparsity: $0.1)
  }

  private static func lateStates(_ item: FlowCase) throws -> [FlowState] {
    let flow = try item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    return try flow.states(at: [1e2, 1e4, 1e6, 1e9].map { $0 * delay })
  }

  private static func descentStates(_ item: FlowCase) throws -> [FlowState] {
    let flow = try item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    var path = try ReducedDescent(flow.system, stepSize: 1)
    return try path.states(after: [1e2, 1e3].map { Int($0 * delay) })
  }

  private static func lengthOutcome(
    _ test: LengthTest, _ states: [FlowState], wrong: WrongLaw? = nil
  ) throws -> Outcome {
    let flow = try test.item.flow()
    let trained = flow.system.problem
    var law = try QuadraticLaw(flow.system, testTokens: test.testTokens, testSparsity: test.testSparsity)
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    var limit = law.limit
    if case .withoutDensity? = wrong {
      law = try QuadraticLaw(flow.system, testTokens: test.testTokens, testSparsity: trained.sparsity)
      limit = law.limit
    } else if case .linear? = wrong {
      limit = law.linearLimit
    }
    let predicate = L2QuadraticLawPredicate(law, limit: limit, delay: delay)
    let last = states[states.count - 1]
    func risk(_ state: FlowState) throws -> Double {
      try L1Transfer.risk(
        trained, alpha: state.alpha, logit: state.logit, testTokens: test.testTokens,
        testSparsity: test.testSparsity)
    }
    let verdicts = try states.map { try predicate.judge($0, risk: risk($0)) }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("test length", Double(test.testTokens)),
        Outcome.Value("test sparsity", Double(test.testSparsity)),
        Outcome.Value("last t", last.time),
        Outcome.Value("t R' there", try last.time * risk(last)),
        Outcome.Value("predicted limit", limit),
        Outcome.Value("ratio to the limit at the first t", try states[0].time * risk(states[0]) / limit),
        Outcome.Value("predicted there", 1 + (try law.slowDeviation(time: states[0].time))),
        Outcome.Value("t R' over t R there", try risk(last) / last.risk),
      ])
  }
}
