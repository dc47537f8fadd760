/// A floating-point type in which networks run: `Float` to train, `Double` to check gradients and to
/// evaluate.
///
/// `Lanes` is the vector of one row of a register tile. It shapes speed and, through the sixteen or eight
/// partial sums of a bias gradient, the rounding; its width is fixed in the source, so results do not depend
/// on the CPU.
public protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// The vector that holds one row of a register tile.
  associatedtype Lanes: SIMD where Lanes.Scalar == Self
  /// The exponential of each lane, clamped at its ends where it would leave the finite positive numbers.
  static func vectorExponential(_ exponents: Lanes) -> Lanes
}

extension Float: NetworkScalar {
  /// Sixteen lanes: one AVX-512 register.
  public typealias Lanes = SIMD16<Float>

  /// The exponential of each lane, relative error below 2^-22; arguments outside [-87, 88] are clamped.
  @inline(__always)
  public static func vectorExponential(_ exponents: SIMD16<Float>) -> SIMD16<Float> {
    VectorElementary.exp(exponents)
  }
}

extension Double: NetworkScalar {
  /// Eight lanes: one AVX-512 register.
  public typealias Lanes = SIMD8<Double>

  /// The exponential of each lane, relative error below 2^-51; arguments outside [-700, 700] are clamped.
  @inline(__always)
  public static func vectorExponential(_ exponents: SIMD8<Double>) -> SIMD8<Double> {
    VectorElementary.exp(exponents)
  }
}
