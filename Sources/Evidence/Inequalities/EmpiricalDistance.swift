import Theory

/// The greatest distance between an empirical and a given distribution function.
public enum EmpiricalDistance {
  /// Returns sup |F_n - F| from the values of F, continuous, at the samples in ascending order.
  ///
  /// For u_k = F(x_k), k from 1, it is the greatest of `k/n - u_k` and `u_k - (k-1)/n`.
  ///
  /// - Throws: `TheoryError` if there is no value, or the values fall by more than rounding or leave [0, 1].
  public static func supremum(probabilities: [Double]) throws(TheoryError) -> Double {
    try TailExponent.requireSamples(probabilities.count)
    let count = Double(probabilities.count)
    var (last, greatest) = (0.0, 0.0)
    for (index, value) in probabilities.enumerated() {
      // Rounding may let a computed F fall by a few units in the last place.
      guard value >= last - 1e-12, value <= 1 else {
        throw TheoryError(value: "probability \(value) after \(last)", rule: "0 <= rising values <= 1")
      }
      last = max(last, value)
      greatest = max(greatest, Double(index + 1) / count - value, value - Double(index) / count)
    }
    return greatest
  }
}
