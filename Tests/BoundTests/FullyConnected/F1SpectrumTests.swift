import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f1Spectrum))
struct F1SpectrumTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f1Spectrum, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f1Spectrum)
  }

  @Test("its control is refuted", arguments: trials(of: .f1Spectrum, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f1Spectrum)
  }
}
