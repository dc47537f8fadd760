import Theory

extension ExampleMoments {
  /// The moments of fixed examples.
  ///
  /// - Throws: `TheoryError` never, for valid examples.
  public init(of examples: FixedExamples) throws(TheoryError) {
    let problem = examples.problem
    let d = problem.dimension
    var (inside, outside) = ([[Double]](), [[Double]]())
    for (example, subset) in examples.subsets.enumerated() {
      var (sumInside, sumOutside) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
      for t in 0..<problem.tokens {
        let isInside = subset.contains(t)
        for i in 0..<d {
          let entry = examples.tokens[example, t * d + i]
          if isInside { sumInside[i] += entry } else { sumOutside[i] += entry }
        }
      }
      inside.append(sumInside.map { $0 / Double(problem.sparsity) })
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
