import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D2: gradients in the full matrices, enumerated over all subsets, against the reduced velocity.
  ///
  /// Points along the flow and off it. With a frame E the gradient in W is E G E^T, G the gradient in the logits'
  /// bilinear form; E is a fresh Haar draw. The control takes the kappa of a frame one wider.
  public static let d2FlowSystem = ClaimJudgment(
    claim: .d2FlowSystem,
    cases: FlowCase.small.map { Case($0.name) { $0.pick(quick: 1, standard: 2, thorough: 10) } },
    judge: { trial, settings in
      let item = FlowCase.small[trial.caseIndex]
      return try fullGradients(trial, settings, item, system: item.flow().system)
    },
    controlCases: FlowCase.small.filter { $0.positions != .oneHot }.map {
      Case("\($0.name), kappa of a wider frame")
    },
    judgeControl: { trial, settings in
      let item = FlowCase.small.filter { $0.positions != .oneHot }[trial.caseIndex]
      let wider: PositionLaw =
        if case .orthonormalFrame(let width) = item.positions { .orthonormalFrame(width: width + 1) } else {
          item.positions
        }
      let system = try FlowSystem(problem: item.problem.problem(), positions: wider)
      return try fullGradients(trial, settings, item, system: system)
    })

  private static func fullGradients(
    _ trial: Trial, _ settings: Settings, _ item: FlowCase, system: FlowSystem
  ) throws -> Outcome {
    let problem = system.problem
    let enumeration = try SubsetEnumeration(problem)
    let predicate = D2FlowPredicate(system)
    let onPath = try item.flow().states(at: [1, 10, 100, 1e4]).map { ($0.alpha, $0.logit) }
    let points = onPath + [(-0.5, 1), (0.3, -2), (2, 0.5), (1, 6)]
    let frame = try frame(trial, settings, item)
    var verdicts: [Verdict] = []
    var largest = 0.0
    for (alpha, logit) in points {
      let layer = AttentionWeights(
        alpha: alpha, logit: logit, dimension: problem.dimension, positionDimension: problem.tokens)
      let gradient = try PopulationGradient(oneHot: layer, over: enumeration).gradient
      let weight = try embed(gradient.keyQueryMatrix(), frame)
      verdicts.append(
        try predicate.judge(
          alpha: alpha, logit: logit, valueGradient: gradient.valueMatrix(), weightGradient: weight))
      let fit = try FamilyFit(attentionWeights: weight, positions: system.positions)
      let velocity = try system.velocity(alpha: alpha, logit: logit)
      largest = max(largest, abs(fit.coefficient + velocity.logit))
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("subsets", Double(try Subsets.count(of: problem))),
        Outcome.Value("points (alpha, C)", Double(points.count)),
        Outcome.Value("largest difference of C'", largest),
      ])
  }

  /// A Haar random frame as a width x T matrix; nil for one-hot positions.
  private static func frame(_ trial: Trial, _ settings: Settings, _ item: FlowCase) throws -> Matrix? {
    guard case .orthonormalFrame(let width) = item.positions else { return nil }
    let problem = try item.problem.problem()
    let draw = try PositionDraw(
      AttentionSettings(
        problem: problem, positions: .orthonormalFrame, positionDimension: width, batch: 1, stepSize: 0),
      address: trial.address(settings, claim: .d2FlowSystem), index: 0)
    return try Matrix(rows: problem.tokens, columns: width, elements: draw.positions.flatMap(\.self))
      .transposed
  }

  /// E G E^T.
  private static func embed(_ gradient: Matrix, _ frame: Matrix?) throws -> Matrix {
    guard let frame else { return gradient }
    return try frame.product(gradient).product(frame.transposed)
  }
}
