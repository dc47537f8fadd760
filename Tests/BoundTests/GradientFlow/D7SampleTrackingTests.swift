import Evidence
import TestSupport
import Testing

@Suite(.judges(.d7SampleTracking))
struct D7SampleTrackingTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d7SampleTracking))
  func judged(trial: Trial) async { await judge(trial, by: .d7SampleTracking) }
}
