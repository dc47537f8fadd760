extension Claim {
  /// Every claim of the package, in the report's order.
  public static let all: [Claim] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f10TrainedNetworks,
    .a1RiskGivenAttention, .a2AlignedWeights, .a3Concentration, .a5QueryFloor,
    .d1Symmetry, .d2FlowSystem, .d3Energy, .d4SharpRate, .d7SampleTracking, .d8GaussianPositions,
    .d12GradientNoise,
    .l1Transfer, .l3FixedPositions, .l4LongerSequences,
    .s2TrainedPairs,
  ]
}
