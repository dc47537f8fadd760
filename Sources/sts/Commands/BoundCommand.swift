import Theory

extension Command {
  static let bound = Command(
    name: "bound", summary: "what no fully connected network can beat (F2, F4, F14 to F18, F20, F21)",
    discussion: """
      The least risk of any fully connected network whose first layer has width m, at any depth, and the least
      first-layer width at which a risk of epsilon d/q is possible:
        LB(m) = max(d/q - m/T, (T d - m)(T - q)/(q T (T - 1)), 0)
        width >= max(T d (1 - epsilon (T - 1)/(T - q)), (T d/q)(1 - epsilon)), rounded up
      JSON: {lowerBound, lowerBoundExact (a fraction), trivialRisk, widthNeeded, epsilon}.
      One of these makes it another network, another input or another loss:
        --bits             what it keeps of X has B bits too (F17); JSON: {lowerBound, trivialRisk}
        --skip-connection  a linear map of X is added to its output (F18): LB(m + d); the keys are those above
        --shared           its first layer has m channels and treats tokens alike (F15): max(0, d - m)/q; widthNeeded
                           counts channels
        --normalized       it sees vec(X)/|vec(X)| (F21): (1 - kappa) d/q + kappa LB(m); JSON: {lowerBound,
                           trivialRisk, kappa}
        --samples          instead of --width: any width, trained on n fixed examples by a method that commutes with
                           rotations (F14): (1 - n/(T d)) d/q on average; JSON: {lowerBound, trivialRisk,
                           examplesNeeded, epsilon}
        --correlation      tokens are AR(1) along the sequence (F20): the T d - m smallest eigenvalues of
                           Sigma^(1/2) S Sigma^(1/2); JSON: {lowerBound, trivialRisk (= tr(S Sigma), of which epsilon
                           is a share), widthNeeded, epsilon}
        --loss             another loss (F16): rho E l(chi^2_d/q) with rho = LB(m) q/d, rho^(p/2) for a power p >= 2;
                           JSON: {share, lossBound, lossOfZero}
      """,
    options: Option.problem + [
      Option(
        "--width", "m", "the width of the first layer, needed but with --samples", allowed: "an integer >= 0",
        absence: .allowed),
      Option(
        "--epsilon", "share", "the risk to reach, as a share of the trivial risk d/q",
        allowed: "a decimal number or a fraction from 0 to 1, taken exactly", absence: .means("0.01")),
    ] + BoundWorld.options
  ) { arguments, _ in
    let problem = try arguments.problem()
    let world = try arguments.boundWorld()
    if let world, !world.hasWidthNeeded { try arguments.requireAlone("--epsilon", beside: world.rawValue) }
    let epsilon = try arguments.share("--epsilon")
    if world == .samples { try arguments.requireAlone("--width", beside: BoundWorld.samples.rawValue) }
    let width = world == .samples ? 0 : try arguments.integer("--width", in: 0...Int.max)
    switch world {
    case nil: return try Bound.plain(problem, width, epsilon)
    case .samples:
      return try Bound.samples(problem, arguments.integer("--samples", in: 0...Int.max), epsilon)
    case .bits: return try Bound.bits(problem, width, arguments.real("--bits", in: 0...1e15))
    case .skipConnection: return try Bound.skipConnection(problem, width, epsilon)
    case .shared: return try Bound.shared(problem, channels: width, epsilon)
    case .normalized: return try Bound.normalized(problem, width)
    case .correlation:
      return try Bound.correlated(problem, width, arguments.correlation(problem), epsilon)
    case .loss: return try LossBound(problem, width, arguments.loss())
    }
  }
}
