import Evidence
import TestSupport
import Testing

@Suite(.judges(.f9OneNeuronDecoder))
struct F9OneNeuronDecoderTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f9OneNeuronDecoder))
  func judged(trial: Trial) async { await judge(trial, by: .f9OneNeuronDecoder) }
}
