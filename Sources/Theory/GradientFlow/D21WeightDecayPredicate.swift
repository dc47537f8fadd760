/// Judges D21.
public struct D21WeightDecayPredicate: Hashable, Sendable {
  /// The end.
  public let end: DecayedEnd

  /// The predicate for an end.
  public init(_ end: DecayedEnd) { self.end = end }

  /// The allowed relative error of the logarithm of `K h^2 = lambda C`, and of the risk: 1.5 times the terms of order lambda.
  ///
  /// In the law's range at most 1.07 times them was seen, T = 2 to 10^4, d = 1 to 200, q = 1 to T - 1, lambda = 10^-2 to
  /// 10^-12.
  public var allowed: Double { 1.5 * end.secondOrder }

  /// The allowed error of C: that of the logarithm over its slope 2 + 1/C*.
  public var allowedLogit: Double { allowed * end.logitLaw / (2 * end.logitLaw + 1) }

  /// Judges the logit of a critical point against a law's.
  public func judge(logit: Double, law: Double) -> Verdict {
    inRange
      ?? .within(allowedLogit, deviation: logit - law, "\(end.system.problem): C \(logit), law \(law)")
  }

  /// Judges the risk of a critical point over a law's.
  public func judge(riskRatio: Double) -> Verdict {
    inRange
      ?? .within(allowed, deviation: riskRatio - 1, "\(end.system.problem): R over its law \(riskRatio)")
  }

  private var inRange: Verdict? {
    end.isInRange
      ? nil : .undecided(reason: "lambda = \(end.decay) is outside the law's range at \(end.system.problem)")
  }

  /// The allowed relative error of the full matrices' end: rounding of a gradient over the least curvature.
  public static let fullTolerance = 1e-7

  /// Judges alpha, C or R at the full matrices' end by its relative deviation.
  public static func judge(fullDeviation: Double) -> Verdict {
    .within(fullTolerance, deviation: fullDeviation, "the full matrices' end off the critical point")
  }

  /// The allowed distance from the family at the full matrices' end.
  public static let familyTolerance = 1e-7

  /// Judges the distance of V or W from the family.
  public static func judge(offFamily: Double) -> Verdict {
    .within(familyTolerance, deviation: offFamily, "off the family")
  }

  /// The margins of a layer trained with decay: in C, and of the risk; base seeds 101 to 105 set them.
  public static let sampleMargin = (logit: 0.05, risk: 0.05)

  /// Judges the logit of a trained layer against the critical point's.
  public static func judge(trainedLogit: Double, end: Double) -> Verdict {
    .within(sampleMargin.logit, deviation: trainedLogit - end, "trained C \(trainedLogit), end \(end)")
  }

  /// Judges the risk of a trained layer over the critical point's.
  public static func judge(trainedRatio: Double) -> Verdict {
    .within(sampleMargin.risk, deviation: trainedRatio - 1, "trained risk over the end's \(trainedRatio)")
  }
}

/// Judges the floor of label noise: the mean over layers of the risk over the floor.
///
/// The next order in eta is that of V's noise, whose factor at the end of training is
/// `1/(1 - (eta/(2q))(1 + (d+1)/B))`: 1.5 times what it adds is allowed, and five standard errors.
public struct D21LabelNoisePredicate: Hashable, Sendable {
  /// The next order's share `(eta/(2q)) (1 + (d+1)/B)`.
  public let nextOrder: Double

  /// The predicate for a training.
  ///
  /// - Throws: `TheoryError` unless the next order's share is within 0...0.2.
  public init(problem: Problem, stepSize: Double, batch: Int) throws(TheoryError) {
    let spread = 1 + Double(problem.dimension + 1) / Double(batch)
    nextOrder = stepSize / (2 * Double(problem.sparsity)) * spread
    guard nextOrder >= 0, nextOrder <= 0.2 else {
      throw TheoryError(value: "step \(stepSize), batch \(batch)", rule: "(eta/2q)(1 + (d+1)/B) <= 0.2")
    }
  }

  /// The allowed deviation of the mean from 1.
  public func allowed(standardError: Double) -> Double { 1.5 * nextOrder + 5 * standardError }

  /// Judges the mean of risk over floor.
  public func judge(meanRatio: Double, standardError: Double) -> Verdict {
    guard standardError > 0, 5 * standardError <= 0.2 else {
      return .undecided(reason: "risk over floor \(meanRatio) with standard error \(standardError)")
    }
    return .within(
      allowed(standardError: standardError), deviation: meanRatio - 1,
      "risk over floor \(meanRatio) +- \(standardError)")
  }
}
