import Theory

/// Stochastic gradient descent of the attention layer; every step draws its own examples.
final class AttentionDescent<R: LayerScalar> {
  let batch: AttentionBatch<R>
  private let sampler: AttentionSampler
  private let stepSize: R
  private let memory: AttentionMemory<R>?
  private let mixing: TokenMixing<R>?

  init(
    _ settings: AttentionSettings, _ address: StreamAddress, _ initial: AttentionWeights?,
    heavyBall: Double = 0, covariance: TokenCovariance? = nil
  ) {
    batch = AttentionBatch(settings.shape())
    sampler = AttentionSampler(settings, address, evaluation: false)
    stepSize = R(settings.stepSize)
    memory = heavyBall == 0 ? nil : AttentionMemory(batch, factor: R(heavyBall))
    mixing = covariance.map { TokenMixing($0) }
    if let initial { batch.setWeights(initial) }
    sampler.drawFixedPositions(batch)
  }

  /// Takes steps; returns the last one's half mean squared error before its update.
  ///
  /// `progress` is told the steps done and the examples drawn in the next.
  func run(from first: UInt32, count: Int, progress: ((Int, Int) -> Void)? = nil) -> R {
    var loss: R = 0
    for index in 0..<count {
      let step = first &+ UInt32(truncatingIfNeeded: index)
      sampler.drawSubsetsAndPositions(
        batch, step: step, progress: progress.map { report in { report(index, $0) } })
      sampler.drawTokens(batch, step: step)
      mixing?.apply(batch)
      if let memory {
        loss = memory.step(batch, stepSize)
      } else {
        loss = batch.addGradient(-stepSize, value: batch.value, keyQuery: batch.keyQuery)
      }
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

  /// Starts at the given weights, or at zero; with a heavy ball and with tokens of a covariance if asked for.
  ///
  /// - Throws: `TheoryError` if the weights' sizes or the covariance's are not those of the settings, or unless
  ///   0 <= heavyBall < 1.
  public init(
    _ settings: AttentionSettings, address: StreamAddress, initial: AttentionWeights? = nil,
    heavyBall: Double = 0, covariance: TokenCovariance? = nil
  ) throws(TheoryError) {
    if let initial { try initial.check(settings) }
    guard heavyBall >= 0, heavyBall < 1 else {
      throw TheoryError(value: "heavyBall = \(heavyBall)", rule: "0 <= heavyBall < 1")
    }
    if let covariance, covariance.variances.count != settings.problem.dimension {
      throw TheoryError(
        value: "\(covariance.variances.count) variances", rule: "d = \(settings.problem.dimension)")
    }
    self.settings = settings
    descent = AttentionDescent(settings, address, initial, heavyBall: heavyBall, covariance: covariance)
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
