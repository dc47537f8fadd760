import Theory

/// What training and evaluating an attention layer takes, estimated from all that is computed.
///
/// An example costs its subset (of order T), its random numbers (T d tokens and, where positions are its own,
/// T d_e coordinates), the products with V and the softmax (T d), the logits and their gradients (T d_e and
/// d_e^2) and, for a dual query of positions that are not orthonormal, the Gram matrix and its factor,
/// `q^2 d_e / 2 + q^3 / 6` products. A frame costs `2 T^2 d_e` a step. Times are those of one core of 2020
/// and right within a factor of about three; bytes are those that are asked for.
public struct AttentionCost: Hashable, Sendable {
  /// The bytes that a training and its evaluation hold at most.
  public let bytes: Double
  /// The seconds of one step of training.
  public let secondsPerStep: Double
  /// The seconds of one draw of an evaluation.
  public let secondsPerDraw: Double

  /// The cost of a task.
  public init(_ settings: AttentionSettings) {
    let (training, evaluation) = (settings.shape(), settings.shape(batch: 1))
    bytes = max(Self.bytes(training, Float.self), Self.bytes(evaluation, Double.self))
    secondsPerStep = Self.seconds(training, settings)
    secondsPerDraw = 2 * Self.seconds(evaluation, settings)
  }

  /// What an `AttentionBatch` of such numbers allocates.
  private static func bytes<R: LayerScalar>(_ shape: AttentionShape, _: R.Type) -> Double {
    let lanes = Double(R.laneCount)
    let (tokens, dimension) = (Double(shape.tokens), Double(shape.dimension))
    let (size, width) = (Double(shape.sparsity), Double(shape.positionDimension))
    let batch = (Double(shape.batch) / lanes).rounded(.up) * lanes
    let own = shape.sharesPositions ? 1 : batch
    let rows = shape.sharesPositions ? tokens : batch
    var reals = batch * tokens * (dimension + 2) + own * tokens * width + batch * size
    reals += dimension * dimension * (1 + lanes) + width * width + 3 * rows * width
    reals += lanes * tokens * (dimension + 4)
    if shape.sharesPositions { reals += 2 * tokens * tokens }
    if shape.solvesQueries { reals += size * size }
    return Double(MemoryLayout<R>.size) * reals + Double(MemoryLayout<Int>.size) * batch * size
  }

  private static func seconds(_ shape: AttentionShape, _ settings: AttentionSettings) -> Double {
    let (tokens, dimension, batch) = (Double(shape.tokens), Double(shape.dimension), Double(shape.batch))
    let (size, width) = (Double(shape.sparsity), Double(shape.positionDimension))
    var example = 4e-9 * tokens * (dimension + 4)
    if !shape.sharesPositions { example += 4e-9 * tokens * width }
    if !shape.isIdentity { example += 2e-10 * width * width }
    if shape.solvesQueries { example += 1e-10 * size * size * width + 2e-10 * size * size * size }
    let frame = settings.positions == .orthonormalFrame ? 4e-10 * tokens * tokens * width : 0
    return batch * example + frame
  }
}
