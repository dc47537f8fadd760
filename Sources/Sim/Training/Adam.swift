/// Adam with bias correction (Kingma and Ba 2015), in single precision.
///
/// At step t = 1, 2, ... with gradient g, element by element: m <- b1 m + (1 - b1) g,
/// v <- b2 v + (1 - b2) g^2, p <- p - eta / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon), with b1 = 0.9,
/// b2 = 0.999, epsilon = 1e-8. Powers are kept in double precision. A step allocates nothing.
public struct Adam: Sendable {
  private var firstMoments: [Float]
  private var secondMoments: [Float]
  private var powers = AdamPowers()

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
    let rates = powers.next(Float.self, stepSize: stepSize)
    firstMoments.withUnsafeMutableBufferPointer { first in
      secondMoments.withUnsafeMutableBufferPointer { second in
        guard let m = first.baseAddress, let v = second.baseAddress else { return }
        let count = min(count, first.count)
        rates.apply(parameters, gradient, m, v, count)
      }
    }
  }
}

/// The powers b1^t and b2^t of Adam's two decays after t steps.
struct AdamPowers: Sendable {
  private var first = 1.0
  private var second = 1.0

  /// The rates of the next step.
  mutating func next<R: NetworkScalar>(_: R.Type, stepSize: Double) -> AdamRates<R> {
    first *= Adam.beta1
    second *= Adam.beta2
    return AdamRates(
      stepSize: R(stepSize / (1 - first)), rootScale: R((1 / (1 - second)).squareRoot()))
  }
}

/// What one of Adam's steps multiplies by: eta / (1 - b1^t), and 1 / sqrt(1 - b2^t) before the root of v.
struct AdamRates<R: NetworkScalar> {
  var stepSize: R
  var rootScale: R

  /// The step on `count` parameters p with gradients g and moments m and v.
  @inline(never)
  func apply(
    _ parameters: UnsafeMutablePointer<R>, _ gradient: UnsafePointer<R>,
    _ m: UnsafeMutablePointer<R>, _ v: UnsafeMutablePointer<R>, _ count: Int
  ) {
    let decay1 = R(Adam.beta1)
    let decay2 = R(Adam.beta2)
    let gain1 = R(1 - Adam.beta1)
    let gain2 = R(1 - Adam.beta2)
    let epsilon = R(Adam.epsilon)
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
