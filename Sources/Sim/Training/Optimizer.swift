import Theory

/// How a gradient becomes a step, in every training of networks and attention layers on fresh samples.
public enum Optimizer: Hashable, Sendable {
  /// Plain stochastic gradient descent.
  case gradientDescent
  /// Polyak's heavy ball, `Momentum.heavyBall` on samples, 0 <= beta < 1.
  case heavyBall(Double)
  /// Adam with beta 0.9 and 0.999, epsilon 1e-8.
  case adam

  /// Throws if the parameter is out of range.
  func check() throws(TheoryError) {
    if case .heavyBall(let beta) = self, !(beta >= 0 && beta < 1) {
      throw TheoryError(value: "heavy ball beta=\(beta)", rule: "0 <= beta < 1")
    }
  }
}
