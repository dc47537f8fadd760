import Evidence
import TestSupport
import Testing

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
}
