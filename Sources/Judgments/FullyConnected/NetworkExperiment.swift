import Evidence
import Sim
import Theory
// LEGACY
struct NetworkExperiment: Hashable, Sendable {
  static let widths = [4, 8, 16, 24, 32, 48, 64]
  let widthIndex: Int
  let repetition: Int
  let settings: Settings
  var width: Int { Self.widths[widthIndex] }
  static func problem() throws -> Problem { try NetworkRecipe.mainProblem.problem() }
  static let cases = NetworkRecipe.onTheLine.map { recipe in
    ClaimJudgment.Case(recipe.name) { recipe.repetitionsOnTheLine($0) }
  }
  func result() async throws -> TrainedNetwork.Result {
    try await TrainedNetwork(
      recipe: NetworkRecipe.onTheLine[widthIndex], repetition: repetition, settings: settings
    ).result()
  }
}
