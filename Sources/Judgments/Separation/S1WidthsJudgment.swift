import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private struct WidthCase: Sendable {
    let tokens: Int
    let percent: Int

    var name: String { "T=\(tokens) d=5 q=3, risk \(percent) %" }

    func widths() throws -> S1Widths {
      try S1Widths(
        problem: Problem(tokens: tokens, dimension: 5, sparsity: 3),
        share: Rational(numerator: Int128(percent), denominator: 100))
    }
  }

  private static let s1Shares = [1, 10, 50]

  /// Widths by formula, from ten tokens to a million.
  private static let s1Table = s1Shares.flatMap { percent in
    [10, 100, 1000, 10_000, 100_000, 1_000_000].map { WidthCase(tokens: $0, percent: percent) }
  }

  /// Layers that are drawn and measured, with the number of draws that the interval needs.
  private static let s1Layers: [(layer: WidthCase, draws: Int, isQuick: Bool)] = [
    (WidthCase(tokens: 10, percent: 1), 30_000, false),
    (WidthCase(tokens: 10, percent: 50), 1500, true),
    (WidthCase(tokens: 100, percent: 10), 4000, false),
    (WidthCase(tokens: 1000, percent: 50), 1000, false),
    (WidthCase(tokens: 100, percent: 1), 30_000, false),
    (WidthCase(tokens: 1000, percent: 10), 4000, false),
  ]

  /// S1: both widths for T to a million, and the measured risk of attention layers with those widths.
  ///
  /// A layer's risk given its attention is exact (A1) and at most (q+1) d/q; its mean over draws of positions and
  /// subset has an interval by empirical Bernstein. The controls: layers an eighth as wide with the same logit (at a
  /// quarter of the width the margin is still mostly positive, and that is enough), and networks as wide as attention.
  public static let s1Widths = ClaimJudgment(
    claim: .s1Widths,
    cases: s1Table.map { Case($0.name) }
      + s1Layers.map { item in
        Case("\(item.layer.name), layers drawn") { effort in
          item.isQuick || effort != .quick ? 1 : 0
        }
      },
    judge: { trial, settings in
      if trial.caseIndex < s1Table.count { return try tabulated(s1Table[trial.caseIndex].widths()) }
      let item = s1Layers[trial.caseIndex - s1Table.count]
      return try layers(item.layer.widths(), narrower: 1, draws: item.draws, trial, settings)
    },
    controlCases: [
      Case("T=10 d=5 q=3, risk 10 %, layers an eighth as wide"),
      Case("T=100 d=5 q=3, risk 10 %, layers an eighth as wide"),
      Case("T=1000 d=5 q=3, risk 1 %, network as wide as attention"),
      Case("T=1000000 d=5 q=3, risk 50 %, network as wide as attention"),
    ],
    judgeControl: { trial, settings in
      switch trial.caseIndex {
      case 0:
        try layers(WidthCase(tokens: 10, percent: 10).widths(), narrower: 8, draws: 4000, trial, settings)
      case 1:
        try layers(WidthCase(tokens: 100, percent: 10).widths(), narrower: 8, draws: 1000, trial, settings)
      case 2: try narrowNetwork(WidthCase(tokens: 1000, percent: 1).widths())
      default: try narrowNetwork(WidthCase(tokens: 1_000_000, percent: 50).widths())
      }
    },
    figures: { snapshot in [try widthsFigure(snapshot)] })

  private static func tabulated(_ widths: S1Widths) throws -> Outcome {
    Outcome(
      verdict: try S1WidthsPredicate(widths).judge(),
      values: [
        Outcome.Value("T", Double(widths.problem.tokens)),
        Outcome.Value("network, width", Double(widths.networkWidth)),
        Outcome.Value("attention, width d + d_e", Double(widths.attentionWidth)),
        Outcome.Value("network, parameters", widths.networkParameters),
        Outcome.Value("attention, parameters", widths.attentionParameters),
        Outcome.Value("share of d/q guaranteed", try widths.guaranteedShare()),
      ])
  }

  /// Attention layers on fresh positions and subsets, d_e divided by a factor.
  private static func layers(
    _ widths: S1Widths, narrower: Int, draws: Int, _ trial: Trial, _ settings: Settings
  ) throws -> Outcome {
    let problem = widths.problem
    let width = max(problem.sparsity, widths.positionDimension / narrower)
    let falseAlarm = Claim.s1Widths.falseAlarmPerTrial
    let layer = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: width, batch: 1, stepSize: 0)
    let evaluation = try AttentionEvaluation.evaluate(
      AttentionWeights(
        alpha: 1, logit: widths.logit, dimension: problem.dimension, positionDimension: width),
      settings: layer, address: trial.address(settings, claim: .s1Widths), draws: draws)
    let most = Double(problem.sparsity + 1) * problem.trivialRisk
    let risk = try EmpiricalBernstein.mean(
      evaluation.risk, variance: evaluation.riskVariance, samples: draws, range: 0...(most * (1 + 1e-9)),
      falseAlarm: falseAlarm)
    return Outcome(
      verdict: S1WidthsPredicate(widths).judge(risk: risk), falseAlarm: falseAlarm,
      values: [
        Outcome.Value("draws", Double(draws)), Outcome.Value("d_e", Double(width)),
        Outcome.Value("measured share of d/q", risk.estimate / problem.trivialRisk),
        Outcome.Value("upper end", risk.upper / problem.trivialRisk),
        Outcome.Value("lower end", risk.lower / problem.trivialRisk),
        Outcome.Value("share allowed", widths.share.double),
      ])
  }

  /// The least risk of any network whose first layer is as wide as the attention layer.
  private static func narrowNetwork(_ widths: S1Widths) throws -> Outcome {
    let bound = try F2RiskLowerBound.value(problem: widths.problem, width: widths.attentionWidth)
    let risk = Measured(estimate: bound, lower: bound, upper: widths.problem.trivialRisk, falseAlarm: 0)
    return Outcome(
      verdict: S1WidthsPredicate(widths).judge(risk: risk),
      values: [
        Outcome.Value("network, width", Double(widths.attentionWidth)),
        Outcome.Value("lower end", bound / widths.problem.trivialRisk),
        Outcome.Value("share allowed", widths.share.double),
      ])
  }

  private static func widthsFigure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    func series(_ column: String, _ name: String, _ style: SVGFigure.Series.Style) -> [SVGFigure.Series] {
      s1Shares.map { percent in
        SVGFigure.Series(
          "\(name), risk \(percent) %", style: style,
          points: snapshot.points(of: "S1", x: "T", y: column) { $0.caseName.hasSuffix("risk \(percent) %") })
      }
    }
    func panel(_ title: String, _ network: String, _ attention: String) -> SVGFigure.Panel {
      SVGFigure.Panel(
        title: title, x: Axis("sequence length T", scale: .logarithmic),
        y: Axis(title.lowercased(), scale: .logarithmic),
        series: series(network, "fully connected", .line) + series(attention, "attention", .dashedLine))
    }
    return ReportFigure(
      fileName: "Widths.svg",
      caption:
        "Width (a network's first layer, an attention layer's d + d_e for each token) and number of parameters that a risk of 1, 10 or 50 % of d/q needs, against the sequence length; d = 5, q = 3. The network's are least possible, attention's sufficient.",
      picture: SVGFigure(
        title: "What sparse token selection needs: fully connected network against attention",
        panels: [
          panel("Width", "network, width", "attention, width d + d_e"),
          panel("Parameters", "network, parameters", "attention, parameters"),
        ]))
  }
}
