import Theory

/// Stochastic gradient descent of the attention layer; every step draws its own positions, and its own examples unless
/// they are given.
final class AttentionDescent<R: LayerScalar> {
  let batch: AttentionBatch<R>
  private let sampler: AttentionSampler
  private let stepSize: R
  private let drawsExamples: Bool

  init(
    _ settings: AttentionSettings, _ address: StreamAddress, _ initial: AttentionWeights?,
    _ examples: FixedExamples? = nil
  ) {
    batch = AttentionBatch(settings.shape())
    sampler = AttentionSampler(settings, address, evaluation: false)
    stepSize = R(settings.stepSize)
    drawsExamples = examples == nil
    if let initial { batch.setWeights(initial) }
    if let examples { batch.load(examples) }
    sampler.drawFixedPositions(batch)
  }

  /// Takes steps; returns the last one's half mean squared error before its update.
  ///
  /// `progress` is told the steps done and the examples drawn in the next.
  func run(from first: UInt32, count: Int, progress: ((Int, Int) -> Void)? = nil) -> R {
    var loss: R = 0
    for index in 0..<count {
      let step = first &+ UInt32(truncatingIfNeeded: index)
      if drawsExamples { sampler.drawSubsets(batch, step: step) }
      sampler.drawPositions(
        batch, step: step, progress: progress.map { report in { report(index, $0) } })
      if drawsExamples { sampler.drawTokens(batch, step: step) }
      loss = batch.addGradient(-stepSize, value: batch.value, keyQuery: batch.keyQuery)
    }
    return loss
  }
}

/// Trains the attention layer by stochastic gradient descent in single precision.
///
/// Both matrices V and W are trained in full; from zero unless starting weights are given. Equal settings and
/// address give equal weights, bit for bit. Nothing is allocated inside a step.
public final class AttentionTrainer {
  /// The settings.
  public let settings: AttentionSettings
  /// The number of steps taken.
  public private(set) var steps: UInt32 = 0
  /// Half the mean squared error on the last step's batch, before its update.
  public private(set) var lastHalfError: Float = 0

  private let descent: AttentionDescent<Float>

  /// Starts at the given weights, or at zero; every step takes the examples given, or draws its own.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or the examples are not the settings'
  ///   batch of its problem.
  public init(
    _ settings: AttentionSettings, address: StreamAddress, initial: AttentionWeights? = nil,
    examples: FixedExamples? = nil
  ) throws(TheoryError) {
    if let initial { try initial.check(settings) }
    if let examples, examples.problem != settings.problem || examples.count != settings.batch {
      throw TheoryError(
        value: "\(examples.count) examples of \(examples.problem)",
        rule: "a batch of \(settings.batch) of \(settings.problem)")
    }
    self.settings = settings
    descent = AttentionDescent(settings, address, initial, examples)
  }

  /// Takes a number of steps.
  ///
  /// After every example drawn `progress` is told how many of these steps are done and how many examples the
  /// next one has.
  public func run(steps count: Int, progress: ((Int, Int) -> Void)? = nil) {
    if count <= 0 { return }
    lastHalfError = descent.run(from: steps, count: count, progress: progress)
    steps &+= UInt32(truncatingIfNeeded: count)
  }

  /// The weights now.
  public var weights: AttentionWeights { descent.batch.weights() }
}

/// The same training in double precision, from the same code and random numbers: a check on rounding.
public enum AttentionTrainingInDouble {
  /// The weights after a number of steps.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings.
  public static func weights(
    _ settings: AttentionSettings, address: StreamAddress, initial: AttentionWeights? = nil, steps: Int
  ) throws(TheoryError) -> AttentionWeights {
    if let initial { try initial.check(settings) }
    let descent = AttentionDescent<Double>(settings, address, initial)
    _ = descent.run(from: 0, count: max(0, steps))
    return descent.batch.weights()
  }
}

extension AttentionWeights {
  /// Throws if the sizes are not those of the settings.
  func check(_ settings: AttentionSettings) throws(TheoryError) {
    let d = settings.problem.dimension
    let m = settings.positionDimension
    if dimension != d || value.count != d * d {
      throw TheoryError(value: "value matrix of dimension \(dimension)", rule: "dimension = \(d)")
    }
    if positionDimension != m || keyQuery.count != m * m {
      throw TheoryError(
        value: "key-query matrix of dimension \(positionDimension)", rule: "positionDimension = \(m)")
    }
  }
}
