import Theory

extension Command {
  static let floor = Command(
    name: "floor", summary: "the floor of attention on Gaussian positions, and its law (A6)",
    discussion: """
      The least risk of attention with V = alpha I, W = C I and the dual query on positions iid N(0, I/d_e) drawn anew,
      and its logit, by quadrature; and the leading order of their law in the width, nu = d_e - q + 1:
        law = (d/q) (q + 1) g P(margin < 0),  lawLogit = nu/((q + 1) a),
      with g the minimum of a (1 - a) pi q^-a/sin(pi a) and a its place. The law is asymptotic: what it leaves out is
      of the order (q - 1)^2/nu and (T - q) ((q + 2)/(q + 1))^(-nu/2) of the floor.
      JSON: {risk, logit, law, lawLogit}; logit is left out where the least risk is the limit of infinite logits.
      """,
    options: Option.problem + [
      Option("--width", "d_e", "the width of the positions", allowed: "an integer from q + 2 to 1000000")
    ]
  ) { arguments, _ in
    let problem = try arguments.problem()
    let width = try arguments.integer("--width", in: 1...1_000_000)
    let floor = try GaussianPositionFloor(problem: problem, width: width)
    let law = try A6FloorLaw(problem: problem, width: width)
    return Floor(
      risk: floor.risk, logit: floor.logit.isFinite ? floor.logit : nil, law: law.risk,
      lawLogit: law.logit)
  }
}

/// The floor, by quadrature and by its law.
private struct Floor: Answer {
  let risk: Double
  let logit: Double?
  let law: Double
  let lawLogit: Double

  var text: String {
    lines([
      ("floor of the risk", "\(risk)"),
      ("its logit", logit.map { "\($0)" } ?? "the limit of ever larger ones"),
      ("law of the floor", "\(law)"), ("law of the logit", "\(lawLogit)"),
    ])
  }
}
