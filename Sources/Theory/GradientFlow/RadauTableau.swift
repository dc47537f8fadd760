/// The Radau IIA method with four stages: order 7, L-stable, stiffly accurate.
///
/// The nodes c are the zeros of `d^3/dx^3 [x^3 (x - 1)^4]`, and A integrates polynomials of degree 3 exactly between
/// 0 and each node. Literals from 60-digit arithmetic. Source: Hairer and Wanner, Solving Ordinary Differential
/// Equations II, sections IV.5 and IV.8.
enum RadauTableau {
  /// The nodes c.
  @inline(__always)
  static var nodes: SIMD4<Double> {
    SIMD4(0.08858795951270394739554614, 0.4094668644407347108649263, 0.7876594617608470560252419, 1)
  }

  // The rows of the inverse of A.
  @inline(__always)
  static var inverse0: SIMD4<Double> {
    SIMD4(
      5.644107875950089475185873, 1.923507277054712676909382, -0.5859014821038162923727992,
      0.1738783525742457248384719)
  }
  @inline(__always)
  static var inverse1: SIMD4<Double> {
    SIMD4(
      -5.049214638391408870439162, 1.221100028894691785921766, 1.754680988760836795174601,
      -0.4347914612125814012409854)
  }
  @inline(__always)
  static var inverse2: SIMD4<Double> {
    SIMD4(
      3.492466158625437409809252, -3.984517895782496412958825, 0.6347920951552187388923608,
      1.822137598434254043749452)
  }
  @inline(__always)
  static var inverse3: SIMD4<Double> {
    SIMD4(-6.923488256445454508537916, 6.595237669628143898443354, -12.17174941318268938990544, 8.5)
  }

  /// The weight of h f(y0) in the embedded formula of order 4.
  @inline(__always)
  static var errorStart: Double { 0.125 }

  /// The weights of the stages in the difference of the embedded formula and the method.
  @inline(__always)
  static var errorStages: SIMD4<Double> {
    SIMD4(-2.225948154314313460584123, 0.2972391296335133927483527, -0.1025409753191999321642297, 0.03125)
  }

  /// The factors 1/(c_i prod_{j != i} (c_i - c_j)) of the Lagrange polynomials on 0 and the nodes.
  @inline(__always)
  static var lagrange: SIMD4<Double> {
    SIMD4(-55.2138173920968542247629, 34.07868083203578402448241, -22.61486343993892979971951, 8.75)
  }

  /// A^-1 z.
  @inline(__always)
  static func applyInverse(_ z: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4(dot(inverse0, z), dot(inverse1, z), dot(inverse2, z), dot(inverse3, z))
  }

  /// The sum of the products, in a fixed order.
  @inline(__always)
  static func dot(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
    let product = a * b
    return (product[0] + product[1]) + (product[2] + product[3])
  }

  /// The polynomial that is 0 at 0 and z_i at node i, at four points x.
  @inline(__always)
  static func interpolate(_ z: SIMD4<Double>, at x: SIMD4<Double>) -> SIMD4<Double> {
    let w = lagrange * z
    let (x0, x1, x2, x3) = (x - nodes[0], x - nodes[1], x - nodes[2], x - nodes[3])
    let low = (w[0] * x1 + w[1] * x0) * (x2 * x3)
    let high = (w[2] * x3 + w[3] * x2) * (x0 * x1)
    return x * (low + high)
  }
}
