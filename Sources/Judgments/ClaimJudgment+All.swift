extension ClaimJudgment {
  /// Every claim's judgment, in the report's order.
  public static let all: [ClaimJudgment] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f10TrainedNetworks,
    .a1RiskGivenAttention, .a2AlignedWeights, .a3Concentration,
    .d1Symmetry, .d2FlowSystem, .d3Energy, .d4SharpRate, .d7SampleTracking,
    .l1Transfer, .l4LongerSequences,
  ]
}
