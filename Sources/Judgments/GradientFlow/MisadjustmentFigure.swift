import Evidence
import Theory

/// D17's figure: the excess that noise leaves in V with frozen attention, against the step, with its edge.
enum MisadjustmentFigure {
  /// Draws the figure from D17's evidence.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let settings = [
      FrozenRuns.all.filter { $0.problem.dimension == 2 && $0.batch == 2 },
      FrozenRuns.all.filter { $0.problem.dimension == 3 && $0.batch == 4 },
      FrozenRuns.all.filter { $0.problem.dimension == 2 && $0.batch == 16 },
    ]
    func panel(_ title: String, _ isLimit: Bool) throws -> SVGFigure.Panel {
      SVGFigure.Panel(
        title: title, x: Axis("step over its edge, eta/eta_c"),
        y: Axis("excess risk E R/R* - 1", scale: .logarithmic),
        series: try settings.flatMap { try series(snapshot, $0, isLimit: isLimit) })
    }
    return ReportFigure(
      fileName: "Misadjustment.svg",
      caption:
        "V trained by stochastic gradient descent with frozen attention: the mean excess risk against the step, in units of the edge 2/(S (1 + (d+1)/B)) of its mean square. Left: after 3 steps from zero (4 at B = 16), where one run has a variance; lines: the exact law, which passes the edge; points: means over runs with the interval of empirical Bernstein. Right: the limit of many steps, which is infinite from the edge on; point: runs of 16 steps.",
      picture: SVGFigure(
        title: "The misadjustment of V, exactly",
        panels: [try panel("a few steps from zero", false), try panel("the limit of many steps", true)]))
  }

  /// A line of the law and the runs' points, with few steps or with many.
  private static func series(_ snapshot: LedgerSnapshot, _ runs: [FrozenRuns], isLimit: Bool) throws
    -> [SVGFigure.Series]
  {
    guard let one = runs.first else { return [] }
    let (law, start) = try FrozenAttentionNoise.aligned(
      one.problem.problem(), logit: FrozenRuns.logit, batch: one.batch)
    let last = isLimit ? 0.98 : 1.2
    let line = try stride(from: 0.1, through: last, by: 0.02).map { share in
      let step = share * law.stepLimit
      return SVGFigure.Series.Point(
        share,
        isLimit
          ? try law.limit(stepSize: step)
          : try law.excess(stepSize: step, after: one.steps, start: start))
    }
    let points = runs.filter { ($0.steps > 8) == isLimit }.flatMap { snapshot.rows(of: $0) }.map {
      SVGFigure.Series.Point(
        $0.shareOfEdge, $0.excess.estimate, lower: $0.excess.lower, upper: $0.excess.upper)
    }
    let name = "d = \(one.problem.dimension), B = \(one.batch)"
    return [SVGFigure.Series(name, style: .line, points: line)]
      + (points.isEmpty ? [] : [SVGFigure.Series(name, style: .markers, points: points)])
  }
}
