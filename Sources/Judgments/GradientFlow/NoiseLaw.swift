import Evidence
import Theory

/// The noise law at the times at which layers of a recipe are looked at; computed once.
///
/// What it is told of the training is its own recipe: the layers', or in a control another.
struct NoiseLaw: Hashable, Sendable {
  let recipe: AttentionRecipe
  /// Whether all examples of a step see one frame, as in training; in a control each has its own.
  var sharesFrame = true

  /// The law's states at the recipe's times.
  ///
  /// - Throws: `TheoryError` with the range where the step, or the excess at one of the times, lies outside the law's
  ///   (`NoiseRange`).
  func states(_ effort: Effort) async throws -> [NoisyDescentState] {
    try await Self.results.value(for: Key(law: self, effort: effort)).states
  }

  /// The law's state at one of the recipe's times.
  ///
  /// - Throws: `TheoryError` if it is none of them.
  func state(at time: Double, _ effort: Effort) async throws -> NoisyDescentState {
    try await state(steps: recipe.steps(to: time), effort)
  }

  /// The law's state after as many steps as to one of the recipe's times.
  ///
  /// - Throws: `TheoryError` if they are to none of them.
  func state(steps: Int, _ effort: Effort) async throws -> NoisyDescentState {
    guard let state = try await states(effort).first(where: { $0.steps == steps }) else {
      throw TheoryError(value: "\(steps) steps", rule: "those to one of \(recipe.times(effort))")
    }
    return state
  }

  /// Descent with noise after the last of the times.
  func descent(_ effort: Effort) async throws -> NoisyDescent {
    try await Self.results.value(for: Key(law: self, effort: effort)).descent
  }

  private struct Key: MemoKey {
    let law: NoiseLaw
    let effort: Effort
    var baseSeed: UInt64? { nil }
  }

  private struct Result: Sendable {
    let states: [NoisyDescentState]
    let descent: NoisyDescent
  }

  // Outside the range in which the law is claimed there is nothing to judge.
  private static let results = Memo<Key, Result> { key in
    let recipe = key.law.recipe
    var descent = try NoisyDescent(
      recipe.system(), stepSize: recipe.stepSize, batch: recipe.batch, sharesFrame: key.law.sharesFrame)
    let states = try descent.claimedStates(after: recipe.times(key.effort).map { recipe.steps(to: $0) })
    return Result(states: states, descent: descent)
  }
}
