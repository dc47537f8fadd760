import Evidence
import TestSupport
import Testing

@Suite(.judges(.f1Spectrum))
struct F1SpectrumTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f1Spectrum))
  func judged(trial: Trial) async { await judge(trial, by: .f1Spectrum) }
}
