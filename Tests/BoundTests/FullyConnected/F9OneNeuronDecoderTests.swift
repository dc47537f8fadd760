import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f9OneNeuronDecoder))
struct F9OneNeuronDecoderTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f9OneNeuronDecoder, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f9OneNeuronDecoder)
  }

  @Test("its control is refuted", arguments: trials(of: .f9OneNeuronDecoder, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f9OneNeuronDecoder)
  }
}
