import Theory

/// Stochastic gradient descent of the attention layer on fresh samples, one-hot positions, in double precision: with
/// weight decay, with noisy labels, or with W = K^T Q trained as two factors.
///
/// `AttentionTrainer` is many times faster and has none of the three. For one example with s = softmax(W 1_y), z = X s,
/// r = V z - STS_q(X, y) - noise and v = X^T V^T r, the gradients of ||r||^2 / 2 are `r z^T` in V, `g_t = s_t (v_t - s.v)`
/// in the logits and `g 1_y^T` in W.
public struct SampleDescent: Hashable, Sendable {
  /// The task and its training.
  public let settings: AttentionSettings
  /// The weight decay lambda of the objective `R/2 + (lambda/2)(|V|^2 + |W|^2)`.
  public let decay: Double
  /// The variance E|noise|^2 of a label's Gaussian noise, in all d coordinates together.
  public let labelVariance: Double

  /// Descent with settings, weight decay and label noise.
  ///
  /// - Throws: `TheoryError` unless the settings are those of gradient descent on standard tokens, one-hot positions with
  ///   d_e = T, and decay and variance are nonnegative and finite.
  public init(_ settings: AttentionSettings, decay: Double = 0, labelVariance: Double = 0)
    throws(TheoryError)
  {
    try settings.requireOneHot(settings.problem)
    guard settings.optimizer == .gradientDescent, decay >= 0, settings.stepSize * decay < 1,
      labelVariance >= 0, labelVariance.isFinite
    else {
      throw TheoryError(
        value:
          "\(settings.optimizer), step \(settings.stepSize), decay \(decay), label variance \(labelVariance)",
        rule: "gradient descent, 0 <= step * decay < 1, variance >= 0")
    }
    self.settings = settings
    self.decay = decay
    self.labelVariance = labelVariance
  }

  /// The weights after each of the given numbers of steps, V and W trained.
  ///
  /// - Throws: `TheoryError` if the counts are not increasing within 0..<2^32, or the start has another size.
  public func run(
    from initial: AttentionWeights, address: StreamAddress, steps: [Int]
  ) throws(TheoryError) -> [AttentionWeights] {
    try initial.check(oneHot: settings.problem)
    var samples = SampledGradient(self, address)
    let stepSize = settings.stepSize
    return try path(from: initial, steps: steps) { weights, step in
      let gradient = samples.gradient(at: weights, step: step)
      weights = weights.moved(-stepSize * decay, weights).moved(-stepSize, gradient)
    }
  }

  /// The weights after each of the given numbers of steps, V, K and Q trained, without decay.
  ///
  /// - Throws: `TheoryError` if the counts are not increasing within 0..<2^32, or the start has another size.
  public func run(
    from initial: FactorizedWeights, address: StreamAddress, steps: [Int]
  ) throws(TheoryError) -> [FactorizedWeights] {
    try initial.product.check(oneHot: settings.problem)
    var samples = SampledGradient(self, address)
    let stepSize = settings.stepSize
    return try path(from: initial, steps: steps) { weights, step in
      let gradient = samples.gradient(at: weights.product, step: step)
      weights = weights.moved(-stepSize, weights.gradient(from: gradient))
    }
  }

  private func path<Weights>(
    from initial: Weights, steps: [Int], _ advance: (inout Weights, UInt32) -> Void
  ) throws(TheoryError) -> [Weights] {
    var (taken, weights) = (0, initial)
    var result: [Weights] = []
    for count in steps {
      guard count >= taken, count <= Int(UInt32.max) else {
        throw TheoryError(value: "steps = \(steps)", rule: "increasing, within 0..<2^32")
      }
      while taken < count {
        advance(&weights, UInt32(taken))
        taken += 1
      }
      result.append(weights)
    }
    return result
  }
}

/// The mean gradient of a batch of fresh samples.
private struct SampledGradient {
  private let problem: Problem
  private let batch: Int
  private let noise: Double
  private let (tokenAddress, subsetAddress, labelAddress): (StreamAddress, StreamAddress, StreamAddress)
  private var x: [Double]
  private var s: [Double]
  private var mean: [Double]
  private var residual: [Double]

  init(_ descent: SampleDescent, _ address: StreamAddress) {
    problem = descent.settings.problem
    batch = descent.settings.batch
    noise = (descent.labelVariance / Double(problem.dimension)).squareRoot()
    tokenAddress = address.with(purpose: .tokens)
    subsetAddress = address.with(purpose: .subsets)
    labelAddress = address.with(purpose: .check)
    x = [Double](repeating: 0, count: problem.inputDimension)
    s = [Double](repeating: 0, count: problem.tokens)
    mean = [Double](repeating: 0, count: problem.dimension)
    residual = mean
  }

  /// Tokens, subsets and label noise of a step are the same at all weights.
  mutating func gradient(at weights: AttentionWeights, step: UInt32) -> AttentionWeights {
    var tokens = RandomStream(tokenAddress, step: step)
    var subsets = RandomStream(subsetAddress, step: step)
    var labels = RandomStream(labelAddress, step: step)
    var sum = AttentionWeights(oneHot: problem)
    for _ in 0..<batch {
      let subset = subsets.subset(size: problem.sparsity, of: problem.tokens)
      for index in x.indices { x[index] = tokens.normal() }
      for i in residual.indices { residual[i] = noise == 0 ? 0 : -noise * labels.normal() }
      add(weights, subset, to: &sum)
    }
    return sum
  }

  /// Adds one example's gradient over the batch; token t is row t of x, the residual holds minus the noise.
  private mutating func add(_ weights: AttentionWeights, _ subset: [Int], to sum: inout AttentionWeights) {
    let (length, d) = (problem.tokens, problem.dimension)
    let share = 1 / Double(batch)
    weights.oneHotAttention(&s, on: subset, count: subset.count)
    for i in 0..<d {
      mean[i] = 0
      for t in 0..<length { mean[i] += s[t] * x[t * d + i] }
      for t in subset { residual[i] -= x[t * d + i] / Double(problem.sparsity) }
    }
    for i in 0..<d {
      for j in 0..<d { residual[i] += weights.value[i * d + j] * mean[j] }
    }
    // s.v = (X s).(V^T r).
    var back = [Double](repeating: 0, count: d)
    var average = 0.0
    for j in 0..<d {
      for i in 0..<d {
        back[j] += weights.value[i * d + j] * residual[i]
        sum.value[i * d + j] += share * residual[i] * mean[j]
      }
      average += back[j] * mean[j]
    }
    for t in 0..<length {
      var score = -average
      for i in 0..<d { score += back[i] * x[t * d + i] }
      let g = share * s[t] * score
      for j in subset { sum.keyQuery[t * length + j] += g }
    }
  }
}
