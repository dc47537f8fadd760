extension Elementary {
  /// The largest |x| that `sin` and `cos` take.
  public static let trigonometricLimit = 1_000_000.0

  // pi/2 in three parts: 32 bits, the next 33 bits, the rest.
  @usableFromInline static let halfPiHigh = 0x1.921fb54400000p+0
  @usableFromInline static let halfPiMiddle = 0x1.0b4611a600000p-34
  @usableFromInline static let halfPiLow = 0x1.3198a2e037073p-69

  /// The sine; not a number where |x| > 10^6.
  @inlinable public static func sin(_ x: Double) -> Double {
    guard abs(x) <= trigonometricLimit else { return .nan }
    let (quadrant, r, low) = reduceQuadrant(x)
    let value = quadrant & 1 == 0 ? sineKernel(r, low) : cosineKernel(r, low)
    return quadrant & 2 == 0 ? value : -value
  }

  /// The cosine; not a number where |x| > 10^6.
  @inlinable public static func cos(_ x: Double) -> Double {
    guard abs(x) <= trigonometricLimit else { return .nan }
    let (quadrant, r, low) = reduceQuadrant(x)
    let value = quadrant & 1 == 0 ? cosineKernel(r, low) : sineKernel(r, low)
    return (quadrant &+ 1) & 2 == 0 ? value : -value
  }

  /// Writes x as `quadrant pi/2 + r + low` with |r| <= pi/4 (1 + 2^-20).
  @inlinable static func reduceQuadrant(_ x: Double) -> (quadrant: Int, r: Double, low: Double) {
    if abs(x) <= 0.785_398_163_397_448_3 { return (0, x, 0) }
    let n = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
    // The first two products are exact (n < 2^20); `small` is what is left to take off, to 2^-100.
    let first = x - n * halfPiHigh
    let middle = n * halfPiMiddle
    let second = first - middle
    let lost = (first - second) - middle
    let small = n * halfPiLow - lost
    let r = second - small
    return (Int(n), r, (second - r) - small)
  }

  /// sin(r + low) for |r| <= pi/4: the Taylor series to r^17.
  @inlinable static func sineKernel(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    let high =
      1 / 362_880.0 - z
      * (1 / 39_916_800.0 - z
        * (1 / 6_227_020_800.0 - z
          * (1 / 1_307_674_368_000.0 - z * (1 / 355_687_428_096_000.0))))
    let p = 1 / 6.0 - z * (1 / 120.0 - z * (1 / 5040.0 - z * high))
    return r - (z * r * p - low * (1 - 0.5 * z))
  }

  /// cos(r + low) for |r| <= pi/4: the Taylor series to r^18.
  @inlinable static func cosineKernel(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    let high =
      1 / 3_628_800.0 - z
      * (1 / 479_001_600.0 - z
        * (1 / 87_178_291_200.0 - z
          * (1 / 20_922_789_888_000.0 - z * (1 / 6_402_373_705_728_000.0))))
    let tail = z * z * (1 / 24.0 - z * (1 / 720.0 - z * (1 / 40_320.0 - z * high)))
    let half = 0.5 * z
    let leading = 1 - half
    return leading + (((1 - leading) - half) + (tail - r * low))
  }
}
