import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// L4: the layers that D7 trained with positions drawn anew, tested at T' = T/2 to 16 T, and layers
  /// trained on frames, Gaussian and sphere positions at a shorter length, tested at up to 64 T.
  ///
  /// The near misses hold the same layers against the formula 20 % off (40 % on Gaussian positions), their
  /// mean against the formula 2 % off, layers on Gaussian positions against the formula of orthonormal ones,
  /// and take layers that have not learned. The other world, which the figures show, is layers trained with
  /// fixed Gaussian positions.
  public static let l4LongerSequences = ClaimJudgment(
    claim: .l4LongerSequences,
    experiments: LengthTest.all + PooledTransfer.all,
    controls: LengthTest.all.flatMap { $0.nearMisses } + LengthTest.tooEarly + PooledTransfer.nearMisses + [
      .nearMiss(
        of: LengthTest.gaussian, "the formula of orthonormal positions", check: LengthTest.riskCheck(512),
        LengthTest.gaussianAsOrthonormal),
      .otherWorld(
        of: LengthTest.tracked, "fixed Gaussian positions", check: LengthTest.riskCheck(16),
        LengthTest.fixedGaussian),
    ],
    own: .takes(
      required: [.positions, .testTokens], optional: [.batch, .learningRate, .steps]
    ) { own in
      guard let tokens = own.testTokens, let choice = own.positions else {
        throw TheoryError(value: "no test length or positions", rule: "both are given")
      }
      let recipe = try AttentionRecipe.own(own, allowed: [.orthonormalFrame, .gaussian, .sphere])
      if choice.law == .orthonormalFrame && choice.dimension < tokens {
        throw TheoryError(value: "dimension = \(choice.dimension)", rule: "frames: dimension >= \(tokens)")
      }
      if choice.law == .orthonormalFrame {
        try NoiseRange(recipe.system(), batch: recipe.batch).check(recipe.stepSize)
      }
      _ = try L1Transfer.problem(own.problem, testTokens: tokens, testSparsity: own.problem.sparsity)
      let isFrame = choice.law == .orthonormalFrame
      if choice.law == .gaussian {
        _ = try GaussianPositionFlow(problem: own.problem, width: choice.dimension, largestLogit: 1)
      }
      return [
        LengthTest(
          recipe: recipe, testTokens: [tokens],
          formula: isFrame ? .orthonormal : choice.law == .gaussian ? .gaussian : .sampled,
          band: isFrame ? 0.1 : 0.15, draws: .init(isFrame ? 64 : 2000))
      ]
    },
    figures: { [try LongerSequences.figure($0)] })
}
