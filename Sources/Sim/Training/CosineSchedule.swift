import Theory

/// A step size that falls along half a cosine: eta_k = (eta_0 / 2) (1 + cos(pi k / K)) at step k of K.
///
/// eta_0 at k = 0, eta_0 / 2 halfway, 0 at k = K, which is one past the last step.
public struct CosineSchedule: Hashable, Sendable {
  /// The first step size eta_0.
  public let initialStepSize: Double
  /// The number of steps K.
  public let steps: Int

  /// Validates a schedule.
  ///
  /// - Throws: `TheoryError` unless the step size is positive and finite and steps >= 1.
  public init(initialStepSize: Double, steps: Int) throws(TheoryError) {
    if !(initialStepSize > 0) || !initialStepSize.isFinite {
      throw TheoryError(value: "step size = \(initialStepSize)", rule: "0 < step size < infinity")
    }
    if steps < 1 { throw TheoryError(value: "steps = \(steps)", rule: "steps >= 1") }
    self.initialStepSize = initialStepSize
    self.steps = steps
  }

  /// The step size at step k; a step outside 0...K gets that of the nearer end.
  public func stepSize(at step: Int) -> Double {
    let part = Double(min(max(step, 0), steps)) / Double(steps)
    return 0.5 * initialStepSize * (1 + Elementary.cos(Double.pi * part))
  }
}
