import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f13Bits))
struct F13BitsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f13Bits, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f13Bits)
  }

  @Test("its control is refuted", arguments: trials(of: .f13Bits, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f13Bits)
  }
}
