import Evidence
import Sim
import Theory

/// D7's second figure: the attention of a layer for every subset before, during and after its training on samples.
enum AttentionMaps {
  /// The figure of a run, from the first layer of D7's first recipe.
  static func figure(_ run: Settings = .current) throws -> ReportFigure {
    let recipe = AttentionRecipe.smallOneHot
    let layer = TrainedLayer(recipe: recipe, repetition: 0, settings: run)
    let problem = try recipe.problem.problem()
    let subsets = Array(Subsets(of: problem))
    let half = try halfTime(recipe)
    let late = recipe.lastTime(run.effort)
    let panels = try [(0, "before training"), (half, "half-way"), (late, "after training")].map {
      (time, name) in
      let training = try AttentionTraining.run(
        recipe.attentionSettings(), address: layer.address, checkpoints: [recipe.steps(to: time)],
        evaluationDraws: 1)
      let values = subsets.map { training.weights.oneHotAttention(on: $0) }
      let mass = zip(subsets, values).map { subset, row in subset.reduce(0) { $0 + row[$1] } }
      let mean = mass.reduce(0, +) / Double(mass.count)
      let number = NumberText.fixed(mean, decimals: 2)
      return HeatMap.Panel(title: "\(name), t = \(NumberText.short(time)): P = \(number)", values: values)
    }
    return ReportFigure(
      fileName: "AttentionMaps.svg",
      caption:
        "The attention of one layer (\(recipe.name)) on the \(problem.tokens) tokens, for each of the"
        + " \(subsets.count) subsets y, before training, when half of the mass lies on the subset by the flow, and"
        + " late. Framed: the tokens of y; P: the mean mass on them. Trained on samples from V = W = 0.",
      picture: HeatMap(
        title: "Attention finds the subset",
        quantity: "attention", largest: 1 / Double(problem.sparsity),
        rows: .init("subset y", subsets.map { $0.map { String($0 + 1) }.joined(separator: ", ") }),
        columns: .init("token", (1...problem.tokens).map(String.init)),
        marked: subsets.enumerated().flatMap { row, subset in
          subset.map { HeatMap.Cell(row: row, column: $0) }
        },
        panels: panels))
  }

  /// The first whole time at which the flow has half its mass on the subset.
  private static func halfTime(_ recipe: AttentionRecipe) throws -> Double {
    let last = recipe.lastTime(.standard)
    let states = try recipe.flow().states(at: (1...max(1, Int(last))).map(Double.init))
    return states.first { $0.massOnSubset >= 0.5 }?.time ?? last
  }
}
