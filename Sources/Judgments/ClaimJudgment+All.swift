import Evidence

extension ClaimJudgment {
  /// Every claim's judgment, in the report's order.
  public static let all: [ClaimJudgment] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f10TrainedNetworks,
    .a1RiskGivenAttention, .a2AlignedWeights, .a3Concentration, .a5QueryFloor,
    .d1Symmetry, .d2FlowSystem, .d3Energy, .d4SharpRate, .d7SampleTracking, .d8GaussianPositions,
    .d12GradientNoise,
    .l1Transfer, .l3FixedPositions, .l4LongerSequences,
    .s2TrainedPairs,
  ]

  /// Every trial of a full run, in the report's order.
  public static func allTrials(effort: Effort) -> [Trial] {
    all.flatMap { $0.trials(.claim, effort: effort) + $0.trials(.control, effort: effort) }
  }

  /// The claim's section of the report, with its figures drawn from the evidence.
  ///
  /// - Throws: what drawing a figure throws.
  public func section(_ snapshot: LedgerSnapshot) throws -> ReportSection {
    ReportSection(claim: claim, family: family, stem: stem, figures: try figures(snapshot))
  }
}
