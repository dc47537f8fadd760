/// The loops over a layer's numbers that are no matrix product; each compiles to vectors.
enum VectorLoops {
  /// The sum of the lanes: lane i and lane i + n/2 are added until one is left.
  @inline(__always)
  static func sumOfLanes<Lanes: SIMD>(_ lanes: Lanes) -> Lanes.Scalar where Lanes.Scalar: NetworkScalar {
    var lanes = lanes
    var half = Lanes.scalarCount / 2
    while half > 0 {
      for lane in 0..<half { lanes[lane] += lanes[lane &+ half] }
      half /= 2
    }
    return lanes[0]
  }

  /// x = max(x, 0) as (x + |x|) / 2, which is exact, keeps NaN, and compiles to vectors where a comparison
  /// compiles to branches.
  @inline(never)
  static func rectify<Scalar: NetworkScalar>(_ numbers: UnsafeMutablePointer<Scalar>, count: Int) {
    for index in 0..<count {
      let number = numbers[index]
      numbers[index] = 0.5 * (number + number.magnitude)
    }
  }

  /// Times the derivative of ReLU: 1 where the activation is positive, else 0.
  @inline(never)
  static func mask<Scalar: NetworkScalar>(
    _ numbers: UnsafeMutablePointer<Scalar>, by activations: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for index in 0..<count {
      let slope: Scalar = activations[index] > 0 ? 1 : 0
      numbers[index] *= slope
    }
  }

  /// Times the stored derivatives.
  @inline(never)
  static func scale<Scalar: NetworkScalar>(
    _ numbers: UnsafeMutablePointer<Scalar>, by slopes: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for index in 0..<count { numbers[index] *= slopes[index] }
  }
}
