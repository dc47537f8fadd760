import Evidence
import TestSupport
import Testing

@Suite(.judges(.f17WidthAndBits))
struct F17WidthAndBitsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f17WidthAndBits))
  func judged(trial: Trial) async { await judge(trial, by: .f17WidthAndBits) }
}
