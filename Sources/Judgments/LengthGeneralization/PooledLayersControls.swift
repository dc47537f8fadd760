import Evidence

extension PooledLayers {
  /// Numbers off by a little more than is allowed for the layers above, and the law for layers on fixed
  /// positions.
  static let controls: [Control] = {
    let misses = all.flatMap { layers in
      layers.tests.flatMap { test -> [Control] in
        let mean = layers.off(test, by: 1.025, "mean risk", Self.meanCheck(test))
        guard layers.isEqualDensity(test) else { return [mean] }
        return [mean, layers.off(test, by: 0.975, "ratio", Self.ratioCheck(test))]
      }
    }
    let trained = Test(8, 2)
    let noisy = PooledLayers(recipe: wide.recipe, tests: [Test(32, 8)], hasNoise: false)
    let quiet = PooledLayers(recipe: wide.recipe, tests: [trained], hasNoise: false)
    // Only layers trained late are held against the limit.
    let limits = late.tests.map { late.off($0, by: 0.7, "limit", Self.limitCheck($0)) }
    return misses + limits + [
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
