import Theory

/// Inputs and targets of examples, example after example.
struct ExampleArrays {
  let inputs: [Double]
  let targets: [Double]
  private let inputWidth: Int
  private let targetWidth: Int

  init(_ examples: FixedExamples) {
    let problem = examples.problem
    inputWidth = problem.inputDimension + problem.tokens
    targetWidth = problem.dimension
    var inputs: [Double] = []
    var targets: [Double] = []
    for (index, subset) in examples.subsets.enumerated() {
      let row = Array(examples.tokens.row(index))
      inputs += row
      inputs += (0..<problem.tokens).map { subset.contains($0) ? 1 : 0 }
      targets += problem.target(of: subset, tokens: row)
    }
    self.inputs = inputs
    self.targets = targets
  }

  /// The memory of passes over some of the examples, which it holds.
  func pass(_ shape: FullyConnectedShape, _ examples: Range<Int>) -> FullyConnectedPass<Double> {
    let pass = FullyConnectedPass<Double>(shape, examples: examples.count)
    pass.load(
      Array(inputs[(examples.lowerBound * inputWidth)..<(examples.upperBound * inputWidth)]),
      targets: Array(targets[(examples.lowerBound * targetWidth)..<(examples.upperBound * targetWidth)]))
    return pass
  }
}

extension FirstLayerCertificate {
  /// `(2 Pi - I) vector`, the mirror image whose part in the row space is the same.
  public func reflected(_ vector: [Double]) -> [Double] {
    vector.indices.map { place in
      var inside = 0.0
      for (entry, weight) in zip(projection.row(place), vector) { inside += entry * weight }
      return 2 * inside - vector[place]
    }
  }
}

extension FixedExampleTraining.Result {
  /// The greatest change of a first-layer row's part outside the span of the examples, but for weight decay, as a share of
  /// the row's length at the start.
  public func changeOutsideSpan(_ problem: Problem) throws(TheoryError) -> Double {
    let (before, after) = (try initial.tokenWeights(problem), try trained.tokenWeights(problem))
    var greatest = 0.0
    for row in 0..<before.rows {
      let start = Array(before.row(row))
      let change = zip(after.row(row), start).map { $0 - decay * $1 }
      var (outside, length) = (0.0, 0.0)
      // The reflection turns the sign of the part outside and of nothing else.
      for (entry, mirrored) in zip(change, span.reflected(change)) {
        outside += (entry - mirrored) * (entry - mirrored) / 4
      }
      for entry in start { length += entry * entry }
      let share = (outside / length).squareRoot()
      greatest = share <= greatest ? greatest : share
    }
    return greatest
  }
}

extension Problem {
  /// The target `(1/q) sum_{i in y} x_i`, x_1's coordinates first in vec(X).
  public func target(of subset: [Int], tokens: [Double]) -> [Double] {
    (0..<dimension).map { coordinate in
      var sum = 0.0
      for token in subset { sum += tokens[token * dimension + coordinate] }
      return sum / Double(sparsity)
    }
  }
}
