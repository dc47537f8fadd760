import Evidence
import Sim
import Theory

/// Layers of one small problem trained so long that the risk at other lengths has come near its law: on frames drawn
/// anew, and on fixed positions of two kinds.
///
/// A layer is trained once for each (base seed, effort, kind, repetition) and shared by L2, L3 and L4.
struct LateLayers: Hashable, Sendable {
  /// The law of the positions.
  enum Kind: UInt16, Hashable, Sendable {
    case frames
    case oneHot
    case gaussian

    /// The position dimension d_e.
    var width: Int {
      switch self {
      case .frames: 32
      case .oneHot: 8
      case .gaussian: 64
      }
    }

    /// The positions in words.
    var name: String {
      switch self {
      case .frames: "frames in R^\(width)"
      case .oneHot: "fixed one-hot positions"
      case .gaussian: "fixed Gaussian positions in R^\(width)"
      }
    }
  }

  static let problem = SmallProblem(tokens: 8, dimension: 3, sparsity: 2)
  static let stepSize = 0.5
  static let batch = 64

  /// The time t = step size * steps to which the layers are trained.
  static func time(_ effort: Effort) -> Double {
    effort.pick(quick: 2000, standard: 16_000, thorough: 16_000)
  }

  /// For example `T=8 d=3 q=2, frames in R^32, batch 64, step 0.5, trained late`.
  static func name(_ kind: Kind) -> String {
    "\(problem.name), \(kind.name), batch \(batch), step \(stepSize), trained late"
  }

  /// The law of the positions as the flow knows it: one-hot for both fixed kinds, as Gaussian ones are nearly orthonormal.
  static func positions(_ kind: Kind) -> PositionLaw {
    kind == .frames ? .orthonormalFrame(width: kind.width) : .oneHot
  }

  /// The number of layers.
  static func layers(_ kind: Kind, _ effort: Effort) -> Int {
    kind == .frames
      ? effort.pick(quick: 2, standard: 10, thorough: 40) : effort.pick(quick: 1, standard: 3, thorough: 12)
  }

  /// The law of the positions.
  let kind: Kind
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings

  /// `2 kappa N t`: the risk times it tends to `(T' - T)^2/q + N'` by L2, which is N at the trained length.
  var scale: Double {
    get throws {
      let system = try FlowSystem(problem: Self.problem.problem(), positions: Self.positions(kind))
      return 2 * system.kappa * Double(system.problem.tokensOutside) * Self.time(run.effort)
    }
  }

  /// The trained layer, computed once.
  func training() async throws -> AttentionTraining { try await Self.trainings.value(for: self) }

  private static let trainings = Memo<LateLayers, AttentionTraining> { layer in
    try AttentionTraining.run(
      layer.settings(problem.problem()), address: layer.address,
      checkpoints: [Int(time(layer.run.effort) / stepSize)], evaluationDraws: AttentionExperiment.draws)
  }

  /// The layer's risk at (T', q'), a mean over draws; on one-hot positions the rows of W beyond T are zero.
  func evaluation(testTokens: Int, testSparsity: Int, draws: Int) async throws -> AttentionEvaluation {
    let test = try L1Transfer.problem(
      Self.problem.problem(), testTokens: testTokens, testSparsity: testSparsity)
    let weights = try await training().weights
    // Fixed Gaussian positions are the first numbers of their stream: at T' more of them follow the same first T.
    return kind == .gaussian
      ? try AttentionEvaluation.evaluate(weights, settings: settings(test), address: address, draws: draws)
      : try LengthTransfer.evaluate(
        weights, trained: settings(Self.problem.problem()), test: test, address: address, draws: draws)
  }

  private func settings(_ problem: Problem) throws -> AttentionSettings {
    let (positions, renewal): (Positions, PositionRenewal) =
      switch kind {
      case .frames: (.orthonormalFrame, .stochastic)
      case .oneHot: (.oneHot, .fixed)
      case .gaussian: (.gaussian, .fixed)
      }
    return try AttentionSettings(
      problem: problem, positions: positions, renewal: renewal, positionDimension: kind.width,
      batch: Self.batch, stepSize: Self.stepSize)
  }

  /// The address of the training's random numbers.
  var address: StreamAddress {
    get throws {
      try StreamAddress(
        baseSeed: run.baseSeed, claim: Claim.l2QuadraticLaw.streamIndex, problem: kind.rawValue,
        repetition: UInt32(repetition), purpose: .initialization)
    }
  }
}
