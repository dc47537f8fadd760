/// Judges a certificate or a measured risk against a lower bound of the risk.
public struct RiskBoundPredicate: Hashable, Sendable {
  /// The lower bound.
  public let bound: Double
  /// The rounding of a certificate.
  public let rounding: Double
  /// How far an interval's upper end may lie above its estimate where the interval begins below the bound.
  public let resolution: Double
  private let context: String

  /// The predicate of a bound; the context names problem and network in a counterexample.
  ///
  /// - Throws: `TheoryError` unless bound, rounding and resolution are finite, the first not negative, the others positive.
  public init(_ context: String, bound: Double, rounding: Double, resolution: Double) throws(TheoryError) {
    guard bound >= 0, bound.isFinite, rounding > 0, rounding.isFinite, resolution > 0, resolution.isFinite
    else {
      throw TheoryError(
        value: "bound \(bound), rounding \(rounding), resolution \(resolution)",
        rule: "finite, bound >= 0, the others > 0")
    }
    self.context = context
    self.bound = bound
    self.rounding = rounding
    self.resolution = resolution
  }

  /// The rounding of a trained network's certificate by enumeration: 1e-12 of the trivial risk, seven times the largest seen
  /// (1.4e-13 of d/q at Td = 60, rank 40).
  public static func rounding(_ problem: Problem) -> Double { 1e-12 * problem.trivialRisk }

  /// Judges a floating-point certificate; a deficit below its rounding is no counterexample.
  public func judge(certificate: Double) -> Verdict {
    guard certificate.isFinite else { return .undecided(reason: "certificate \(certificate)") }
    return .notBelow(
      bound, value: certificate, rounding: rounding,
      "\(context): certificate \(certificate) < \(bound) by more than \(rounding)")
  }

  /// Judges a measured risk: refuted if its whole interval lies below the bound.
  public func judge(risk: Measured) -> Verdict {
    risk.judge(notBelow: bound, resolution: resolution, "\(context): risk")
  }
}
