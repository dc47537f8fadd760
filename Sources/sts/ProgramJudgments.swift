import Judgments

extension Context {
  /// The judgments of the program, in the order of the claims.
  package static let programJudgments: [ClaimJudgment] = [
    .f1Spectrum, .f2RiskLowerBound, .f3Certificate, .f4WidthNeeded, .f5Attained, .f10TrainedNetworks,
    .d7SampleTracking,
  ]
}
