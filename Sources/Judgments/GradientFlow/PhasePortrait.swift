import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// Flow lines of D7's first setting from many starts, the curves alpha_c(C) and best alpha, and three layers of
  /// a run trained on samples.
  static func phasePortrait(_ run: Settings = .current) throws -> ReportFigure {
    let setting = AttentionRecipe.smallOneHot
    let problem = try setting.problem.problem()
    let starts: [(alpha: Double, logit: Double)] = [
      (-2, -1.5), (-2, 0), (-2, 1.5), (-2, 3), (-0.5, 4), (3.5, 4.5), (3.5, 3), (3.5, 1.5), (3.5, 0),
      (3.5, -1.5),
      (0.2, -2), (0.5, 2.5), (1.5, -2), (2.4, -2),
    ]
    let logTimes = (0...160).map { 0.05 * Double($0) }
    var series = try starts.map { start in
      let flow = try GradientFlow(
        problem: problem, positions: setting.positionLaw, alpha: start.alpha, logit: start.logit)
      return SVGFigure.Series(
        "Flow", style: .line, points: line(try flow.states(at: logTimes.map(Elementary.expm1))))
    }
    let logits = (0...140).map { -2 + 0.05 * Double($0) }
    series.append(
      SVGFigure.Series(
        "alpha_c(C)", style: .dashedLine,
        points: try logits.compactMap { logit in
          let critical = try D3Energy.criticalAlpha(problem, logit: logit)
          return critical <= 3.5 ? .init(logit, critical) : nil
        }))
    series.append(
      SVGFigure.Series(
        "Best alpha", style: .dashedLine,
        points: try logits.map { .init($0, try AlignedWeights.bestAlpha(problem, logit: $0)) }))
    let fromZero = try GradientFlow(problem: problem, positions: setting.positionLaw)
    series.append(
      SVGFigure.Series(
        "Flow from zero", style: .line,
        points: line(try fromZero.states(at: logTimes.map(Elementary.expm1)))))
    for repetition in 0..<3 { series.append(try samplePath(repetition, run)) }
    return ReportFigure(
      fileName: "PhasePortrait.svg",
      caption:
        "The flow in the plane of C and alpha (\(problem), one-hot positions): from every start it enters the region below alpha_c(C), where C rises, and follows the best alpha to the right. Marked: three layers trained by SGD on samples from zero.",
      picture: SVGFigure(
        title: "Phase portrait of the flow, with SGD on samples",
        x: Axis("logit C", range: -2...5), y: Axis("alpha", range: -2...3.5), series: series))
  }

  private static func line(_ states: [FlowState]) -> [SVGFigure.Series.Point] {
    states.filter { $0.logit <= 5 && $0.logit >= -2 && $0.alpha >= -2 && $0.alpha <= 3.5 }.map {
      .init($0.logit, $0.alpha)
    }
  }

  /// The path of one layer of D7's first setting, at 40 times.
  private static func samplePath(_ repetition: Int, _ run: Settings) throws -> SVGFigure.Series {
    let recipe = AttentionRecipe.smallOneHot
    let layer = TrainedLayer(recipe: recipe, repetition: repetition, settings: run)
    let steps = (1...40).map { recipe.steps(to: Elementary.expm1(0.15 * Double($0))) }
    let training = try AttentionTraining.run(
      recipe.attentionSettings(), address: layer.address, checkpoints: steps, evaluationDraws: 1)
    return SVGFigure.Series(
      "SGD on samples", style: .markers,
      points: training.checkpoints.map { .init($0.logit, $0.alpha) })
  }
}
