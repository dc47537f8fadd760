import Evidence
import Theory

/// L2's figure: the risk of layers trained on samples, on the axes of the quadratic law and of the law at
/// equal density.
///
/// Heights are `2 kappa N t R'`, which L2 says tend to `(T' - T)^2/q + N'` at q' = q and to N^2/N' at equal
/// density.
enum QuadraticLawFigure {
  /// The flow whose late risks are drawn beside the layers'.
  static let flowCase = FlowCase(20, 5, 3, .orthonormalFrame(width: 2000))

  private static let limit = "L2's limit"
  private static let frames = "frames drawn anew: flow (line), SGD (marks)"
  private static let oneHot = "fixed one-hot positions: L3 (line), SGD (marks)"
  private static let gaussian = "fixed Gaussian positions: SGD"

  /// The problem of the layers trained late on frames.
  private static let trained = AttentionRecipe.lateFrames

  /// The figure, from the evidence of L2, L3 and L4's control.
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try trained.problem.problem()
    let pooled = snapshot.rows(of: PooledLayers.late)
    let time = pooled.first?.state.time ?? trained.lastTime(.standard)
    return ReportFigure(
      fileName: "QuadraticLaw.svg",
      caption:
        "Layers trained by SGD on samples to t = \(NumberText.short(time)) at \(problem), tested at T' (marks: the mean"
        + " over layers, bars: the least and the greatest). Frames in R^\(trained.positionDimension) drawn anew follow"
        + " L2's law, up to what is left of the time, which the flow's line shows; at equal density the cost falls like"
        + " N/N'. Layers on fixed positions have the same risk at T' = T and leave the law as soon as T' > T, one-hot ones"
        + " as L3 says (both kinds are scaled with kappa = 1/(T-1)). Below: the flow at late times at"
        + " \(flowCase.problem.name), q' = q (rising) and at equal density (falling), where nothing is left.",
      picture: SVGFigure(
        title:
          "Risk at other lengths: on the quadratic law with positions drawn anew, far above it with fixed ones",
        panels: [
          try sparsityPanel(snapshot, pooled, problem, time), try densityPanel(pooled, problem, time),
          try flowPanel(snapshot),
        ]))
  }

  // MARK: - Trained layers

  private static func sparsityPanel(
    _ snapshot: LedgerSnapshot, _ pooled: [PooledLayers.Row], _ problem: Problem, _ time: Double
  ) throws -> SVGFigure.Panel {
    let lengths = Array((problem.sparsity + 1)...4 * problem.tokens)
    let q = problem.sparsity
    let oneHotLayers = snapshot.rows(of: FixedPositionTest.late).map { row in
      (row.scale, row.trainedRisk, row.tested.map { ($0.tokens, $0.risk) })
    }
    let gaussianLayers = snapshot.rows(of: LengthTest.fixedGaussian, .control).map { row in
      (row.scale, row.trainedRisk, row.tested.map { ($0.tokens, $0.risk) })
    }
    return SVGFigure.Panel(
      title: "q' = q = \(q)",
      x: Axis(
        "test length T' (trained at T = \(problem.tokens))", scale: .logarithmic, ticks: [4, 8, 16, 32]),
      y: Axis("2 kappa N t R'", scale: .logarithmic),
      series: [
        SVGFigure.Series(limit, style: .dashedLine, points: try lengths.map { try law($0, q) }),
        SVGFigure.Series(frames, style: .line, points: try lengths.map { try flow($0, q, time) }),
        SVGFigure.Series(frames, style: .markers, points: means(pooled) { $0.sparsity == q }),
        SVGFigure.Series(
          oneHot, style: .line,
          points: try lengths.filter { $0 >= problem.tokens }.map { try fixed($0, time) }),
        SVGFigure.Series(oneHot, style: .markers, points: layers(oneHotLayers)),
        SVGFigure.Series(gaussian, style: .markers, points: layers(gaussianLayers)),
      ])
  }

  private static func densityPanel(_ pooled: [PooledLayers.Row], _ problem: Problem, _ time: Double) throws
    -> SVGFigure.Panel
  {
    let sparsities = Array(1...4 * problem.sparsity)
    func tokens(_ sparsity: Int) -> Int { sparsity * problem.tokens / problem.sparsity }
    return SVGFigure.Panel(
      title: "equal density q'/T' = q/T",
      x: Axis("test length T'", scale: .logarithmic, ticks: [4, 8, 16, 32]), y: Axis("2 kappa N t R'"),
      series: [
        SVGFigure.Series(
          limit, style: .dashedLine, points: try sparsities.map { try law(tokens($0), $0) }),
        SVGFigure.Series(frames, style: .line, points: try sparsities.map { try flow(tokens($0), $0, time) }),
        SVGFigure.Series(
          frames, style: .markers,
          points: means(pooled) { $0.tokens * problem.sparsity == $0.sparsity * problem.tokens }),
      ])
  }

  /// One point for each wanted test of the pooled layers.
  private static func means(_ pooled: [PooledLayers.Row], _ isWanted: (PooledLayers.Test) -> Bool)
    -> [SVGFigure.Series.Point]
  {
    pooled.flatMap { row in
      row.tested.filter { isWanted($0.test) }.map {
        SVGFigure.Series.Point(
          Double($0.test.tokens), row.scale * $0.mean, lower: row.scale * $0.least,
          upper: row.scale * $0.greatest)
      }
    }
  }

  /// One point for each test length, and one at the trained length, from layers with their scale and risks.
  private static func layers(_ layers: [(scale: Double, trained: Double, tested: [(Int, Double)])])
    -> [SVGFigure.Series.Point]
  {
    SVGFigure.Series.Point.spread(
      layers.flatMap { layer in
        ([(trained.problem.tokens, layer.trained)] + layer.tested).map { ($0.0, layer.scale * $0.1) }
      })
  }

  // MARK: - Theory

  /// 2 kappa N.
  private static func scale(_ system: FlowSystem) -> Double {
    2 * system.kappa * Double(system.problem.tokensOutside)
  }

  private static func law(_ tokens: Int, _ sparsity: Int) throws -> SVGFigure.Series.Point {
    let system = try trained.system()
    let law = try QuadraticLaw(system, testTokens: tokens, testSparsity: sparsity)
    return .init(Double(tokens), scale(system) * law.limit)
  }

  private static func state(_ system: FlowSystem, _ time: Double) throws -> FlowState {
    try GradientFlow(problem: system.problem, positions: system.positions).states(at: [time])[0]
  }

  private static func flow(_ tokens: Int, _ sparsity: Int, _ time: Double) throws -> SVGFigure.Series.Point {
    let system = try trained.system()
    let state = try state(system, time)
    let risk = try L1Transfer.risk(
      system.problem, alpha: state.alpha, logit: state.logit, testTokens: tokens, testSparsity: sparsity)
    return .init(Double(tokens), scale(system) * time * risk)
  }

  private static func fixed(_ tokens: Int, _ time: Double) throws -> SVGFigure.Series.Point {
    let system = try AttentionRecipe.lateOneHot.system()
    let state = try state(system, time)
    let risk = try FixedPositions(problem: system.problem, testTokens: tokens)
      .risk(alpha: state.alpha, logit: state.logit)
    return .init(Double(tokens), scale(system) * time * risk)
  }

  // MARK: - The flow at late times

  /// The cases of the flow at T = 20, and the law.
  private static func flowPanel(_ snapshot: LedgerSnapshot) throws -> SVGFigure.Panel {
    let item = flowCase
    let system = try item.flow().system
    func law(_ tokens: Int, _ sparsity: Int) throws -> SVGFigure.Series.Point {
      let law = try QuadraticLaw(system, testTokens: tokens, testSparsity: sparsity)
      return .init(Double(tokens), scale(system) * law.limit)
    }
    let problem = system.problem
    let seen = LateRisk.frameFlows.flatMap { snapshot.rows(of: $0) }.compactMap {
      row -> SVGFigure.Series.Point? in
      let isEqual = row.testTokens * problem.sparsity == row.testSparsity * problem.tokens
      guard isEqual || row.testSparsity == problem.sparsity, let height = row.height else { return nil }
      return .init(Double(row.testTokens), scale(system) * height)
    }
    return SVGFigure.Panel(
      title: "T = \(system.problem.tokens), the flow at late times",
      x: Axis("test length T'", scale: .logarithmic, ticks: [10, 20, 50, 100, 200, 500, 1000]),
      y: Axis("2 kappa N t R'", scale: .logarithmic),
      series: [
        SVGFigure.Series(
          limit, style: .dashedLine,
          points: try (0...120).map { try law(Int((10 * Elementary.exp(0.0405 * Double($0))).rounded()), 3) }),
        SVGFigure.Series(
          limit, style: .dashedLine, points: try [1, 2, 4, 8, 16, 32].map { try law(20 * $0, 3 * $0) }),
        SVGFigure.Series(
          "flow, late", style: .markers, points: seen),
      ])
  }
}
