import Theory

/// Stochastic descent of the attention layer; every step draws its own positions, and its own examples unless they are given.
final class AttentionDescent<R: LayerScalar> {
  /// What takes the steps.
  private enum Stepper {
    case gradientDescent(R)
    case heavyBall(AttentionHeavyBall<R>)
    case adam(AttentionAdam<R>)
  }

  let batch: AttentionBatch<R>
  private let sampler: AttentionSampler
  private let stepper: Stepper
  private let drawsExamples: Bool

  init(
    _ settings: AttentionSettings, _ address: StreamAddress, _ initial: AttentionWeights?,
    examples: FixedExamples? = nil
  ) {
    batch = AttentionBatch(settings.shape())
    sampler = AttentionSampler(settings, address, evaluation: false)
    let stepSize = settings.stepSize
    stepper =
      switch settings.optimizer {
      case .gradientDescent: .gradientDescent(R(stepSize))
      case .heavyBall(let beta):
        .heavyBall(AttentionHeavyBall(batch, stepSize: R(stepSize), beta: R(beta)))
      case .adam: .adam(AttentionAdam(batch, stepSize: stepSize))
      }
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
    // One closure for all steps: one a step would be allocated in every step.
    var done = 0
    let report: ((Int) -> Void)? = progress.map { report in { report(done, $0) } }
    for index in 0..<count {
      done = index
      let step = first &+ UInt32(truncatingIfNeeded: index)
      if drawsExamples { sampler.drawSubsets(batch, step: step) }
      sampler.drawPositions(batch, step: step, progress: report)
      if drawsExamples { sampler.drawTokens(batch, step: step) }
      loss =
        switch stepper {
        case .gradientDescent(let stepSize):
          batch.addGradient(-stepSize, value: batch.value, keyQuery: batch.keyQuery)
        case .heavyBall(let ball): ball.step(batch)
        case .adam(let adam): adam.step(batch)
        }
    }
    return loss
  }
}

/// Adam's steps of V and W of one layer, padding included: its gradient is 0, so it stays 0.
final class AttentionAdam<R: LayerScalar> {
  /// The gradient and the two moments of one matrix.
  private struct Moments {
    let gradient: AlignedBuffer<R>
    let first: AlignedBuffer<R>
    let second: AlignedBuffer<R>

    init(_ count: Int) {
      (gradient, first, second) = (AlignedBuffer(count), AlignedBuffer(count), AlignedBuffer(count))
    }

    func apply(_ rates: AdamRates<R>, to parameters: UnsafeMutablePointer<R>) {
      rates.apply(parameters, gradient.pointer, first.pointer, second.pointer, gradient.count)
    }
  }

  private let value: Moments
  private let keyQuery: Moments
  private let stepSize: Double
  private var powers = AdamPowers()

  init(_ batch: AttentionBatch<R>, stepSize: Double) {
    value = Moments(batch.shape.dimension * batch.dimensionStride)
    keyQuery = Moments(batch.shape.positionDimension * batch.positionStride)
    self.stepSize = stepSize
  }

  /// One step on the batch's examples; returns half their mean squared error before it.
  func step(_ batch: AttentionBatch<R>) -> R {
    RowProduct.clear(value.gradient.pointer, padded: value.gradient.count)
    RowProduct.clear(keyQuery.gradient.pointer, padded: keyQuery.gradient.count)
    let loss = batch.addGradient(1, value: value.gradient.pointer, keyQuery: keyQuery.gradient.pointer)
    let rates = powers.next(R.self, stepSize: stepSize)
    value.apply(rates, to: batch.value)
    keyQuery.apply(rates, to: batch.keyQuery)
    return loss
  }
}

/// Trains the attention layer on samples, by the settings' optimizer, in single precision.
///
/// Both matrices V and W are trained in full; from zero unless starting weights are given. Equal settings and
/// address give equal weights, bit for bit. Nothing is allocated inside a step on standard tokens.
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
  /// - Throws: `TheoryError` if the weights' or the examples' sizes are not those of the settings.
  public init(
    _ settings: AttentionSettings, address: StreamAddress, initial: AttentionWeights? = nil,
    examples: FixedExamples? = nil
  ) throws(TheoryError) {
    if let initial { try initial.check(settings) }
    try examples?.check(settings)
    self.settings = settings
    descent = AttentionDescent(settings, address, initial, examples: examples)
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

  /// Steps on to each of the given numbers of steps, and what is seen there of the weights.
  ///
  /// - Throws: `TheoryError` if the numbers are not increasing, from the steps already taken on, within 0..<2^32, or a look
  ///   throws.
  func looks<Look>(
    after counts: [Int], _ look: (Int, AttentionWeights) throws(TheoryError) -> Look
  ) throws(TheoryError) -> [Look] {
    var looks: [Look] = []
    for count in counts {
      let taken = Int(steps)
      guard count > taken || (count == taken && looks.isEmpty), count <= Int(UInt32.max) else {
        throw TheoryError(value: "steps = \(counts)", rule: "increasing, within 0..<2^32")
      }
      run(steps: count - taken)
      looks.append(try look(count, weights))
    }
    return looks
  }
}

/// The same training in double precision, from the same code and random numbers: a check on rounding.
public enum AttentionTrainingInDouble {
  /// The weights after a number of steps, each on the examples given, or on its own.
  ///
  /// - Throws: `TheoryError` if the weights' or the examples' sizes are not those of the settings.
  public static func weights(
    _ settings: AttentionSettings, address: StreamAddress, initial: AttentionWeights? = nil,
    examples: FixedExamples? = nil, steps: Int
  ) throws(TheoryError) -> AttentionWeights {
    if let initial { try initial.check(settings) }
    try examples?.check(settings)
    let descent = AttentionDescent<Double>(settings, address, initial, examples: examples)
    _ = descent.run(from: 0, count: max(0, steps))
    return descent.batch.weights()
  }
}

extension FixedExamples {
  /// Throws if they are no batch of the settings.
  fileprivate func check(_ settings: AttentionSettings) throws(TheoryError) {
    if problem != settings.problem || count != settings.batch {
      throw TheoryError(
        value: "\(count) examples of \(problem)", rule: "a batch of \(settings.batch) of \(settings.problem)")
    }
  }
}

extension AttentionWeights {
  /// Throws if the sizes are not those of the settings.
  func check(_ settings: AttentionSettings) throws(TheoryError) {
    try check(settings.problem.dimension, settings.positionDimension)
  }

  /// Throws if the sizes are not those of a problem with one-hot positions, d_e = T.
  func check(oneHot problem: Problem) throws(TheoryError) { try check(problem.dimension, problem.tokens) }

  private func check(_ d: Int, _ m: Int) throws(TheoryError) {
    if dimension != d || value.count != d * d {
      throw TheoryError(value: "value matrix of dimension \(dimension)", rule: "dimension = \(d)")
    }
    if positionDimension != m || keyQuery.count != m * m {
      throw TheoryError(
        value: "key-query matrix of dimension \(positionDimension)", rule: "positionDimension = \(m)")
    }
  }
}
