/// Judges D19.
public struct D19FactorizedAttentionPredicate: Hashable, Sendable {
  /// The law.
  public let law: FactorizedAttention
  /// The time tau before the slow phase, with the relaxation times.
  public let delay: Double

  /// The predicate for a law; `tau` is the time to C = max(1, ln(N/q)), plus 3 N + q/(d kappa) + q^2/(2 N d kappa), nearly as in D4.
  ///
  /// - Throws: `TheoryError` unless d <= T and eps <= 1/2, or if that logit is not reached before t = 10^30.
  public init(_ law: FactorizedAttention) throws(TheoryError) {
    let problem = law.system.problem
    guard problem.dimension <= problem.tokens, law.scale <= 0.5 else {
      throw TheoryError(
        value: "\(problem), eps = \(law.scale)", rule: "d <= T, eps <= 1/2, where tau is calibrated")
    }
    self.law = law
    let time = try law.flow().time(logit: max(1, Elementary.log(law.outside / law.sparsity)))
    let fast = law.sparsity / law.gain
    delay = time + 3 * law.outside + fast + fast * law.sparsity / (2 * law.outside)
  }

  /// What is left of the next order's O(1/tau): 1.5 tau/t, of the law.
  ///
  /// Seen at most 1.25 tau/t for T = 2 to 1000, d = 1 to T, q = 1 to T - 1 and eps = 1/2 to 10^-8.
  public func allowed(time: Double) -> Double { 1.5 * delay / time }

  /// Judges li(e^{2C}) over its law, given the next order of 1 less it.
  public func judge(ratio: Double, nextOrder: Double, time: Double) -> Verdict {
    late(time)
      ?? .within(
        allowed(time: time), deviation: ratio - 1 + nextOrder,
        "\(law.system.problem), t = \(time): li(e^2C) over its law \(ratio), next order \(nextOrder)")
  }

  /// Judges 2 kappa t R over its law; 1.5 times the next order is allowed as well.
  public func judge(riskRatio: Double, nextOrder: Double, time: Double) -> Verdict {
    late(time)
      ?? .within(
        allowed(time: time) + 1.5 * abs(nextOrder), deviation: riskRatio - 1,
        "\(law.system.problem), t = \(time): 2 kappa t R over its law \(riskRatio)")
  }

  private func late(_ time: Double) -> Verdict? {
    time >= 10 * delay && time.isFinite
      ? nil : .undecided(reason: "t = \(time) is before the slow phase, t >= \(10 * delay)")
  }

  /// The allowed relative error of the next order's growth.
  public static let growthTolerance = 0.01

  /// Judges how (1 - li(e^{2C})/tau) t grows between two times, where its constant drops out, over the next order's growth.
  public func judge(growthRatio: Double) -> Verdict {
    .within(
      Self.growthTolerance, deviation: growthRatio - 1,
      "\(law.system.problem): growth of the next order over its law \(growthRatio)")
  }

  /// The allowed relative error of the plateau's growth with ln(1/eps^2), from eps = 10^-6 on.
  public static let plateauTolerance = 1e-6

  /// Judges the difference of the times to C = 1 from two scales over the plateaus' difference.
  public static func judge(plateauRatio: Double) -> Verdict {
    .within(plateauTolerance, deviation: plateauRatio - 1, "times to C = 1 over the plateau \(plateauRatio)")
  }

  /// The allowed relative error of alpha, C and R of the full matrices: that of their Runge-Kutta steps.
  public static let flowTolerance = 1e-7

  /// Judges a quantity of the full matrices against the reduced flow's, by its relative deviation.
  public static func judge(flowDeviation: Double) -> Verdict {
    .within(flowTolerance, deviation: flowDeviation, "full matrices off the reduced flow")
  }

  /// The allowed distance from the family, Frobenius: rounding over 10^4 steps.
  public static let familyTolerance = 1e-11

  /// Judges the distance of V or of W, its column means apart, from the family.
  public static func judge(offFamily: Double) -> Verdict {
    .within(familyTolerance, deviation: offFamily, "off the family")
  }

  /// The margin of a trained layer's risk, of the flow's; base seeds 101 to 105 set it.
  public static let sampleMargin = 0.05

  /// Judges a trained layer's risk over the flow's.
  public static func judge(trainedRatio: Double) -> Verdict {
    .within(sampleMargin, deviation: trainedRatio - 1, "trained layer's risk over the flow's \(trainedRatio)")
  }
}
