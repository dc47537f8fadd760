import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F13: encoders of Gaussian tokens against D(B), and codes of all sign sequences against the bound for signs.
  ///
  /// The controls count bits a little wrong where the bound is met, and unquantised neurons as one bit each.
  public static let f13Bits = ClaimJudgment(
    claim: .f13Bits,
    experiments: GaussianEncoder.all + SignCodes.all,
    controls: GaussianEncoder.nearMisses + SignCodes.nearMisses + [
      .otherWorld(
        of: SignCodes(problem: SignCodes.twoOfSeven), "the one-neuron decoder counted as one bit",
        SignCodes(problem: SignCodes.twoOfSeven, codes: .everySequence(countedAs: 1)))
    ],
    own: .takes(required: [.width], optional: []) { own in
      guard let width = own.width, width >= 1 else {
        throw TheoryError(value: "width = \(own.width ?? -1)", rule: "width >= 1")
      }
      let problem = SmallProblem(own.problem)
      let encoders: [GaussianEncoder.Encoder] = [
        .signs(width: width), .noisy(width: width, noise: 0.5), .matched(bits: Double(width)),
      ]
      let gaussian = encoders.map { GaussianEncoder(problem: problem, encoder: $0) }
      return gaussian + (problem.inputDimension <= 12 ? [SignCodes(problem: problem)] : [])
    },
    figures: { [try BitsFigure.draw($0)] })
}
