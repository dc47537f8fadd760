import Evidence
import Sim
import Theory

/// The mean loss on fresh tokens with its interval.
///
/// Given the attention a loss is ||A^{1/2} g||^2: mean tr A, variance 2 ||A||_F^2. So the interval of `ChiSquareDeviation`
/// needs the losses' mean, the variance of their sum, and the largest eigenvalue of any A.
extension AttentionEvaluation {
  /// The mean loss, in the interval that the attention seen allows; it holds for any weights, positions and subsets.
  ///
  /// - Throws: `TheoryError` if the evaluation drew no tokens or 0 < falseAlarm < 1 fails.
  func measuredLoss(falseAlarm: Double) throws -> Measured {
    let losses = try drawnLosses()
    return try measuredLoss(
      mean: losses.conditionalMeanSum / Double(draws), varianceOfSum: 2 * losses.covarianceSquareSum,
      largestEigenvalue: losses.largestCovarianceNorm, falseAlarm: falseAlarm)
  }

  /// The mean loss, in the interval that a hypothesis on the losses allows: their mean and the variance of their sum.
  ///
  /// - Throws: `TheoryError` if the evaluation drew no tokens, or the variance, the eigenvalue or the probability is out of
  ///   range.
  func measuredLoss(
    mean: Double, varianceOfSum: Double, largestEigenvalue: Double, falseAlarm: Double
  ) throws -> Measured {
    let sum = try drawnLosses().sum
    let samples = Double(draws)
    let deviation = try ChiSquareDeviation(variance: varianceOfSum, largestEigenvalue: largestEigenvalue)
      .measured(deviation: sum - samples * mean, falseAlarm: falseAlarm)
    return Measured(
      estimate: sum / samples, lower: mean + deviation.lower / samples,
      upper: mean + deviation.upper / samples, falseAlarm: deviation.falseAlarm)
  }

  private func drawnLosses() throws -> Losses {
    guard let losses else {
      throw TheoryError(value: "no losses", rule: "the evaluation draws tokens")
    }
    return losses
  }
}

extension Measured {
  /// The smallest deviation that an interval of `ChiSquareDeviation` detects with probability 0.99.
  ///
  /// Its longer half and 2.33 standard errors; the upper half is `sqrt(2 x)` of them, x = ln(2/falseAlarm).
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  var detectedByChiSquare: Double {
    get throws {
      let probability = falseAlarm.probability
      guard probability > 0, probability < 1 else {
        throw TheoryError(value: "falseAlarm = \(probability)", rule: "0 < falseAlarm < 1")
      }
      let exponent = Elementary.log(2) - Elementary.log(probability)
      let error = (upper - estimate) / (2 * exponent).squareRoot()
      return max(upper - estimate, estimate - lower) + 2.33 * error
    }
  }
}
