import Evidence
import Theory

extension CertificateSums {
  /// The mean loss with an upper end that lies below the certificate with at most the given probability if F2 is true.
  ///
  /// Given all that a network sees, its summed loss falls below `sum tr A - 2 sqrt(x sum |A|^2)` with probability e^-x
  /// at most (Anderson), and the mean of tr A_y lies near the certificate (Hoeffding); each takes half.
  func measuredMeanLoss(falseAlarm: Double) throws -> Measured {
    let samples = Double(count)
    let loss = try AndersonLowerTail(traceSum: traceSum, squaredNormSum: squaredNormSum)
      .loss(samples * meanLoss, falseAlarm: falseAlarm / 2)
    // Hoeffding's range holds tr A_y for every y, the mean up to rounding.
    let mean = min(max(traceSum / samples, traceRange.lowerBound), traceRange.upperBound)
    let subsets = try Hoeffding.upper(mean, samples: count, range: traceRange, falseAlarm: falseAlarm / 2)
    let slack = (loss.upper - loss.estimate) / samples + (subsets.upper - mean)
    return Measured(
      estimate: meanLoss, lower: -.infinity, upper: meanLoss + slack,
      falseAlarm: loss.falseAlarm + subsets.falseAlarm)
  }

  /// The risk by the control variate, with an upper end that lies below LB with at most the given probability if F2 is
  /// true.
  ///
  /// The estimate is the certificate, at least LB, plus the mean of |c|^2, at least 0, plus that of `-2 c^T l`, which
  /// given all that a network sees is normal with a known variance: its upper tail is all that can go wrong.
  func measuredRisk(falseAlarm: Double) throws -> Measured {
    let cross = try measuredCross(falseAlarm: falseAlarm)
    return Measured(
      estimate: controlledRisk, lower: -.infinity, upper: controlledRisk + cross.upper - cross.estimate,
      falseAlarm: cross.falseAlarm)
  }

  /// The mean of `-2 c^T l` by its normal law.
  func measuredCross(falseAlarm: Double) throws -> Measured {
    try mean(crossSum, variance: crossVariance, largestEigenvalue: 0, falseAlarm: falseAlarm)
  }

  /// The mean of `|l|^2 - tr A`, a sum of squared normal numbers.
  func measuredLost(falseAlarm: Double) throws -> Measured {
    try mean(
      lostSum - traceSum, variance: 2 * squaredNormSum, largestEigenvalue: largestEigenvalue,
      falseAlarm: falseAlarm)
  }

  /// The mean of `loss - |c|^2 - tr A` by the interval that its conditional variance gives.
  func measuredDeviation(falseAlarm: Double) throws -> Measured {
    try mean(
      deviationSum, variance: conditionalVariance, largestEigenvalue: largestEigenvalue,
      falseAlarm: falseAlarm)
  }

  /// The standard error of the mean of `loss - |c|^2 - tr A`, whose mean is 0 given all that the network sees.
  var deviationStandardError: Double { conditionalVariance.squareRoot() / Double(count) }

  private func mean(
    _ deviation: Double, variance: Double, largestEigenvalue: Double, falseAlarm: Double
  ) throws -> Measured {
    let samples = Double(count)
    let sum = try ChiSquareDeviation(variance: variance, largestEigenvalue: largestEigenvalue)
      .measured(deviation: deviation, falseAlarm: falseAlarm)
    return Measured(
      estimate: sum.estimate / samples, lower: sum.lower / samples, upper: sum.upper / samples,
      falseAlarm: sum.falseAlarm)
  }
}

extension Measured {
  /// The reach of the interval to its farther end.
  var reach: Double { max(upper - estimate, estimate - lower) }
}

extension Check.Detectable {
  /// What an interval refutes with probability 0.99: its reach and 2.33 standard errors, as a share of a size.
  init(reach: Double, standardError: Double, of size: Double, _ unit: String) {
    self.init((reach + 2.33 * standardError) / size, unit)
  }
}
