import Evidence
import Theory

extension ClaimJudgment {
  /// F16: mean robust losses of best predictors from drawn first layers and from those that attain the bound, on samples.
  public static let f16RobustLosses = ClaimJudgment(
    claim: .f16RobustLosses,
    experiments: RobustMeans.all + RobustlyTrained.all,
    controls: RobustMeans.controls + RobustlyTrained.controls,
    own: .takes(required: [], optional: [.width, .steps]) { own in
      if let width = own.width {
        return RobustlyTrained.losses.map { loss in
          RobustlyTrained(
            variant: NetworkVariant(
              problem: SmallProblem(own.problem), hidden: [width, 64], loss: loss, ownSteps: own.steps))
        }
      }
      try own.requireInputs(atMost: 64, "for the samples")
      let problem = SmallProblem(own.problem)
      return [RobustMeans(problem: problem, layer: .drawn(width: max(1, problem.inputDimension / 2)))]
    })
}

extension RobustMeans {
  /// The first layer.
  enum Layer: Hashable, Sendable {
    /// Normal entries.
    case drawn(width: Int)
    /// All coordinates of the first tokens: tight for concave losses at q = 1.
    case wholeTokens(Int)
    /// The means of groups of equally many tokens: tight for powers from 2 on at q = 1.
    case groupMeans(Int)

    var name: String {
      switch self {
      case .drawn(let width): "width \(width), drawn"
      case .wholeTokens(let count): "\(count) tokens kept"
      case .groupMeans(1): "the mean kept"
      case .groupMeans(let count): "means of \(count) groups kept"
      }
    }
  }

  /// What the losses are held against.
  enum Told: Hashable, Sendable {
    case stated
    /// A share this many times the claim's.
    case share(times: Double)
    /// The bound of so many neurons more.
    case neurons(more: Int)
    /// The exponent 1 of rho for every loss.
    case exponentOne

    var name: String {
      switch self {
      case .stated: ""
      case .share(let factor): ", \(factor) times the share"
      case .neurons(let more): ", the bound of m \(more > 0 ? "+" : "-") \(abs(more))"
      case .exponentOne: ", exponent 1"
      }
    }
  }
}
