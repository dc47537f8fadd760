import Evidence
import TestSupport
import Testing

@Suite(.judges(.s3Samples))
struct S3SamplesTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .s3Samples))
  func judged(trial: Trial) async { await judge(trial, by: .s3Samples) }
}
