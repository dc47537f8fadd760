import Evidence
import Theory

extension CalibrationTable {
  /// The checks with a false-alarm probability that are not calibrated, or whose violation is not, each with the reason.
  public static let notRepeated: [Omission] = [
    left(
      .f2RiskLowerBound, ["scaled losses"],
      "its violation is not drawn: with few samples the interval is longer than the risk"),
    left(
      .f6HandMadeNetwork, ["greatest loss"],
      "its false alarm is the probability that a gate leaks, which no sample shows"),
    left(.f8InProbability, ["share of small errors", "share beside the best predictor's"], trained),
    left(
      .f11ReLUAttains, ["unclipped excess"],
      "its false alarm is the probability that a threshold clips, which no sample shows"),
    left(
      .f11ReLUAttains, ["excess"],
      "its violation is not drawn: what it detects is counted from the excess measured"),
    left(
      .f12SmoothLaws, ["samples"],
      "its violation is not drawn: what it detects is counted from the risk measured"),
    left(.f14Samples, ["risk at least tr((I - Pi) S)"], trained),
    left(.f15SharedLayer, ["trained risk"], trained),
    left(.f16RobustLosses, ["trained loss"], trained),
    left(
      .f16RobustLosses,
      ["clip:0.001 on the bound", "clip:0.001 not below the bound", "share of small errors"],
      "its violation is not drawn: with few samples it is greater than what a share can be"),
    left(.f18SkipConnection, ["trained risk"], trained),
    left(.f20CorrelatedTokens, ["trained risk"], trained),
    left(.f21NormalizedInput, ["trained risk"], trained),
    left(
      .a4WidthForMargin, ["law of the scores", "law of the query's length"],
      "its violation is not drawn: it is another law, which no shift of a distance gives"),
    left(
      .a5QueryFloor,
      [
        "trained risk", "attained at a finite C", "trained risk, dual query", "floor by quadrature",
        "floor, dual query",
      ], "a world trains a layer or takes a sweep over logits, a second or more"),
    left(
      .d8GaussianPositions, ["1 - E P", "E |s|^2"],
      "a world takes a quadrature of the law of positions, and samples enough for an interval that decides"),
    left(
      .d13PositionOnly, ["sums in W_XE", "sums in V_E"],
      "its violation is not drawn: the row has the greatest ratio only"),
    left(.d17ExactMisadjustment, ["mean excess"], "a world takes thousands of descents, a second or more"),
    left(
      .s1Widths, ["layers"],
      "its violation is not drawn: the layers' risk lies below what is allowed by an unknown share"),
  ].flatMap { $0 }

  private static let trained = "a world trains networks, a second or more"

  private static func left(_ claim: Claim, _ checks: [String], _ reason: String) -> [Omission] {
    checks.map { Omission(claim: claim.id, check: $0, reason: reason) }
  }
}
