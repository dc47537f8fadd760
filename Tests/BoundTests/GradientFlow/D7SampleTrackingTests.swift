import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d7SampleTracking))
struct D7SampleTrackingTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d7SampleTracking, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d7SampleTracking)
  }

  @Test("its control is refuted", arguments: trials(of: .d7SampleTracking, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d7SampleTracking)
  }
}
