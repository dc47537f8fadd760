import Evidence
import Theory

/// Layers trained on Gaussian positions, and what they are held against.
struct GaussianLayers: Hashable, Sendable {
  /// What is claimed in place of descent of the system of the layers' own width.
  enum Told: Hashable, Sendable {
    case own
    /// The system of another width.
    case width(Int)
    /// D2's law with kappa = 1/d_e.
    case orthonormal
    /// The own system with an amount added to P, to alpha or to C, or a share to the risk.
    case massHigher(Double)
    case alphaHigher(Double)
    case logitHigher(Double)
    case riskHigher(share: Double)

    var name: String {
      switch self {
      case .own: ""
      case .width(let width): ", system of R^\(width)"
      case .orthonormal: ", orthonormal law"
      case .massHigher(let amount): ", P told \(amount) higher"
      case .alphaHigher(let amount): ", alpha told \(amount) higher"
      case .logitHigher(let amount): ", C told \(amount) higher"
      case .riskHigher(let share): ", risk told \(NumberText.short(100 * share)) % higher"
      }
    }
  }

  let recipe: AttentionRecipe
  /// The greatest 1 - cosine of W to its family that one layer may show: twice the greatest on base seeds 101
  /// to 110.
  var cosineBand = 0.1
  /// The logit of the system from which on it is judged.
  var cosineFromLogit = 1.0
  /// The batch whose cosine the layers are held to, if another.
  var toldBatch: Int?
  var told = Told.own

  /// A width above T.
  static let wide = layers(
    SmallProblem(20, 5, 3), width: 32, batch: 128, step: 0.5, times: [50, 150, 250], cosine: 0.0045,
    .init(0, 12, 24))

  /// Twice T.
  static let middle = layers(
    SmallProblem(8, 3, 2), width: 16, batch: 128, step: 0.5, times: [25, 50, 100, 200, 400], cosine: 0.0205,
    .init(2, 16, 48))

  /// The narrowest width at which a sample's gradient has a variance, d_e = q + 2, at q = 1, below T.
  static let narrow = layers(
    SmallProblem(6, 4, 1), width: 3, batch: 256, step: 0.25, times: [25, 50, 100, 200], cosine: 0.0033,
    .init(0, 12, 48))

  /// d_e = q + 3, below T.
  static let short = layers(
    SmallProblem(8, 3, 2), width: 5, batch: 256, step: 0.25, times: [25, 50, 100, 200], cosine: 0.009,
    .init(0, 12, 48))

  static let all = [wide, middle, narrow, short]

  private static func layers(
    _ problem: SmallProblem, width: Int, batch: Int, step: Double, times: [Double], cosine: Double,
    _ networks: AttentionRecipe.Counts
  ) -> GaussianLayers {
    GaussianLayers(
      recipe: AttentionRecipe(
        problem: problem, positions: .gaussian, positionDimension: width, batch: batch, stepSize: step,
        schedule: .at(times), evaluationDraws: 400, networks: networks),
      cosineBand: cosine, cosineFromLogit: 0.25)
  }

  /// The same layers held against something else.
  func told(_ told: Told) -> GaussianLayers {
    var layers = self
    layers.told = told
    return layers
  }

  /// Layers of a quarter of the batch, held to the cosine of all of it.
  var ofQuarterBatch: GaussianLayers {
    var quarter = recipe
    quarter.batch /= 4
    quarter.networks = AttentionRecipe.Counts(0, 2, 4)
    return GaussianLayers(
      recipe: quarter, cosineBand: cosineBand, cosineFromLogit: cosineFromLogit, toldBatch: recipe.batch)
  }

  /// Whether they are held against what is claimed of them.
  var isOwn: Bool { told == .own && toldBatch == nil }

  var name: String {
    recipe.name + told.name + (toldBatch.map { ", held to the cosine of batch \($0)" } ?? "")
  }

  /// What is told at the recipe's times.
  func states(_ effort: Effort) async throws -> [FlowState] {
    let times = recipe.times(effort)
    switch told {
    case .width(let width):
      return try await GaussianSystem(problem: recipe.problem, width: width).descent(recipe, times)
    case .orthonormal:
      var descent = try ReducedDescent(
        FlowSystem(
          problem: recipe.problem.problem(),
          positions: .orthonormalFrame(width: recipe.positionDimension)),
        stepSize: recipe.stepSize)
      return try descent.states(after: times.map { recipe.steps(to: $0) })
    default:
      return try await GaussianSystem(problem: recipe.problem, width: recipe.positionDimension)
        .descent(recipe, times).map(changed)
    }
  }

  private func changed(_ state: FlowState) -> FlowState {
    switch told {
    case .massHigher(let amount): state.adding(mass: amount)
    case .alphaHigher(let amount): state.adding(alpha: amount)
    case .logitHigher(let amount): state.adding(logit: amount)
    case .riskHigher(let share): state.adding(riskShare: share)
    case .own, .width, .orthonormal: state
    }
  }
}
