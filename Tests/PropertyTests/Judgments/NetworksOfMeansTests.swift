import Evidence
import TestSupport
import Testing
import Theory

@testable import Judgments

/// What is said of a mean over layers is said of every layer of the recipe, none left out and none counted twice.
@Suite(.notesIssues)
struct NetworksOfMeansTests {
  @Test("a mean is over all repetitions of its recipe", arguments: [Effort.quick, .standard, .thorough])
  func all(effort: Effort) {
    let settings = Settings(baseSeed: 7, effort: effort)
    for recipe in AttentionRecipe.tracked + AttentionRecipe.many {
      let layers = TrainedLayer.all(recipe, settings)
      #expect(layers.map(\.repetition) == Array(0..<recipe.networks.at(effort)), "\(recipe.name)")
      #expect(layers.allSatisfy { $0.recipe == recipe && $0.settings == settings })
    }
    for recipe in GaussianLayers.all.map(\.recipe) {
      let layers = GaussianNetwork.all(recipe, settings)
      #expect(layers.map(\.repetition) == Array(0..<recipe.networks.at(effort)), "\(recipe.name)")
      #expect(layers.allSatisfy { $0.recipe == recipe && $0.settings == settings })
    }
  }

  @Test("what is shown of means on Gaussian positions is relative to what is told")
  func columns() throws {
    let system = try FlowSystem(problem: Problem(tokens: 8, dimension: 3, sparsity: 2), positions: .oneHot)
    let told = try GradientFlow(problem: system.problem, positions: .oneHot).states(at: [50])
    let sample = SampleMean([1.5, 2.5, 3.5].map { $0 * told[0].risk })
    let row = GaussianLayerMeans.Row(
      networks: 3,
      moments: told.map { .init(alpha: sample, logit: sample, massOnSubset: sample, risk: sample, told: $0) })
    func shown(_ head: String) -> [Double]? {
      GaussianLayerMeans.Row.columns.first { $0.head == head }?.numbers(row)
    }
    #expect(shown("networks") == [3])
    #expect(try abs(#require(shown("risk / told - 1")?.first) - 1.5) <= 1e-12)
    // The standard deviation of three numbers a step of 1 apart is 1.
    #expect(try abs(#require(shown("standard error")?.first) - 1 / 3.0.squareRoot()) <= 1e-12)
    #expect(shown("P told") == told.map(\.massOnSubset) && shown("t") == [50])
  }
}
