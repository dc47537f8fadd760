import Theory

/// The exact risk of a layer with one-hot positions while it trains on samples.
public enum RiskDuringTraining {
  /// A layer after a number of steps.
  public struct Look: Hashable, Sendable {
    /// The risk, exact over tokens and over all subsets.
    public let risk: Double
    /// alpha = tr(V)/d.
    public let alpha: Double
    /// The coefficient C of W in its family.
    public let logit: Double
    /// A variable of mean 0 that varies with the risk: the change of the risk by `DeviationPath`, of the same samples.
    public let riskChange: Double
  }

  /// The layer after each of the given numbers of steps.
  ///
  /// Training is by stochastic gradient descent from zero with full matrices, as in `AttentionTrainer`. Beside it a step on
  /// the same samples is taken from the weights of descent without noise, for `riskChange`.
  /// - Throws: `TheoryError` if the settings are not those of gradient descent on standard tokens, one-hot positions with
  ///   d_e = T and the enumeration's problem, or the steps are not increasing within 0..<2^32.
  public static func looks(
    _ settings: AttentionSettings, over enumeration: SubsetEnumeration, address: StreamAddress, steps: [Int]
  ) throws(TheoryError) -> [Look] {
    try settings.requireOneHot(enumeration.problem)
    guard settings.optimizer == .gradientDescent else {
      throw TheoryError(value: "\(settings.optimizer)", rule: "gradient descent")
    }
    let trainer = try AttentionTrainer(settings, address: address)
    // The same examples, at the weights of descent without noise.
    let beside = AttentionDescent<Float>(settings, address, nil)
    var path = try DeviationPath(
      FlowSystem(problem: settings.problem, positions: .oneHot), stepSize: settings.stepSize)
    var taken = 0
    return try trainer.looks(after: steps) { count, weights throws(TheoryError) in
      for step in taken..<count {
        beside.batch.setWeights(
          AttentionWeights(
            alpha: path.aligned.alpha, logit: path.aligned.logit, dimension: settings.problem.dimension,
            positionDimension: settings.positionDimension, family: settings.family))
        // Rounded to single precision, so that only what the samples do is seen.
        let start = beside.batch.weights()
        _ = beside.run(from: UInt32(step), count: 1)
        let end = beside.batch.weights()
        let logit = { settings.family.project($0).logit }
        try path.advance(sampled: (end.alpha - start.alpha, logit(end) - logit(start)))
      }
      taken = count
      return Look(
        risk: enumeration.risk(oneHot: weights), alpha: weights.alpha,
        logit: settings.family.project(weights).logit, riskChange: try path.riskChange())
    }
  }
}

extension SubsetEnumeration {
  /// The risk of weights with one-hot positions, whose sizes are (d, T).
  func risk(oneHot weights: AttentionWeights) -> Double {
    let (length, q) = (problem.tokens, problem.sparsity)
    let law = RiskGivenAttention(value: weights.value, dimension: problem.dimension, sparsity: q)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: length) { row in
      guard let s = row.baseAddress else { return 0 }
      return subsets.withUnsafeBufferPointer { all in
        var risk = 0.0
        for (index, probability) in self.weights.enumerated() {
          guard let subset = all.baseAddress?.advanced(by: index * q) else { continue }
          weights.oneHotAttention(s, on: subset, count: q)
          risk += probability * law.risk(attention: s, tokens: length, subset: subset)
        }
        return risk
      }
    }
  }
}
