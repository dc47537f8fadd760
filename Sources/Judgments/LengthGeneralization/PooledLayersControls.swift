import Evidence

extension PooledLayers {
  /// Numbers off by a little more than is allowed for the layers above, and the law for layers on fixed
  /// positions.
  static let controls: [Control] = {
    let misses = all.flatMap { layers in
      layers.tests.flatMap { test -> [Control] in
        let mean = layers.off(test, by: 1.025, "mean risk", Self.meanCheck(test))
        let isTrained = test.tokens == layers.recipe.problem.tokens
        guard layers.isEqualDensity(test), !isTrained else { return [mean] }
        return [mean, layers.off(test, by: 0.975, "ratio", Self.ratioCheck(test))]
      }
    }
    let (wide, late) = (all[0], all[1])
    let trained = Test(8, 2)
    let noisy = PooledLayers(recipe: wide.recipe, tests: [Test(32, 8)], hasNoise: false)
    let quiet = PooledLayers(recipe: wide.recipe, tests: [trained], hasNoise: false)
    return misses + [
      late.off(Test(16, 2), by: 1.6, "limit", Self.limitCheck(Test(16, 2))),
      late.off(Test(8, 2), by: 1.4, "limit", Self.limitCheck(Test(8, 2))),
      .nearMiss(of: wide, "no noise predicted", check: Self.meanCheck(trained), quiet),
      .nearMiss(of: wide, "no noise predicted", check: Self.ratioCheck(Test(32, 8)), noisy),
      .otherWorld(
        of: late, "fixed one-hot positions", check: Self.meanCheck(Test(16, 2)),
        PooledLayers(recipe: .lateOneHot, tests: [Test(16, 2)])),
    ]
  }()

  private func off(_ test: Test, by factor: Double, _ what: String, _ check: String) -> Control {
    .nearMiss(
      of: self, "the predicted \(what) times \(factor)", check: check,
      PooledLayers(recipe: recipe, tests: [test], factor: factor))
  }
}
