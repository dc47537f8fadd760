import Evidence
import Sim
import Theory

/// D14's figure: the risk of descent with the full matrices, 5 % below the step limit and 5 % beyond it.
enum StepLimitFigure {
  private static let pictured = SmallProblem(4, 20, 2)
  private static let steps = 8000

  /// Draws the figure.
  ///
  /// - Throws: `TheoryError`; the pictured problem is valid.
  static func draw() throws -> ReportFigure {
    let system = try FlowSystem(problem: pictured.problem(), positions: .oneHot)
    let limit = StepLimit(system)
    let enumeration = try SubsetEnumeration(system.problem)
    let start = AttentionWeights(
      dimension: system.problem.dimension, positionDimension: system.problem.tokens)
    let counts = Set(Elementary.logSpaced(1, Double(steps), count: 120).map { Int($0) }).sorted()
    let paths = try StepSide.allCases.map { side in
      let step = side.multiple * limit.value
      let risks = try LateDescent.risks(enumeration, from: start, stepSize: step, steps: steps)
      return SVGFigure.Series(
        "Step \(side.multiple) of the limit", style: .line,
        points: counts.map { .init(step * Double($0), risks[$0]) })
    }
    let times = Elementary.logSpaced(20, 0.95 * limit.value * Double(steps), count: 2)
    let law = SVGFigure.Series(
      "1/(2 kappa t)", style: .dashedLine,
      points: times.map { .init($0, SharpRate(system).riskLimit / $0) })
    return ReportFigure(
      fileName: "StepLimit.svg",
      caption:
        "Gradient descent from V = W = 0 with the full matrices and exact expectations (\(pictured.name), one-hot): with a step of 0.95 times the step limit \(NumberText.short(limit.value)) the risk falls like 1/(2 kappa t) (dashed); with 1.05 times the limit it leaves that line, as the rounding of the first steps grows by 1.1 a step, and stays. The limit of V alone would be 2q = \(2 * pictured.sparsity). Time is step size times steps, the risk is in units of a token's variance.",
      picture: SVGFigure(
        title: "Descent on both sides of the step limit",
        x: Axis("time t = step size x steps", scale: .logarithmic),
        y: Axis("risk R (mean squared error)", scale: .logarithmic),
        series: [law] + paths))
  }
}
