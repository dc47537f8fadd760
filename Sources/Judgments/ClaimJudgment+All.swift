import Evidence

extension ClaimJudgment {
  /// Every claim's judgment, in the report's order.
  public static let all: [ClaimJudgment] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f6HandMadeNetwork,
    .f7WorstCase, .f8InProbability, .f9OneNeuronDecoder, .f10TrainedNetworks, .f11ReLUAttains,
    .f12SmoothLaws, .f13Bits, .f14Samples, .f15SharedLayer, .f16RobustLosses, .f17WidthAndBits,
    .f18SkipConnection, .f19AnyLaw, .f20CorrelatedTokens, .f21NormalizedInput,

    .a1RiskGivenAttention, .a2AlignedWeights, .a3Concentration, .a4WidthForMargin, .a5QueryFloor,
    .a6FloorLaw, .a7LeastWidth,

    .d1Symmetry, .d2FlowSystem, .d3Energy, .d4SharpRate, .d5Phases, .d6StepSize, .d7SampleTracking,
    .d8GaussianPositions, .d9RandomStart, .d10NextOrder, .d11EveryStart, .d12GradientNoise,
    .d13PositionOnly, .d14StepLimit, .d15ProvedRate, .d16TransversalStability, .d17ExactMisadjustment,
    .d18UniversalRate, .d19FactorizedAttention, .d20Acceleration, .d21WeightDecay, .d22Adam,

    .l1Transfer, .l2QuadraticLaw, .l3FixedPositions, .l4LongerSequences,

    .s1Widths, .s2TrainedPairs, .s3Samples,
  ]

  /// Every trial of a full run, in the report's order.
  public static func allTrials(effort: Effort) -> [Trial] {
    all.flatMap { $0.trials(effort) }
  }

  /// The claim's section of the report, with its figures drawn from the evidence.
  ///
  /// - Throws: what drawing a figure throws.
  public func section(_ snapshot: LedgerSnapshot) throws -> ReportSection {
    ReportSection(
      claim: claim, family: family, stem: stem, experiments: experiments, controls: controls,
      figures: try figures(snapshot))
  }
}
