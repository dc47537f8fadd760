import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f3Certificate))
struct F3CertificateTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f3Certificate, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f3Certificate)
  }

  @Test("its control is refuted", arguments: trials(of: .f3Certificate, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f3Certificate)
  }
}
