/// A floating-point type in which networks run: `Float` to train, `Double` to check gradients and to
/// evaluate.
///
/// `Lanes` is the vector of one row of a register tile. It shapes speed and, through the sixteen or eight
/// partial sums of a bias gradient, the rounding; its width is fixed in the source, so results do not depend
/// on the CPU.
public protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// The vector that holds one row of a register tile.
  associatedtype Lanes: SIMD where Lanes.Scalar == Self
}

extension Float: NetworkScalar {
  /// Sixteen lanes: one AVX-512 register.
  public typealias Lanes = SIMD16<Float>
}

extension Double: NetworkScalar {
  /// Eight lanes: one AVX-512 register.
  public typealias Lanes = SIMD8<Double>
}
