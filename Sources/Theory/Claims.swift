extension Claim {
  /// Every claim of the package, in the report's order.
  public static let all: [Claim] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f6HandMadeNetwork,
    .f7WorstCase, .f8InProbability, .f9OneNeuronDecoder, .f10TrainedNetworks, .f11ReLUAttains,
    .f12SmoothLaws, .f13Bits,
    .a1RiskGivenAttention, .a2AlignedWeights, .a3Concentration, .a4WidthForMargin,
    .d1Symmetry, .d2FlowSystem, .d3Energy, .d4SharpRate, .d7SampleTracking,
    .l1Transfer, .l4LongerSequences,
    .s1Widths,
  ]
}
