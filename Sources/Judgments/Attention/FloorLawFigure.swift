import Evidence
import Theory

/// A6's figure: the floor against the width, on its law, and layers trained at the widths that it sets.
enum FloorLawFigure {
  /// Draws the figure from A6's evidence.
  ///
  /// - Throws: `TheoryError`; the problems are valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let sparsities = [1, 2, 3, 5]
    let problems = sparsities.map { SmallProblem(20, 5, $0) }
    let widths = stride(from: 16, through: 128, by: 4)
    let laws = try problems.map { small in
      let problem = try small.problem()
      return SVGFigure.Series(
        "law, q = \(problem.sparsity)", style: .line,
        points: try widths.map { width in
          let law = try A6FloorLaw(problem: problem, width: width)
          return SVGFigure.Series.Point(
            Double(width), min(law.risk * max(law.riskRatio, 0.5) / problem.trivialRisk, 1))
        })
    }
    let floors = problems.map { small in
      SVGFigure.Series(
        "floor, q = \(small.sparsity)", style: .markers,
        points: FloorOnLaw.all.filter { $0.problem == small && $0.width <= 128 }.flatMap { floor in
          snapshot.rows(of: floor).map {
            SVGFigure.Series.Point(
              Double(floor.width), $0.floor * Double(small.sparsity) / Double(small.dimension))
          }
        })
    }
    return ReportFigure(
      fileName: "FloorLaw.svg",
      caption:
        "The least risk of attention on Gaussian positions with the dual query, as a share of d/q, against the width of the positions; the lines are the law (q + 1) g P(margin < 0) (1 - b/nu), whose slope is the constant in width q log T; T = 20, d = 5.",
      picture: SVGFigure(
        title: "The floor falls exponentially in the width, by its law",
        x: Axis("width d_e"), y: Axis("floor / (d/q)", scale: .logarithmic),
        series: laws + floors))
  }
}
