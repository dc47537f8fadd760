import Evidence
import Sim

extension LengthTest {
  /// D7's layers on frames.
  static let tracked = LengthTest(
    recipe: .wideFrames, testTokens: [4, 8, 16, 32, 64, 128], formula: .orthonormal, band: 0.1,
    draws: .init(16, at: 128))

  /// Frames, which need d_e >= 64 T.
  static let frames = LengthTest(
    recipe: longest(
      SmallProblem(4, 3, 2), .orthonormalFrame, width: 256, step: 0.5, time: 10_000, .init(1, 5, 20)),
    testTokens: [4, 64, 256], formula: .orthonormal, band: 0.1, draws: .init(8, at: 256))

  /// Gaussian positions of a fixed width below 64 T.
  static let gaussian = LengthTest(
    recipe: longest(
      SmallProblem(8, 3, 2), .gaussian, width: 32, step: 1, time: 4000, .init(1, 10, 40)),
    testTokens: [8, 32, 128, 512], formula: .gaussian, band: 0.15, draws: .init(300, at: 512))

  /// Sphere positions, where no formula is known.
  static let sphere = LengthTest(
    recipe: longest(SmallProblem(8, 3, 2), .sphere, width: 32, step: 1, time: 4000, .init(1, 5, 20)),
    testTokens: [8, 512], formula: .sampled, band: 0.15, draws: .init(300, at: 512))

  /// L2's layers on narrower frames, trained until four times the length is learned.
  static let late = LengthTest(
    recipe: .lateFrames, testTokens: [8, 16, 32], formula: .orthonormal, band: 0.1, draws: .init(64))

  /// Sixteen times the length, learned.
  static let learned = LengthTest(
    recipe: longest(
      SmallProblem(4, 3, 2), .orthonormalFrame, width: 64, step: 0.75, time: 240_000, .init(0, 2, 8)),
    testTokens: [16, 64], formula: .orthonormal, band: 0.1, draws: .init(64))

  /// Layers trained for less than a tenth of the time, held to have learned as much.
  static let tooEarly: [Control] = [
    early(of: late, time: 64, countedAs: 16_000, tokens: 16),
    early(of: late, time: 500, countedAs: 16_000, tokens: 32),
    early(of: learned, time: 15_000, countedAs: 240_000, tokens: 64),
  ]

  private static func early(of test: LengthTest, time: Double, countedAs counted: Double, tokens: Int)
    -> Control
  {
    var early = test
    early.recipe.schedule = .at([time])
    early.recipe.networks = .init(0, min(test.recipe.networks.standard, 4), 20)
    (early.testTokens, early.countedTime) = ([tokens], counted)
    return .nearMiss(
      of: test, "t = \(NumberText.short(time)) for \(NumberText.short(counted))",
      check: LearnedTask.name(at: tokens), early)
  }

  static let all = [tracked, frames, gaussian, sphere, late, learned]

  /// Layers on Gaussian positions that never change.
  static let fixedGaussian = LengthTest(
    recipe: .lateGaussian, testTokens: [9, 12, 16, 24, 32], formula: .orthonormalByMass, band: 0.1,
    draws: .init(200))

  static let gaussianAsOrthonormal = LengthTest(
    recipe: gaussian.recipe, testTokens: [512], formula: .orthonormal, band: 0.15,
    draws: gaussian.draws, layers: .init(1, 5, 20))

  private static func longest(
    _ problem: SmallProblem, _ positions: Positions, width: Int, step: Double, time: Double,
    _ networks: AttentionRecipe.Counts
  ) -> AttentionRecipe {
    AttentionRecipe(
      problem: problem, positions: positions, positionDimension: width, stepSize: step,
      schedule: .at([time]), evaluationDraws: 64, networks: networks)
  }
}
