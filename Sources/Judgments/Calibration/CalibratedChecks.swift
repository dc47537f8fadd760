import Evidence

extension CalibratedWorlds {
  /// Every inequality and every check that is calibrated.
  public static let all: [CalibratedWorlds] = InequalitySetting.all.map { $0.worlds() } + checks

  /// Checks of claims, each in a small world with few samples.
  static let checks: [CalibratedWorlds] = [
    biasedPredictor, untrainedNetwork, handMadeNetwork, clippingNetwork, sampledAttainment, tightOnExamples,
    normalizedPredictor, tokensKept, groupMeans, drawnLayer, alignedTransfer, logitLimit, scoreLaw,
    sphere, heavyTails, signDecoders, sampledBlocks, drawnAttention,
  ]

  // MARK: - Checks whose violations no shift of what was measured gives; the omissions say why

  private static let sphere: CalibratedWorlds = check(
    SphericalTokens(law: .sphere, width: 4).with(\.ownSamples, 200), samples: 200)

  private static let heavyTails: CalibratedWorlds = check(
    SphericalTokens(law: .studentT(degreesOfFreedom: 6), width: 4).with(\.ownSamples, 200), samples: 200)

  private static let signDecoders: CalibratedWorlds = check(
    NoisySignDecoders(problem: SmallProblem(4, 1, 2), noise: 0.7).with(\.ownSamples, 300), samples: 300)

  private static let sampledBlocks: CalibratedWorlds = check(
    SampledBlocks(problem: SmallProblem(6, 2, 2)).with(\.samples, 300), samples: 300)

  private static let drawnAttention: CalibratedWorlds = check(
    DrawnAttentionLayers(target: RiskTarget(tokens: 10, percent: 50), draws: 200), samples: 200)
}
