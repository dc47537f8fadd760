import Theory

extension Command {
  static let bound = Command(
    name: "bound", summary: "what no fully connected network can beat (F2, F4)",
    discussion: """
      The least risk of any fully connected network whose first layer has width m, at any depth, and the least
      first-layer width at which a risk of epsilon d/q is possible:
        LB(m) = max(d/q - m/T, (T d - m)(T - q)/(q T (T - 1)), 0)
        width >= max(T d (1 - epsilon (T - 1)/(T - q)), (T d/q)(1 - epsilon)), rounded up
      JSON: {lowerBound, lowerBoundExact (a fraction), trivialRisk, widthNeeded, epsilon}.
      """,
    options: Option.problem + [
      Option("--width", "m", "the width of the first layer", allowed: "an integer >= 0"),
      Option(
        "--epsilon", "share", "the risk to reach, as a share of the trivial risk d/q",
        allowed: "a decimal number or a fraction from 0 to 1, taken exactly", absence: .means("0.01")),
    ]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let width = try arguments.integer("--width", in: 0...Int.max)
    let epsilon = try arguments.share("--epsilon")
    let exact = try F2RiskLowerBound.exact(problem: problem, width: width)
    return Bound(
      lowerBound: exact.double, lowerBoundExact: exact.description, trivialRisk: problem.trivialRisk,
      widthNeeded: try F4WidthNeeded.exact(problem: problem, share: epsilon), epsilon: epsilon.double)
  }
}

/// The lower bound of the risk at a width and the width that a risk needs.
private struct Bound: Answer {
  let lowerBound: Double
  let lowerBoundExact: String
  let trivialRisk: Double
  let widthNeeded: Int
  let epsilon: Double

  var text: String {
    lines([
      ("lower bound of the risk", "\(lowerBound) = \(lowerBoundExact)"),
      ("trivial risk d/q", "\(trivialRisk)"),
      ("width needed", "\(widthNeeded) for a risk of \(epsilon) d/q"),
    ])
  }
}

extension Arguments {
  /// The value of an option that is a share, taken exactly.
  fileprivate func share(_ name: String) throws(UsageError) -> Rational {
    let text = try text(name)
    guard let share = try? Rational(parsing: text), share >= .zero, share <= .one else {
      throw refusal(name, text)
    }
    return share
  }
}
