import Theory

/// The full attention layer on tokens z_i = [x_i; e_i] with query [0; e_y], e_y the sum; one-hot positions.
///
/// `f = V_X X s + V_E E s`, s the softmax of `z_i^T [W_XE; W_EE] e_y`. The blocks of W that meet the query's zero token
/// part never act. Half the squared error has, with `e = f - STS`, `h_i = e^T (V_X x_i + V_E e_i)` and
/// `g_i = s_i (h_i - s.h)`, the gradients `e (X s)^T` in V_X, `e s^T` in V_E, `sum_i g_i x_i 1_y^T` in W_XE and `g 1_y^T` in
/// W_EE.
public struct TokenLayer: Hashable, Sendable {
  /// The token dimension d.
  public let dimension: Int
  /// The number T of tokens and the dimension of the positions.
  public let tokens: Int
  /// V_X, d x d, row-major.
  public var tokenValue: [Double]
  /// V_E, d x T, row-major.
  public var positionValue: [Double]
  /// W_XE, d x T, row-major.
  public var tokenKey: [Double]
  /// W_EE, T x T, row-major.
  public var positionKey: [Double]

  /// All blocks zero.
  public init(_ problem: Problem) {
    (dimension, tokens) = (problem.dimension, problem.tokens)
    tokenValue = [Double](repeating: 0, count: dimension * dimension)
    positionValue = [Double](repeating: 0, count: dimension * tokens)
    tokenKey = positionValue
    positionKey = [Double](repeating: 0, count: tokens * tokens)
  }

  /// V_X = alpha I, W_EE = C (I - 11^T/T), and the other two blocks zero.
  public init(aligned weights: AlignedWeights) {
    self.init(weights.problem)
    for i in 0..<dimension { tokenValue[i * dimension + i] = weights.alpha }
    for i in 0..<tokens {
      for j in 0..<tokens {
        positionKey[i * tokens + j] = weights.logit * ((i == j ? 1 : 0) - 1 / Double(tokens))
      }
    }
  }

  /// Adds a factor times a direction.
  public mutating func move(_ factor: Double, _ direction: TokenLayer) {
    for index in tokenValue.indices { tokenValue[index] += factor * direction.tokenValue[index] }
    for index in positionValue.indices { positionValue[index] += factor * direction.positionValue[index] }
    for index in tokenKey.indices { tokenKey[index] += factor * direction.tokenKey[index] }
    for index in positionKey.indices { positionKey[index] += factor * direction.positionKey[index] }
  }

  /// Adds a factor times the gradient of half the squared error on one example to a sum of gradients.
  ///
  /// Token t is x[t d ..< (t + 1) d]. Sizes are the caller's to match: d T numbers, subset sorted or not, below T.
  func addGradient(
    tokens x: [Double], subset: ArraySlice<Int>, factor: Double, to sum: inout TokenLayer,
    workspace: inout TokenLayerWorkspace
  ) {
    let (d, length) = (dimension, tokens)
    attend(x, subset, &workspace)
    for i in 0..<d {
      var mean = 0.0
      for t in 0..<length { mean += x[t * d + i] * workspace.attention[t] }
      workspace.mean[i] = mean
    }
    for i in 0..<d {
      var error = 0.0
      for t in subset { error -= x[t * d + i] }
      error /= Double(subset.count)
      for j in 0..<d { error += tokenValue[i * d + j] * workspace.mean[j] }
      for t in 0..<length { error += positionValue[i * length + t] * workspace.attention[t] }
      workspace.error[i] = error
    }
    for i in 0..<d {
      let scaled = factor * workspace.error[i]
      for j in 0..<d { sum.tokenValue[i * d + j] += scaled * workspace.mean[j] }
      for t in 0..<length { sum.positionValue[i * length + t] += scaled * workspace.attention[t] }
    }
    addKeyGradient(x, subset, factor, &sum, &workspace)
  }

  private func attend(_ x: [Double], _ subset: ArraySlice<Int>, _ workspace: inout TokenLayerWorkspace) {
    let (d, length) = (dimension, tokens)
    var top = -Double.infinity
    for t in 0..<length {
      var logit = 0.0
      for k in subset {
        logit += positionKey[t * length + k]
        for i in 0..<d { logit += x[t * d + i] * tokenKey[i * length + k] }
      }
      workspace.attention[t] = logit
      top = max(top, logit)
    }
    var total = 0.0
    for t in 0..<length {
      workspace.attention[t] = Elementary.exp(workspace.attention[t] - top)
      total += workspace.attention[t]
    }
    for t in 0..<length { workspace.attention[t] /= total }
  }

  private func addKeyGradient(
    _ x: [Double], _ subset: ArraySlice<Int>, _ factor: Double, _ sum: inout TokenLayer,
    _ workspace: inout TokenLayerWorkspace
  ) {
    let (d, length) = (dimension, tokens)
    for j in 0..<d {
      var back = 0.0
      for i in 0..<d { back += workspace.error[i] * tokenValue[i * d + j] }
      workspace.mean[j] = back
    }
    var average = 0.0
    for t in 0..<length {
      var gain = 0.0
      for i in 0..<d {
        gain += workspace.mean[i] * x[t * d + i] + workspace.error[i] * positionValue[i * length + t]
      }
      workspace.gain[t] = gain
      average += workspace.attention[t] * gain
    }
    for t in 0..<length {
      workspace.gain[t] = factor * workspace.attention[t] * (workspace.gain[t] - average)
      for k in subset { sum.positionKey[t * length + k] += workspace.gain[t] }
    }
    // One term an example in every entry, so that opposite examples cancel exactly.
    for i in 0..<d {
      var total = 0.0
      for t in 0..<length { total += workspace.gain[t] * x[t * d + i] }
      for k in subset { sum.tokenKey[i * length + k] += total }
    }
  }
}

extension TokenLayer: FlowPoint {
  /// These weights plus a factor times a direction.
  public func moved(_ factor: Double, _ direction: TokenLayer) -> TokenLayer {
    var result = self
    result.move(factor, direction)
    return result
  }
}

/// What one example's gradient is computed in.
struct TokenLayerWorkspace {
  var attention: [Double]
  var gain: [Double]
  var mean: [Double]
  var error: [Double]

  init(_ layer: TokenLayer) {
    attention = [Double](repeating: 0, count: layer.tokens)
    gain = attention
    mean = [Double](repeating: 0, count: layer.dimension)
    error = mean
  }
}
