import Evidence
import Sim
import Theory

/// The risk at one (T', q') of many layers trained alike, with what is needed to predict its mean.
///
/// Computed once for each (base seed, effort, training, test) and shared by L2's claim and control.
struct L2PooledLayers: Hashable, Sendable {
  /// How the layers are trained.
  enum Training: Hashable, Sendable {
    /// D7's layers on frames drawn anew, at the last time they are looked at.
    case tracked
    /// Layers trained late.
    case late(LateLayers.Kind)

    /// Both trainings are of the same problem.
    static let problem = LateLayers.problem

    private static var setting: AttentionExperiment.Setting {
      AttentionExperiment.settings[AttentionExperiment.resampled]
    }

    /// The training in words.
    var name: String {
      switch self {
      case .tracked: Self.setting.name
      case .late(let kind): LateLayers.name(kind)
      }
    }

    /// The law of the positions as the flow knows it.
    var positions: PositionLaw {
      switch self {
      case .tracked: Self.setting.positionLaw
      case .late(let kind): LateLayers.positions(kind)
      }
    }

    var stepSize: Double { self == .tracked ? Self.setting.stepSize : LateLayers.stepSize }

    var batch: Int { self == .tracked ? AttentionExperiment.batch : LateLayers.batch }

    /// The time to which the layers are trained.
    func time(_ effort: Effort) -> Double {
      self == .tracked ? Self.setting.times.last ?? 0 : LateLayers.time(effort)
    }

    /// The number of layers.
    func layers(_ effort: Effort) -> Int {
      switch self {
      case .tracked: AttentionExperiment.cases[AttentionExperiment.resampled].repetitions(effort)
      case .late(let kind): LateLayers.layers(kind, effort)
      }
    }

    /// Descent with D12's noise to the end of training on frames; nil on fixed positions, which L2 is not claimed for.
    func noisyDescent(_ effort: Effort) async throws -> NoisyDescent? {
      if case .late(let kind) = self, kind != .frames { return nil }
      return try await Self.descents.value(for: Pair(training: self, effort: effort))
    }

    private struct Pair: Hashable, Sendable {
      let training: Training
      let effort: Effort
    }

    private static let descents = Memo<Pair, NoisyDescent> { pair in
      let training = pair.training
      var descent = try NoisyDescent(
        FlowSystem(problem: problem.problem(), positions: training.positions), stepSize: training.stepSize,
        batch: training.batch)
      _ = try descent.states(after: [Int(training.time(pair.effort) / training.stepSize)])
      return descent
    }
  }

  /// What the layers show.
  struct Seen: Sendable {
    /// Their risks at the test.
    let risks: [Double]
    /// Their mean risk at the trained length.
    let meanAtTrained: Double

    /// Their mean risk at the test.
    var mean: Double { risks.reduce(0, +) / Double(risks.count) }
  }

  /// How the layers are trained.
  let training: Training
  /// The length of the test.
  let testTokens: Int
  /// The sparsity of the test.
  let testSparsity: Int
  /// The run's base seed and effort.
  let run: Settings

  /// What the layers show, computed once.
  func seen() async throws -> Seen { try await Self.results.value(for: self) }

  private static let results = Memo<L2PooledLayers, Seen> { try await $0.measure() }

  /// The number of draws of frames and subsets on which a risk is averaged: few, as exactly aligned weights need but one;
  /// more on fixed positions, where the risk depends on the subset.
  var draws: Int { training.positions == .oneHot ? 256 : 64 }

  private func measure() async throws -> Seen {
    var (risks, trained) = ([Double](), 0.0)
    let count = training.layers(run.effort)
    for repetition in 0..<count {
      let (layer, evaluation) = try await layer(repetition)
      guard let last = layer.checkpoints.last else { continue }
      risks.append(evaluation.risk)
      trained += last.evaluation.risk
    }
    return Seen(risks: risks, meanAtTrained: trained / Double(count))
  }

  private func layer(_ repetition: Int) async throws -> (AttentionTraining, AttentionEvaluation) {
    switch training {
    case .tracked:
      let experiment = AttentionExperiment(
        settingIndex: AttentionExperiment.resampled, repetition: repetition, run: run)
      let test = try L1Transfer.problem(
        experiment.setting.problem(), testTokens: testTokens, testSparsity: testSparsity)
      let layer = try await experiment.training()
      return (
        layer,
        try LengthTransfer.evaluate(
          layer.weights, trained: experiment.attentionSettings, test: test, address: experiment.address,
          draws: draws)
      )
    case .late(let kind):
      let late = LateLayers(kind: kind, repetition: repetition, run: run)
      return (
        try await late.training(),
        try await late.evaluation(testTokens: testTokens, testSparsity: testSparsity, draws: draws)
      )
    }
  }
}
