extension NoisyDescent {
  /// The law of the risk at another length and sparsity, after the steps taken: the layer is trained at its own (L1).
  ///
  /// - Throws: `TheoryError` unless positions are frames that hold T' tokens of the dimension d trained with.
  public func risk(test: Problem) throws(TheoryError) -> NoisyDescentState.Spread {
    risk(try curvature(test), sums: sums(test))
  }

  /// The law of the part of the risk at another length and sparsity that the weights off their families add.
  ///
  /// `R(V, W) - R(alpha, C)` to second order: what is left of a layer's risk over that of aligned weights with its own
  /// alpha and C.
  ///
  /// - Throws: `TheoryError` unless positions are frames that hold T' tokens of the dimension d trained with.
  public func riskOffFamily(test: Problem) throws(TheoryError) -> NoisyDescentState.Spread {
    riskOffFamily(try curvature(test), sums: sums(test))
  }

  private func sums(_ test: Problem) -> NoiseSums {
    NoiseSums(NoiseMode.all(test, system.positions), spread)
  }

  /// The curvature at a test of the same dimension, whose tokens frames of the width trained with can hold.
  private func curvature(_ test: Problem) throws(TheoryError) -> AlignedCurvature {
    guard test.dimension == system.problem.dimension, system.positions != .oneHot else {
      throw TheoryError(
        value: "\(test), \(system.positions)",
        rule: "dimension = \(system.problem.dimension), frames: one-hot positions beyond T are not trained")
    }
    _ = try system.positions.kappa(test)
    return AlignedCurvature(try weights(test))
  }
}
