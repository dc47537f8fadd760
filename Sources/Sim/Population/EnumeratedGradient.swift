import Theory

/// The population gradient of R/2 summed example by example, over tokens, subsets and positions; no form of it is assumed.
///
/// The layer is `f = V X s`, `s = softmax(E^T W e_y)`. An example (X, y, E) with the error `e = f - STS` has the gradients
/// `e (X s)^T` in V and `sum_tu g_t [u in y] e_t e_u^T` in W, with `h = X^T V^T e` and `g_t = s_t (h_t - s.h)`.
///
/// - Tokens: given (y, E) these are quadratic forms in X, so signs with the second moments of independent ones
///   (`SignDesign`), times a standard deviation for each coordinate, give their mean over every law of X with those.
/// - Subsets: all of them.
/// - Frames: `e_t = sigma_t u_(t + r)`, indices modulo d_e, over all cyclic shifts r and a design of signs sigma; they are signed
///   permutations, and `E[e_t[a] e_u[b]] = [t = u][a = b]/d_e` as for Haar frames. At W = C I the logits do not depend on
///   the frame, so the mean gradient in W is linear in those moments and is the Haar mean. Elsewhere it is another.
///
/// Derived here.
public struct EnumeratedGradient: Sendable {
  /// What is different from the claims' assumptions; nothing by default.
  public struct World: Hashable, Sendable, Codable {
    /// The variance of a token's last coordinate; the others have 1.
    public var lastVariance = 1.0
    /// The weight of the first subset; the others have 1.
    public var firstSubset = 1.0
    /// The weight of the first frame; the others have 1.
    public var firstFrame = 1.0

    /// The claims' own world.
    public init() {}
  }

  private struct Frame: Sendable {
    let axes: [Int]
    let signs: [Double]
    let probability: Double
  }

  private let enumeration: SubsetEnumeration
  private let width: Int
  private let frames: [Frame]
  private let tokens: [[Double]]

  /// Prepares the sums; one-hot positions are one frame, the identity.
  ///
  /// With a covariance L L^T the token of z is L z.
  ///
  /// - Throws: `TheoryError` if there are more than 10^6 subsets, a frame's width is below T, or a weight or a variance
  ///   is not positive and finite, or the covariance is not d x d.
  public init(
    _ problem: Problem, positions: PositionLaw, world: World = World(), covariance: TokenCovariance? = nil
  ) throws(TheoryError) {
    if let covariance, covariance.variances.count != problem.dimension {
      throw TheoryError(value: "\(covariance.variances.count) variances", rule: "d = \(problem.dimension)")
    }
    for number in [world.lastVariance, world.firstSubset, world.firstFrame]
    where !(number > 0 && number.isFinite) {
      throw TheoryError(value: "\(number)", rule: "variance and weights are positive and finite")
    }
    let count = try Subsets.count(of: problem)
    enumeration = try SubsetEnumeration(
      problem, relativeWeights: (0..<count).map { $0 == 0 ? world.firstSubset : 1 })
    _ = try positions.kappa(problem)
    switch positions {
    case .oneHot:
      width = problem.tokens
      frames = [
        Frame(
          axes: Array(0..<problem.tokens), signs: [Double](repeating: 1, count: problem.tokens),
          probability: 1)
      ]
    case .orthonormalFrame(let width):
      self.width = width
      frames = Self.frames(problem.tokens, width, first: world.firstFrame)
    }
    let d = problem.dimension
    let design = SignDesign(signs: problem.inputDimension)
    let deviation = world.lastVariance.squareRoot()
    tokens = (0..<design.outcomes).map { row in
      let signs = design.outcome(row).enumerated().map {
        $0.offset % d == d - 1 ? deviation * $0.element : $0.element
      }
      guard let factor = covariance?.factor else { return signs }
      return signs.indices.map { index in
        (0..<d).reduce(0) { $0 + factor[index % d * d + $1] * signs[index / d * d + $1] }
      }
    }
  }

  private static func frames(_ length: Int, _ width: Int, first: Double) -> [Frame] {
    let design = SignDesign(signs: length)
    let total = first + Double(width * design.outcomes - 1)
    return (0..<width).flatMap { shift in
      (0..<design.outcomes).map { row in
        Frame(
          axes: (0..<length).map { ($0 + shift) % width }, signs: design.outcome(row),
          probability: (shift == 0 && row == 0 ? first : 1) / total)
      }
    }
  }

  /// The gradient of R/2 in V and W.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not (d, d_e).
  public func gradient(at weights: AttentionWeights) throws(TheoryError) -> AttentionWeights {
    let problem = enumeration.problem
    guard weights.dimension == problem.dimension, weights.positionDimension == width else {
      throw TheoryError(
        value: "weights (\(weights.dimension), \(weights.positionDimension))",
        rule: "(\(problem.dimension), \(width))")
    }
    var sum = AttentionWeights(dimension: problem.dimension, positionDimension: width)
    var work = Workspace(problem)
    let q = problem.sparsity
    for frame in frames {
      for (index, probability) in enumeration.weights.enumerated() {
        let subset = Array(enumeration.subsets[(index * q)..<((index + 1) * q)])
        work.attend(weights, frame.axes, frame.signs, subset)
        let factor = frame.probability * probability / Double(tokens.count)
        for x in tokens { work.add(x, subset, weights, factor, to: &sum) }
        for t in 0..<problem.tokens {
          for u in subset {
            sum.keyQuery[frame.axes[t] * width + frame.axes[u]] +=
              frame.signs[t] * frame.signs[u] * work.gain[t]
          }
        }
      }
    }
    return sum
  }

  /// What the examples of one (E, y) are summed in.
  private struct Workspace {
    var attention: [Double]
    /// The sum of the gradients in the logits.
    var gain: [Double]
    private var slope: [Double]
    private var mean: [Double]
    private var error: [Double]
    private var back: [Double]

    init(_ problem: Problem) {
      attention = [Double](repeating: 0, count: problem.tokens)
      (gain, slope) = (attention, attention)
      mean = [Double](repeating: 0, count: problem.dimension)
      (error, back) = (mean, mean)
    }

    /// The attention of one (E, y); the sum of gradients starts anew.
    mutating func attend(_ weights: AttentionWeights, _ axes: [Int], _ signs: [Double], _ subset: [Int]) {
      var top = -Double.infinity
      for t in attention.indices {
        var logit = 0.0
        for u in subset {
          logit += signs[t] * signs[u] * weights.keyQuery[axes[t] * weights.positionDimension + axes[u]]
        }
        attention[t] = logit
        top = max(top, logit)
        gain[t] = 0
      }
      var total = 0.0
      for t in attention.indices {
        attention[t] = Elementary.exp(attention[t] - top)
        total += attention[t]
      }
      for t in attention.indices { attention[t] /= total }
    }

    /// Adds one example, token t being x[t d ..< (t + 1) d].
    mutating func add(
      _ x: [Double], _ subset: [Int], _ weights: AttentionWeights, _ factor: Double,
      to sum: inout AttentionWeights
    ) {
      let d = mean.count
      for i in 0..<d {
        var total = 0.0
        for t in attention.indices { total += x[t * d + i] * attention[t] }
        mean[i] = total
        back[i] = 0
      }
      for i in 0..<d {
        var miss = 0.0
        for t in subset { miss -= x[t * d + i] }
        miss /= Double(subset.count)
        for j in 0..<d { miss += weights.value[i * d + j] * mean[j] }
        for j in 0..<d {
          sum.value[i * d + j] += factor * miss * mean[j]
          back[j] += miss * weights.value[i * d + j]
        }
      }
      var average = 0.0
      for t in attention.indices {
        var total = 0.0
        for j in 0..<d { total += back[j] * x[t * d + j] }
        slope[t] = total
        average += attention[t] * total
      }
      for t in attention.indices { gain[t] += factor * attention[t] * (slope[t] - average) }
    }
  }
}
