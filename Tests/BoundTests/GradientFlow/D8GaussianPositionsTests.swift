import Evidence
import TestSupport
import Testing

@Suite(.judges(.d8GaussianPositions))
struct D8GaussianPositionsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d8GaussianPositions))
  func judged(trial: Trial) async { await judge(trial, by: .d8GaussianPositions) }
}
