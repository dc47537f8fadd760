import Evidence
import TestSupport
import Testing

@Suite(.judges(.f3Certificate))
struct F3CertificateTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f3Certificate))
  func judged(trial: Trial) async { await judge(trial, by: .f3Certificate) }
}
