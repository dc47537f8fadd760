import Testing

@testable import Theory

/// The digits of the rules that a wrong one would cost accuracy only.
@Suite struct IntegratorRulesTests {
  private func power(_ x: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { result, _ in result * x }
  }

  private func powers(_ x: SIMD4<Double>, _ exponent: Int) -> SIMD4<Double> {
    SIMD4(power(x[0], exponent), power(x[1], exponent), power(x[2], exponent), power(x[3], exponent))
  }

  /// A integrates polynomials to each node, so the inverse of A takes c^k to k c^(k-1).
  @Test("Radau's inverse matrix differentiates powers up to 4 at the nodes")
  func collocation() {
    for k in 1...4 {
      let seen = RadauTableau.applyInverse(powers(RadauTableau.nodes, k))
      let known = Double(k) * powers(RadauTableau.nodes, k - 1)
      for i in 0..<4 { #expect(abs(seen[i] - known[i]) <= 2e-14, "c^\(k) at node \(i)") }
    }
  }

  /// The last row of A holds the weights b; b A^-1 is the last unit vector, so b_i follow from the inverse's identities.
  @Test("Radau's nodes make its quadrature exact up to degree 6, and no farther")
  func quadrature() {
    // The weights: the integrals of the Lagrange polynomials through the nodes, solved from the moments 1/(k+1), k < 4.
    let nodes = (0..<4).map { RadauTableau.nodes[$0] }
    let weights = (0..<4).map { i -> Double in
      // prod (x - c_j)/(c_i - c_j) over j != i as coefficients, then integrated over 0...1.
      var polynomial = [1.0]
      for j in 0..<4 where j != i {
        var next = [Double](repeating: 0, count: polynomial.count + 1)
        for (k, coefficient) in polynomial.enumerated() {
          next[k] -= nodes[j] * coefficient / (nodes[i] - nodes[j])
          next[k + 1] += coefficient / (nodes[i] - nodes[j])
        }
        polynomial = next
      }
      return polynomial.enumerated().reduce(0) { $0 + $1.element / Double($1.offset + 1) }
    }
    func error(_ degree: Int) -> Double {
      zip(weights, nodes).reduce(-1 / Double(degree + 1)) { $0 + $1.0 * power($1.1, degree) }
    }
    for degree in 0...6 { #expect(abs(error(degree)) <= 1e-15, "x^\(degree)") }
    #expect(abs(error(7)) > 1e-5)
  }

  /// For y' = x^k the stages are c^(k+1)/(k+1), and the embedded formula differs from the method from k = 4 on.
  @Test("Radau's error estimate sees the fifth power of the step and none before")
  func estimate() {
    for k in 0...4 {
      let stages = powers(RadauTableau.nodes, k + 1) / Double(k + 1)
      let start = k == 0 ? RadauTableau.errorStart : 0
      let error = start + RadauTableau.dot(RadauTableau.errorStages, stages)
      #expect(k < 4 ? abs(error) <= 1e-15 : abs(error) > 1e-5, "x^\(k): \(error)")
    }
  }

  @Test("the last step's polynomial is the one through 0 and the stages")
  func interpolation() {
    let places = SIMD4(0.3, 1.2, 1.7, 2.5)
    for k in 1...4 {
      let seen = RadauTableau.interpolate(powers(RadauTableau.nodes, k), at: places)
      let known = powers(places, k)
      for i in 0..<4 { #expect(abs(seen[i] - known[i]) <= 1e-13 * known[i], "x^\(k)") }
    }
  }

  @Test("Gauss's five points are exact up to degree 9, and no farther")
  func gauss() {
    func error(_ degree: Int) -> Double {
      let known = degree % 2 == 0 ? 2 / Double(degree + 1) : 0
      return zip(DissipationIntegral.nodes, DissipationIntegral.weights).reduce(-known) {
        $0 + $1.1 * power($1.0, degree)
      }
    }
    for degree in 0...9 { #expect(abs(error(degree)) <= 1e-15, "x^\(degree): \(error(degree))") }
    #expect(abs(error(10)) > 1e-3)
  }

  /// The conditions of order 3 for y' = lambda y, z = lambda h: the stages' solution is a rational function of z.
  @Test("RODAS3 has order 3 and its estimate order 2 on a linear equation; it damps stiff ones")
  func rosenbrock() {
    func stages(_ z: Double) -> (value: Double, estimate: Double) {
      let scale = 1 / (RosenbrockTableau.diagonal - z)
      let one = scale * z
      let two = scale * (z + 4 * one)
      let three = scale * (z * (1 + 2 * one) + one - two)
      let four = scale * (z * (1 + 2 * one + three) + one - two + RosenbrockTableau.last * three)
      return (1 + 2 * one + three + four, four)
    }
    func error(_ z: Double) -> Double { stages(z).value - Elementary.exp(z) }
    for z in [0.1, -0.1] {
      let ratio = error(z) / error(z / 2)
      #expect(ratio > 14 && ratio < 18, "\(ratio)")
      let estimate = stages(z).estimate / stages(z / 2).estimate
      #expect(estimate > 7 && estimate < 9, "\(estimate)")
    }
    #expect(abs(stages(-1e9).value) <= 1e-8)
  }
}
