import Evidence
import Theory

extension ClaimJudgment {
  private static let d11Flows = [
    FlowCase(8, 3, 2), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), FlowCase(6, 2, 5),
    FlowCase(1000, 5, 1),
  ]
  private static let d11Alphas = [-1000.0, -5, 0, 0.3, 3, 1000]
  private static let d11Logits = [-18.0, -5, 0, 3, 12]

  /// D11: a grid of starts for each flow, with very negative logits, and values of both signs up to 1000.
  public static let d11EveryStart = ClaimJudgment(
    claim: .d11EveryStart,
    cases: d11Flows.flatMap { item in d11Alphas.map { Case("\(item.name), alpha_0 = \($0)") } },
    judge: { trial, _ in
      try everyStart(
        d11Flows[trial.caseIndex / d11Alphas.count], d11Alphas[trial.caseIndex % d11Alphas.count])
    },
    controlCases: d11Flows.map { Case("\($0.name), kappa = 0") },
    judgeControl: { trial, _ in try frozenAttention(d11Flows[trial.caseIndex]) },
    figures: { _ in try [phasePortrait()] })

  /// Times 0.001 (1 + ...) from 10^-3 to the end, 8 a decade, after 0.
  private static func times(to end: Double) -> [Double] {
    let (low, high) = (Elementary.log(1e-3), Elementary.log(end))
    let count = Int((high - low) * 3.5) + 2
    return [0] + (0...count).map { Elementary.exp(low + (high - low) * Double($0) / Double(count)) }
  }

  private static func everyStart(_ item: FlowCase, _ alpha: Double) throws -> Outcome {
    var verdicts: [Verdict] = []
    var (slowest, latest, worst) = (0.0, 0.0, 0.0)
    for logit in d11Logits {
      let flow = try item.flow(alpha: alpha, logit: logit)
      let predicate = D11EveryStartPredicate(flow.system)
      // The end depends on where the set is entered.
      guard let entry = try predicate.entry(flow.states(at: times(to: 1e8))) else {
        verdicts.append(.refuted(counterexample: "start C = \(logit): the set is not entered by t = 10^8"))
        continue
      }
      let end = min(GradientFlow.timeLimit, 1e4 * D11EveryStart.delay(flow.system, entry: entry))
      let states = try flow.states(at: times(to: end))
      verdicts.append(try predicate.judge(states))
      let last = states[states.count - 1]
      slowest = max(slowest, entry.time)
      latest = max(latest, last.time)
      worst = max(worst, abs(2 * flow.system.kappa * last.time * last.risk - 1))
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("starts", Double(d11Logits.count)),
        Outcome.Value("latest entry", slowest),
        Outcome.Value("latest t", latest),
        Outcome.Value("largest |2 kappa t R - 1| at the last t", worst),
      ])
  }

  /// With kappa = 0 alpha relaxes to its best value at C_0 at the rate P^2/q + delta^2/N.
  private static func frozenAttention(_ item: FlowCase) throws -> Outcome {
    let system = try item.flow().system
    let problem = system.problem
    let logit = 1.0
    let best = try AlignedWeights.bestAlpha(problem, logit: logit)
    let rest = try AlignedWeights(problem: problem, alpha: best, logit: logit)
    let (on, off) = (rest.massOnSubset, rest.massOffSubset)
    let rate = on * on / Double(problem.sparsity) + off * off / Double(problem.tokensOutside)
    let states = try times(to: 1e12).map { time in
      let alpha = -best * Elementary.expm1(-rate * time)
      return FlowState(
        time: time, weights: try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
    }
    let last = states[states.count - 1]
    return Outcome(
      verdict: try D11EveryStartPredicate(system).judge(states),
      values: [
        Outcome.Value("starts", 1),
        Outcome.Value("latest entry", try D11EveryStartPredicate(system).entry(states)?.time ?? .nan),
        Outcome.Value("latest t", last.time),
        Outcome.Value(
          "largest |2 kappa t R - 1| at the last t", abs(2 * system.kappa * last.time * last.risk - 1)),
      ])
  }
}
