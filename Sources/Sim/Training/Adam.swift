/// Adam with bias correction (Kingma and Ba 2015), in single precision.
///
/// At step t = 1, 2, ... with gradient g, element by element: m <- b1 m + (1 - b1) g,
/// v <- b2 v + (1 - b2) g^2, p <- p - eta / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon), with b1 = 0.9,
/// b2 = 0.999, epsilon = 1e-8. Powers are kept in double precision. A step allocates nothing.
public struct Adam: Sendable {
  private var firstMoments: [Float]
  private var secondMoments: [Float]
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  /// The decay of the first moments.
  public static let beta1 = 0.9
  /// The decay of the second moments.
  public static let beta2 = 0.999
  /// What keeps the quotient finite.
  public static let epsilon = 1e-8

  /// Zero moments for so many parameters.
  public init(parameterCount: Int) {
    firstMoments = [Float](repeating: 0, count: parameterCount)
    secondMoments = [Float](repeating: 0, count: parameterCount)
  }

  /// One step on an array of parameters; arrays that differ in length share their common part.
  public mutating func step(_ parameters: inout [Float], gradient: [Float], stepSize: Double) {
    let count = min(parameters.count, gradient.count)
    parameters.withUnsafeMutableBufferPointer { parameters in
      gradient.withUnsafeBufferPointer { gradient in
        guard let first = parameters.baseAddress, let slope = gradient.baseAddress else { return }
        step(first, gradient: slope, count: count, stepSize: stepSize)
      }
    }
  }

  /// One step on `count` parameters in memory, at most as many as there are moments.
  mutating func step(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, count: Int, stepSize: Double
  ) {
    beta1Power *= Self.beta1
    beta2Power *= Self.beta2
    let rates = Rates(
      stepSize: Float(stepSize / (1 - beta1Power)), rootScale: Float((1 / (1 - beta2Power)).squareRoot()))
    firstMoments.withUnsafeMutableBufferPointer { first in
      secondMoments.withUnsafeMutableBufferPointer { second in
        guard let m = first.baseAddress, let v = second.baseAddress else { return }
        let count = min(count, first.count)
        rates.apply(parameters, gradient, m, v, count)
      }
    }
  }
}

private struct Rates {
  var stepSize: Float
  var rootScale: Float

  @inline(never)
  func apply(
    _ parameters: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ m: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let decay1 = Float(Adam.beta1)
    let decay2 = Float(Adam.beta2)
    let gain1 = Float(1 - Adam.beta1)
    let gain2 = Float(1 - Adam.beta2)
    let epsilon = Float(Adam.epsilon)
    for index in 0..<count {
      let g = gradient[index]
      let first = decay1 * m[index] + gain1 * g
      let second = decay2 * v[index] + gain2 * (g * g)
      m[index] = first
      v[index] = second
      parameters[index] -= stepSize * first / (second.magnitude.squareRoot() * rootScale + epsilon)
    }
  }
}
