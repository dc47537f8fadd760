import Theory

extension ExampleMoments {
  /// The moments of the examples of the first step of an attention layer's training, bit for bit those it trains on.
  ///
  /// - Throws: `TheoryError` never, for valid settings.
  public init(firstStepOf settings: AttentionSettings, address: StreamAddress) throws(TheoryError) {
    let problem = settings.problem
    let (length, d, q) = (problem.tokens, problem.dimension, problem.sparsity)
    let batch = AttentionBatch<Float>(settings.shape())
    let sampler = AttentionSampler(settings, address, evaluation: false)
    sampler.drawFixedPositions(batch)
    sampler.drawSubsetsAndPositions(batch, step: 0)
    sampler.drawTokens(batch, step: 0)
    var (inside, outside) = ([[Double]](), [[Double]]())
    for example in 0..<settings.batch {
      var isInside = [Bool](repeating: false, count: length)
      for place in 0..<q { isInside[batch.subset(example)[place]] = true }
      var (sumInside, sumOutside) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
      for i in 0..<d {
        for t in 0..<length {
          let entry = Double(batch.tokens[(example * d + i) * length + t])
          if isInside[t] { sumInside[i] += entry } else { sumOutside[i] += entry }
        }
      }
      inside.append(sumInside.map { $0 / Double(q) })
      outside.append(sumOutside.map { $0 / Double(problem.tokensOutside) })
    }
    try self.init(dimension: d, insideMeans: inside, outsideMeans: outside)
  }

  /// The moments of n examples drawn at an address: the two means of an example are independent Gaussian vectors of
  /// covariance I/q and I/N.
  ///
  /// - Throws: `TheoryError` unless the number of examples is positive.
  public init(of problem: Problem, examples: Int, address: StreamAddress) throws(TheoryError) {
    var stream = RandomStream(address, step: 0)
    func means(of count: Int) -> [[Double]] {
      let scale = 1 / Double(count).squareRoot()
      return (0..<max(0, examples)).map { _ in
        (0..<problem.dimension).map { _ in scale * stream.normal() }
      }
    }
    try self.init(
      dimension: problem.dimension, insideMeans: means(of: problem.sparsity),
      outsideMeans: means(of: problem.tokensOutside))
  }
}
