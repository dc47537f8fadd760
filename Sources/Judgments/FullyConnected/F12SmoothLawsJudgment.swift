import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F12: the best decoders of one neuron on signs with noise tau, and on two logistic tokens.
  ///
  /// The controls understate the Fisher information: by 0.5 % where the bound is tight, and as 1, the Gaussian's, from
  /// little noise to much.
  public static let f12SmoothLaws = ClaimJudgment(
    claim: .f12SmoothLaws,
    experiments: NoisySignDecoders.all + LogisticPairDecoder.all,
    controls: NoisySignDecoders.nearMisses + LogisticPairDecoder.nearMisses + [
      .otherWorld(
        of: NoisySignDecoders(problem: NoisySignDecoders.oneCoordinate, noise: 0.03),
        "the Gaussian bound, j = 1, where j is 1111",
        NoisySignDecoders(problem: NoisySignDecoders.oneCoordinate, noise: 0.03, heldAgainst: .gaussian))
    ],
    own: .takes { own in
      try own.requireInputs(atMost: 12, "as all sign patterns are summed")
      return NoisySignDecoders.noises.map {
        NoisySignDecoders(problem: SmallProblem(own.problem), noise: $0)
      }
    },
    figures: { [SmoothLawsFigure.draw($0)] })
}
