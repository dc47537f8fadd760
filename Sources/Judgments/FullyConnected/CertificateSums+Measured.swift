import Evidence
import Theory

extension CertificateSums {
  /// The mean loss with an upper end that lies below the certificate with at most the given probability if F2 is true.
  ///
  /// Given all that a network sees, its summed loss falls below `sum tr A - 2 sqrt(x sum |A|^2)` with probability e^-x
  /// at most (Anderson), and the mean of tr A_y lies near the certificate (Hoeffding); each takes half.
  func measuredRisk(falseAlarm: Double) throws -> Measured {
    let samples = Double(count)
    let floor = try AndersonLowerTail(traceSum: traceSum, squaredNormSum: squaredNormSum)
      .lossFloor(falseAlarm: falseAlarm / 2)
    // Hoeffding's range holds tr A_y for every y, the mean up to rounding.
    let mean = min(max(traceSum / samples, traceRange.lowerBound), traceRange.upperBound)
    // Two-sided at the whole probability: half of it at the one end that is used.
    let subsets = try Hoeffding.mean(mean, samples: count, range: traceRange, falseAlarm: falseAlarm)
    let slack = (traceSum - floor) / samples + (subsets.upper - mean)
    return Measured(estimate: meanLoss, lower: -.infinity, upper: meanLoss + slack, falseAlarm: falseAlarm)
  }

  /// The mean of `loss - |c|^2 - tr A` by the interval that its conditional variance gives.
  func measuredDeviation(falseAlarm: Double) throws -> Measured {
    let samples = Double(count)
    let sum = try ChiSquareDeviation(variance: conditionalVariance, largestEigenvalue: largestEigenvalue)
      .measured(deviation: deviationSum, falseAlarm: falseAlarm)
    return Measured(
      estimate: sum.estimate / samples, lower: sum.lower / samples, upper: sum.upper / samples,
      falseAlarm: falseAlarm)
  }
}
