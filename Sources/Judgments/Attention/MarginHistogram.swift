import Evidence
import Sim
import Theory

/// A4's figure: histograms of drawn scores on the density of Student's law.
enum MarginHistogram {
  private static let tokens = 20
  private static let sparsity = 3
  /// Position dimensions, each with the width of its bins.
  private static let widths = [(dimension: 64, bin: 0.05), (dimension: 8, bin: 0.1)]
  private static let range = -2.5...2.5

  /// The figure of a run: its draws have the run's base seed and streams that no trial reads.
  static func figure(_ settings: Settings = .current) throws -> ReportFigure {
    let draws = settings.effort.pick(quick: 3000, standard: 20_000, thorough: 80_000)
    var series: [SVGFigure.Series] = []
    for width in widths {
      let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width.dimension)
      let scores = try scores(width.dimension, settings, draws: draws)
      let nu = Int(law.student.degreesOfFreedom)
      series.append(
        SVGFigure.Series(
          "Student, nu = \(nu)", style: .line,
          points: try (0...250).map {
            let score = range.lowerBound + 0.02 * Double($0)
            return .init(score, try law.density(score: score))
          }))
      series.append(
        SVGFigure.Series(
          "drawn, d_e = \(width.dimension)", style: .markers, points: try bins(scores, width: width.bin)))
    }
    let legible = series.map { one in
      SVGFigure.Series(one.name, style: one.style, points: one.points.filter { $0.y >= 1e-4 })
    }
    return ReportFigure(
      fileName: "MarginHistogram.svg",
      caption:
        "Histogram of the score of one token outside the subset, T = \(tokens) and q = \(sparsity), over \(draws) draws of Gaussian positions and subset, with 95% intervals, and the exact density: Student's with nu = d_e - q + 1 degrees of freedom, scaled by sqrt(q/nu). The token's margin is 1 minus the score: right of score 1 it is negative. Right: the same on a logarithmic axis, for the tails.",
      picture: SVGFigure(
        title: "Scores of fresh positions follow Student's law",
        panels: [
          SVGFigure.Panel(
            title: "density", x: Axis("score <e_i, e_y>", range: -2...2), y: Axis("density"),
            series: series.map(inner)),
          SVGFigure.Panel(
            title: "density, logarithmic", x: Axis("score <e_i, e_y>", range: range),
            y: Axis("density", scale: .logarithmic, range: 1e-4...4), series: legible),
        ]))
  }

  private static func inner(_ series: SVGFigure.Series) -> SVGFigure.Series {
    SVGFigure.Series(series.name, style: series.style, points: series.points.filter { abs($0.x) <= 2 })
  }

  private static func scores(_ dimension: Int, _ settings: Settings, draws: Int) throws -> [Double] {
    let layer = try AttentionSettings(
      problem: Problem(tokens: tokens, dimension: 1, sparsity: sparsity), positions: .gaussian,
      positionDimension: dimension, batch: 1, stepSize: 0)
    let address = try StreamAddress(
      baseSeed: settings.baseSeed, name: StreamName("histogram of scores, R^\(dimension)"), purpose: .check)
    return try MarginSampling(layer, address: address, draws: draws).scores
  }

  /// The density in each bin of the range that holds a score, with Clopper and Pearson's interval of 95%.
  private static func bins(_ scores: [Double], width: Double) throws -> [SVGFigure.Series.Point] {
    let count = Int(((range.upperBound - range.lowerBound) / width).rounded())
    var counts = [Int](repeating: 0, count: count)
    for score in scores where range.contains(score) {
      counts[min(count - 1, Int((score - range.lowerBound) / width))] += 1
    }
    return try counts.indices.filter { counts[$0] > 0 }.map { bin in
      let share = try ClopperPearson(successes: counts[bin], trials: scores.count).interval(falseAlarm: 0.05)
      return SVGFigure.Series.Point(
        range.lowerBound + width * (Double(bin) + 0.5), share.estimate / width, lower: share.lower / width,
        upper: share.upper / width)
    }
  }
}
