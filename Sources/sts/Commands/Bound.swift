import Theory

/// The lower bound of a risk, and what a share of the trivial risk takes where that is known.
struct Bound: Answer {
  /// The bound of the risk.
  let lowerBound: Double
  /// The same as a fraction, where it is one.
  var lowerBoundExact: String?
  let trivialRisk: Double
  var widthNeeded: Int?
  var examplesNeeded: Int?
  var epsilon: Double?
  /// (E chi_n)^2/n, for a normalised input.
  var kappa: Double?

  var text: String {
    var rows = [
      ("lower bound of the risk", "\(lowerBound)" + (lowerBoundExact.map { " = \($0)" } ?? "")),
      (
        epsilon == nil || trivialIsProblem ? "trivial risk d/q" : "trivial risk tr(S Sigma)", "\(trivialRisk)"
      ),
    ]
    if let epsilon {
      let risk = "for a risk of \(epsilon) " + (trivialIsProblem ? "d/q" : "tr(S Sigma)")
      if let widthNeeded { rows.append(("width needed", "\(widthNeeded) \(risk)")) }
      if let examplesNeeded { rows.append(("examples needed", "\(examplesNeeded) \(risk)")) }
    }
    if let kappa { rows.append(("kappa", "\(kappa)")) }
    return lines(rows)
  }

  /// Whether the trivial risk is d/q; it is tr(S Sigma) for correlated tokens.
  private var trivialIsProblem = true

  private enum CodingKeys: CodingKey {
    case lowerBound, lowerBoundExact, trivialRisk, widthNeeded, examplesNeeded, epsilon, kappa
  }

  /// F2 and F4.
  static func plain(_ problem: Problem, _ width: Int, _ epsilon: Rational) throws -> Bound {
    try exact(
      problem, F2RiskLowerBound.exact(problem: problem, width: width), epsilon,
      needed: F4WidthNeeded.exact(problem: problem, share: epsilon))
  }

  /// F18: d neurons less are needed.
  static func skipConnection(_ problem: Problem, _ width: Int, _ epsilon: Rational) throws -> Bound {
    // From Td - d on the bound is 0; the sum of two widths must not overflow.
    let enough = problem.inputDimension - problem.dimension
    return try exact(
      problem, F18SkipConnection.exact(problem: problem, width: min(width, enough)), epsilon,
      needed: max(0, F4WidthNeeded.exact(problem: problem, share: epsilon) - problem.dimension))
  }

  /// F15.
  static func shared(_ problem: Problem, channels: Int, _ epsilon: Rational) throws -> Bound {
    try exact(
      problem, F15SharedLayer.exact(problem: problem, channels: channels), epsilon,
      needed: F15SharedLayer.channelsNeeded(problem: problem, share: epsilon))
  }

  /// F17.
  static func bits(_ problem: Problem, _ width: Int, _ bits: Double) throws -> Bound {
    Bound(
      lowerBound: try F17WidthAndBits.lowerBound(
        problem: problem, width: min(width, problem.inputDimension), bits: bits),
      trivialRisk: problem.trivialRisk)
  }

  /// F21.
  static func normalized(_ problem: Problem, _ width: Int) throws -> Bound {
    Bound(
      lowerBound: try F21NormalizedInput.lowerBound(problem: problem, width: width),
      trivialRisk: problem.trivialRisk, kappa: try F21NormalizedInput.kappa(problem.inputDimension))
  }

  /// F14.
  static func samples(_ problem: Problem, _ examples: Int, _ epsilon: Rational) throws -> Bound {
    Bound(
      lowerBound: try F14Samples.meanBound(problem: problem, examples: examples),
      trivialRisk: problem.trivialRisk,
      examplesNeeded: try F14Samples.examplesNeeded(problem: problem, share: epsilon),
      epsilon: epsilon.double)
  }

  /// F20.
  static func correlated(
    _ problem: Problem, _ width: Int, _ tokens: F20CorrelatedTokens, _ epsilon: Rational
  ) throws -> Bound {
    Bound(
      lowerBound: try tokens.tail(width: width), trivialRisk: tokens.trivialRisk,
      widthNeeded: try tokens.widthNeeded(share: epsilon.double), epsilon: epsilon.double,
      trivialIsProblem: false)
  }

  private static func exact(
    _ problem: Problem, _ bound: Rational, _ epsilon: Rational, needed: Int
  ) -> Bound {
    Bound(
      lowerBound: bound.double, lowerBoundExact: bound.description, trivialRisk: problem.trivialRisk,
      widthNeeded: needed, epsilon: epsilon.double)
  }
}

/// The lower bound of a robust loss at a width.
struct LossBound: Answer {
  /// rho, or rho^(p/2).
  let share: Double
  let lossBound: Double
  let lossOfZero: Double

  /// F16.
  init(_ problem: Problem, _ width: Int, _ loss: RobustLoss) throws {
    let law = try F16RobustLosses(problem: problem, loss: loss)
    share = try law.share(width: width)
    lossBound = try law.lowerBound(width: width)
    lossOfZero = law.lossOfZero
  }

  var text: String {
    lines([
      ("lower bound of the mean loss", "\(lossBound)"), ("mean loss of predicting 0", "\(lossOfZero)"),
      ("share of it", "\(share)"),
    ])
  }
}
