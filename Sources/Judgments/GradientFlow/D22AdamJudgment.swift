import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D22: layers trained by Adam and by gradient descent on the curve of A2, and sign descent against its two-cycle.
  public static let d22Adam = ClaimJudgment(
    claim: .d22Adam,
    experiments: OptimizerRun.all + SignDescentRun.all,
    controls: OptimizerRun.controls + SignDescentRun.nearMisses,
    own: .takes { own in [try SignDescentRun.own(own.problem)] },
    figures: { [try AdamFigure.draw($0)] })
}

extension OptimizerRun {
  /// Near misses for each check, at one problem; and at another the beginning of gradient descent, far from Adam's.
  static let controls: [Control] = {
    let adam = OptimizerRun.adam(SmallProblem(8, 3, 2), stepSize: 0.01)
    let descent = OptimizerRun.gradientDescent(SmallProblem(8, 3, 2))
    func miss(_ change: String, _ check: String, _ edit: (inout OptimizerRun) -> Void) -> Control {
      .nearMiss(of: adam, change, check: check, adam.changed(check, edit))
    }
    let other = SmallProblem(6, 2, 2)
    return [
      miss("C' = 5 told", rise) { $0.speed = 5 },
      miss("the curve at C - 0.6", alpha) { $0.shift = -0.6 },
      miss("the curve at C + 0.3", risk) { $0.shift = 0.3 },
      miss("batches of 2", family) { $0.batch = 2 },
      miss("a tenth of the steps", learned) { $0.steps /= 10 },
      .nearMiss(
        of: adam, "trained by gradient descent", check: exponent,
        descent.changed(exponent) { $0.told = .adam }),
      .nearMiss(
        of: descent, "trained by Adam", check: exponent,
        adam.changed(exponent) { $0.told = .gradientDescent }),
      .nearMiss(
        of: descent, "trained by Adam", check: rise, adam.changed(rise) { $0.told = .gradientDescent }),
      .otherWorld(
        of: OptimizerRun.adam(other, stepSize: 0.01), "trained by gradient descent", check: rise,
        OptimizerRun.gradientDescent(other).changed(rise) { $0.told = .adam }),
    ]
  }()
}
