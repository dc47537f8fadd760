import Theory

/// V trained by stochastic gradient descent from zero while the attention stays at aligned weights.
///
/// Every step draws B fresh examples, Gaussian tokens and uniform subsets, and moves V by -eta times the gradient of half the
/// mean squared error. The risk of what was trained is exact by A1.
public enum FrozenAttentionDescent {
  /// R/R* - 1 of each run after its steps, R* the least risk that the attention allows.
  ///
  /// - Throws: `TheoryError` if a count is not positive, the step not positive and finite, or there are more than 10^6 subsets.
  public static func excesses(
    _ problem: Problem, logit: Double, stepSize: Double, batch: Int, steps: Int, runs: Int,
    address: StreamAddress
  ) throws(TheoryError) -> [Double] {
    guard batch >= 1, steps >= 1, runs >= 1, stepSize > 0, stepSize.isFinite else {
      throw TheoryError(
        value: "batch = \(batch), steps = \(steps), runs = \(runs), step = \(stepSize)", rule: "all positive")
    }
    _ = try Subsets.count(of: problem)
    let subsets = Array(Subsets(of: problem))
    var layer = try Layer(problem, logit: logit)
    let least = try AlignedWeights.bestRisk(problem, logit: logit)
    var tokens = [Float](repeating: 0, count: steps * batch * problem.inputDimension)
    return (0..<runs).map { run in
      let own = address.with(part: run)
      var normals = RandomStream(own.with(purpose: .tokens), step: 0)
      var choice = RandomStream(own.with(purpose: .subsets), step: 0)
      tokens.withUnsafeMutableBufferPointer { normals.fillNormals($0) }
      layer.forget()
      var example = 0
      for _ in 0..<steps {
        for _ in 0..<batch {
          let subset = subsets[Int(choice.integer(below: UInt32(subsets.count)))]
          layer.add(tokens, from: example * problem.inputDimension, subset)
          example += 1
        }
        layer.step(stepSize / Double(batch))
      }
      return layer.risk / least - 1
    }
  }

  /// V, its gradient, and the attention.
  private struct Layer {
    let problem: Problem
    /// The attention on a token of y, and off y.
    let on: Double
    let off: Double
    var value: [Double]
    var gradient: [Double]
    var read: [Double]
    var error: [Double]

    init(_ problem: Problem, logit: Double) throws(TheoryError) {
      let weights = try AlignedWeights(problem: problem, alpha: 1, logit: logit)
      self.problem = problem
      on = weights.massOnSubset / Double(problem.sparsity)
      off = weights.massOffSubset / Double(problem.tokensOutside)
      read = [Double](repeating: 0, count: problem.dimension)
      error = read
      value = [Double](repeating: 0, count: problem.dimension * problem.dimension)
      gradient = value
    }

    mutating func forget() {
      for index in value.indices { (value[index], gradient[index]) = (0, 0) }
    }

    /// Adds an example's gradient `(V X s - STS)(X s)^T`.
    mutating func add(_ tokens: [Float], from first: Int, _ subset: [Int]) {
      let d = problem.dimension
      for i in 0..<d {
        var (all, chosen) = (0.0, 0.0)
        for t in 0..<problem.tokens { all += Double(tokens[first + t * d + i]) }
        for t in subset { chosen += Double(tokens[first + t * d + i]) }
        read[i] = off * all + (on - off) * chosen
        error[i] = -chosen / Double(problem.sparsity)
      }
      for i in 0..<d {
        for j in 0..<d { error[i] += value[i * d + j] * read[j] }
        for j in 0..<d { gradient[i * d + j] += error[i] * read[j] }
      }
    }

    mutating func step(_ size: Double) {
      for index in value.indices {
        value[index] -= size * gradient[index]
        gradient[index] = 0
      }
    }

    /// The risk by A1: `||V||^2 ||s||^2 - (2/q) tr V (s . 1_y) + d/q`.
    var risk: Double {
      let (d, q) = (problem.dimension, Double(problem.sparsity))
      var (square, trace) = (0.0, 0.0)
      for entry in value { square += entry * entry }
      for i in 0..<d { trace += value[i * d + i] }
      let norm = q * on * on + Double(problem.tokensOutside) * off * off
      return square * norm - 2 * trace * on + problem.trivialRisk
    }
  }
}
