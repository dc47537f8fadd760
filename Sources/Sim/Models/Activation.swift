/// The function between two affine layers of a fully connected network.
///
/// - `relu`: max(x, 0).
/// - `gelu`: x times the logistic function of `2 sqrt(2/pi) (x + 0.044715 x^3)`, the form of GELU with a hyperbolic
///   tangent (Hendrycks and Gimpel 2016); it differs from x Phi(x) by less than 5e-4.
/// - `tanh`: the hyperbolic tangent.
///
/// The exponentials are this module's own: same bits on every machine.
public enum Activation: String, CaseIterable, Hashable, Sendable, Codable {
  /// The rectifier max(x, 0).
  case relu
  /// The smooth rectifier, about x Phi(x).
  case gelu
  /// The hyperbolic tangent.
  case tanh
}

/// Activations with their derivatives, a vector at a time.
///
/// What is left of the numbers fills part of one more vector, so that a number's result never depends on its place.
enum ActivationFunctions {
  /// Replaces each x by GELU(x) and writes the derivatives to `slopes`.
  @inline(never)
  static func gelu<Scalar: NetworkScalar>(
    _ numbers: UnsafeMutablePointer<Scalar>, slopes: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    forEachVector(numbers, slopes, count) { x in
      // 2 sqrt(2/pi) and the weight of the cube.
      let steepness: Scalar = 1.595_769_121_605_730_7
      let cube: Scalar = 0.044_715
      // Beyond 10 the logistic function is 0 or 1 to 37 digits; bounded, no power overflows.
      let notBelow = x.replacing(with: -10, where: x .< -10)
      let bounded = notBelow.replacing(with: 10, where: notBelow .> 10)
      let square = bounded * bounded
      let exponent = -steepness * bounded * (1 + cube * square)
      let share = 1 / (1 + Scalar.vectorExponential(exponent))
      let slope = steepness * bounded * (1 + 3 * cube * square)
      return (x * share, share + share * (1 - share) * slope)
    }
  }

  /// Replaces each x by tanh(x) and writes the derivatives 1 - tanh(x)^2 to `slopes`; absolute error a few roundings.
  @inline(never)
  static func tanh<Scalar: NetworkScalar>(
    _ numbers: UnsafeMutablePointer<Scalar>, slopes: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    forEachVector(numbers, slopes, count) { x in
      // The exponential stops at finite ends, where the quotient is 2 or 0 already.
      let value = 1 - 2 / (Scalar.vectorExponential(x + x) + 1)
      // What is not a number must stay so: a diverged network is not to look sound.
      return (value.replacing(with: x, where: x .!= x), 1 - value * value)
    }
  }

  @inline(__always)
  private static func forEachVector<Scalar: NetworkScalar>(
    _ numbers: UnsafeMutablePointer<Scalar>, _ slopes: UnsafeMutablePointer<Scalar>, _ count: Int,
    _ function: (Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes)
  ) {
    let width = Scalar.Lanes.scalarCount
    var index = 0
    while index &+ width <= count {
      let lanes = UnsafeRawPointer(numbers + index).loadUnaligned(as: Scalar.Lanes.self)
      let (value, slope) = function(lanes)
      UnsafeMutableRawPointer(numbers + index).storeBytes(of: value, as: Scalar.Lanes.self)
      UnsafeMutableRawPointer(slopes + index).storeBytes(of: slope, as: Scalar.Lanes.self)
      index &+= width
    }
    if index == count { return }
    var rest = Scalar.Lanes(repeating: 0)
    for lane in 0..<(count &- index) { rest[lane] = numbers[index &+ lane] }
    let (value, slope) = function(rest)
    for lane in 0..<(count &- index) {
      numbers[index &+ lane] = value[lane]
      slopes[index &+ lane] = slope[lane]
    }
  }
}
