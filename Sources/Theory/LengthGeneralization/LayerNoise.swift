/// What scatter of V and W about aligned weights adds to the mean risk, to second order; frames drawn anew.
///
/// Let every entry of V have the variance w about alpha I, and every entry of W the variance v about C I, independently.
/// On a frame the logits of q tokens in y are moved by `l_i = e_i . (W - C I) e_y`, independent of variance `q v`, as
/// `||e_y||^2 = q`. With s the attention, `u = alpha s - 1_y/q` and `R = d ||u||^2` (A1), the mean of R rises by
///
///     d^2 w ||s||^2 + (d q v / 2) sum_i c_i
///     c_i = 2 alpha s_i (1 - 2 s_i) (u_i - s.u) + 2 alpha^2 s_i^2 (1 - 2 s_i + ||s||^2)
///
/// c_i the second derivative of ||u||^2 by the logit of token i. At the end of training the second term is near
/// `d v (1 - 1/q)`, which does not fall as the sequence and the subset grow together, while the aligned weights' risk does.
/// That W is symmetric or antisymmetric in part correlates the logits on y, which adds v/2 times the second derivative of R
/// by C at most, about `2 v R`.
///
/// The mean of (alpha, C) over layers is shifted as well, by D12's law; R' follows along its gradient. Source: derived
/// here.
public struct LayerNoise: Hashable, Sendable {
  /// The aligned weights at the length and sparsity of the test.
  public let weights: AlignedWeights
  /// The variance w of an entry of V.
  public let valueVariance: Double
  /// The variance v of an entry of W.
  public let keyQueryVariance: Double
  /// The shift of the mean of alpha.
  public let shiftOfAlpha: Double
  /// The shift of the mean of C.
  public let shiftOfLogit: Double
  /// The variance of C over layers.
  public let varianceOfLogit: Double

  /// Scatter about aligned weights.
  ///
  /// - Throws: `TheoryError` unless the variances are finite and not negative, and the shifts finite.
  public init(
    _ weights: AlignedWeights, valueVariance: Double, keyQueryVariance: Double, shiftOfAlpha: Double = 0,
    shiftOfLogit: Double = 0, varianceOfLogit: Double = 0
  ) throws(TheoryError) {
    for shift in [shiftOfAlpha, shiftOfLogit] where !shift.isFinite {
      throw TheoryError(value: "shift = \(shift)", rule: "a finite shift")
    }
    for variance in [valueVariance, keyQueryVariance, varianceOfLogit]
    where !(variance >= 0 && variance < .infinity) {
      throw TheoryError(value: "variance = \(variance)", rule: "0 <= variance < infinity")
    }
    self.weights = weights
    self.valueVariance = valueVariance
    self.keyQueryVariance = keyQueryVariance
    self.shiftOfAlpha = shiftOfAlpha
    self.shiftOfLogit = shiftOfLogit
    self.varianceOfLogit = varianceOfLogit
  }

  /// The variance of an entry of V under stochastic gradient descent: V relaxes fast, and D12 gives `eta R/(2 d B)`.
  ///
  /// - Throws: `TheoryError` unless the step size is positive and finite and the batch at least 1.
  public static func valueVariance(_ trained: AlignedWeights, stepSize: Double, batch: Int)
    throws(TheoryError) -> Double
  {
    guard stepSize > 0, stepSize.isFinite, batch >= 1 else {
      throw TheoryError(
        value: "step size \(stepSize), batch \(batch)", rule: "0 < step size < infinity, batch >= 1")
    }
    return stepSize * trained.risk / (2 * Double(trained.problem.dimension) * Double(batch))
  }

  /// What the scatter adds to the mean risk, without the shifts.
  public var scatterRisk: Double {
    let d = Double(weights.problem.dimension)
    return d * d * valueVariance * attentionSquare + d * Double(weights.problem.sparsity) * keyQueryVariance
      / 2 * logitCurvature
  }

  /// What scatter and shifts add to the mean risk.
  public var addedRisk: Double { scatterRisk + slopeInAlpha * shiftOfAlpha + slopeInLogit * shiftOfLogit }

  /// The derivative of the risk by alpha, `2 d (alpha ||s||^2 - P/q)`.
  public var slopeInAlpha: Double {
    let mass = weights.massOnSubset / Double(weights.problem.sparsity)
    return 2 * Double(weights.problem.dimension) * (weights.alpha * attentionSquare - mass)
  }

  /// The derivative of the risk by C, `2 d alpha P delta (u_1 - u_2)`, u_1 on y and u_2 off it.
  public var slopeInLogit: Double {
    let pull = weights.valueError / Double(weights.problem.sparsity) - weights.alpha * attention.off
    let turn = weights.massOnSubset * weights.massOffSubset
    return 2 * Double(weights.problem.dimension) * weights.alpha * turn * pull
  }

  /// A bound on the standard deviation over layers of the risk.
  ///
  /// To first order from those of alpha, `sqrt(w/d)`, and of C, whatever their correlation; to second from the few
  /// directions of V, whose part is `w ||s||^2` times a chi-square variable with d^2 degrees of freedom. W has many
  /// directions, so that its part is nearly the same in every layer.
  public var deviation: Double {
    let d = Double(weights.problem.dimension)
    let first =
      abs(slopeInAlpha) * (valueVariance / d).squareRoot() + abs(slopeInLogit) * varianceOfLogit.squareRoot()
    let second = d * valueVariance * attentionSquare
    return (first * first + 2 * second * second).squareRoot()
  }

  /// The attention s on a token of y and off it.
  private var attention: (on: Double, off: Double) {
    let problem = weights.problem
    return (
      weights.massOnSubset / Double(problem.sparsity), weights.massOffSubset / Double(problem.tokensOutside)
    )
  }

  /// ||s||^2.
  private var attentionSquare: Double {
    weights.massOnSubset * attention.on + weights.massOffSubset * attention.off
  }

  /// The sum over tokens of the second derivatives of ||u||^2 by their logits.
  private var logitCurvature: Double {
    let (problem, alpha, s) = (weights.problem, weights.alpha, attention)
    let (on, off) = (weights.valueError / Double(problem.sparsity), alpha * s.off)
    let mean = weights.massOnSubset * on + weights.massOffSubset * off
    let square = attentionSquare
    func second(_ s: Double, _ u: Double) -> Double {
      2 * alpha * s * (1 - 2 * s) * (u - mean) + 2 * alpha * alpha * s * s * (1 - 2 * s + square)
    }
    return Double(problem.sparsity) * second(s.on, on) + Double(problem.tokensOutside) * second(s.off, off)
  }
}
