import Evidence
import Theory

extension FixedExampleLayers {
  /// The figure's, d = q = 2.
  static let onTheLine: [FixedExampleLayers] = [
    (8, 6), (8, 8), (8, 10), (16, 8), (16, 16), (32, 16), (64, 64), (128, 128),
  ].map { FixedExampleLayers(problem: SmallProblem($0, 2, 2), examples: $1) }

  /// Other d and q, and aligned starts.
  private static let others = [
    FixedExampleLayers(problem: SmallProblem(16, 1, 2), examples: 8),
    FixedExampleLayers(problem: SmallProblem(32, 4, 2), examples: 16),
    FixedExampleLayers(problem: SmallProblem(32, 2, 3), examples: 12),
    FixedExampleLayers(problem: SmallProblem(32, 2, 2), examples: 8, logit: 2),
    FixedExampleLayers(problem: SmallProblem(64, 2, 2), examples: 8, logit: 2),
    // From zero it would take eight times as long.
    FixedExampleLayers(problem: SmallProblem(256, 8, 2), examples: 128, logit: 2, time: 1600),
  ]

  /// Layers on the data sets of the networks in F14's figure, of at most d examples and of more.
  static let onNetworksData = FixedExamplePairs.onTheLine.filter { $0.hidden == [32] }.map {
    FixedExampleLayers(problem: $0.problem, examples: $0.examples, data: .networks)
  }

  static let all: [any Experiment] = onTheLine + others + onNetworksData

  static let controls: [Control] = ownControls + networksControls

  private static let ownControls: [Control] =
    [(8, 8), (16, 8)].flatMap { tokens, examples -> [Control] in
      let layers = FixedExampleLayers(problem: SmallProblem(tokens, 2, 2), examples: examples)
      return [
        .nearMiss(
          of: layers, "a tenth of the steps", check: learntCheck, layers.changed(.steps(part: 0.1))),
        .nearMiss(
          of: layers, "a tenth of the risk asked for", check: learntCheck, layers.changed(.risk(part: 0.1))),
        .nearMiss(
          of: layers, "the flow at half the time", check: flowCheck, layers.changed(.flow(part: 0.5))),
        .nearMiss(
          of: layers, "a hundredth of the steps", check: boundCheck, layers.changed(.steps(part: 0.01))),
        .otherWorld(of: layers, "an untrained layer", check: learntCheck, layers.changed(.steps(part: 0))),
      ]
    } + [
      .nearMiss(
        of: FixedExampleLayers(problem: SmallProblem(16, 2, 2), examples: 8), "3 examples, d + 1",
        check: learntCheck, FixedExampleLayers(problem: SmallProblem(16, 2, 2), examples: 3))
    ]

  private static let networksControls: [Control] = onNetworksData.flatMap { layers -> [Control] in
    if layers.examples <= layers.problem.dimension {
      var more = layers.changed(.told(examples: layers.examples))
      more.examples = 8
      return [.nearMiss(of: layers, "8 examples", check: fewCheck, more)]
    }
    return [
      .nearMiss(
        of: layers, "a hundredth of the steps", check: boundCheck, layers.changed(.steps(part: 0.01))),
      .nearMiss(of: layers, "the flow on other examples", check: flowCheck, layers.changed(.flowOfNextSet)),
    ]
  }

  private func changed(_ world: World) -> FixedExampleLayers {
    var other = self
    other.world = world
    return other
  }
}
