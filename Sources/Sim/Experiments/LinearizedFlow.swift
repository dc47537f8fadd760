import Theory

/// A small deviation of W from its family, carried along the gradient flow from zero to first order; one-hot positions.
///
/// The deviation M obeys `M' = -H(t) M`, H the curvature at (alpha(t), C(t)). It is confined to the span of a few basis
/// matrices that H maps into itself, so only their coefficients are integrated: in s = ln t, by the L-stable diagonally
/// implicit Runge-Kutta method of order 2 with gamma = 1 - 1/sqrt(2), as some of the span decays like exp(-sqrt t).
/// Source: Alexander, SIAM J. Numer. Anal. 14 (1977).
public struct LinearizedFlow: Sendable {
  private let curvature: PopulationCurvature
  private let basis: [[Double]]
  private let gram: LUFactor
  /// The largest part of H times a basis matrix outside the span seen so far, relative to that matrix's norm.
  public private(set) var leak = 0.0

  /// Prepares for the span of linearly independent T x T matrices, row-major.
  ///
  /// - Throws: `TheoryError` if the matrices are dependent.
  public init(_ enumeration: SubsetEnumeration, basis: [[Double]]) throws(TheoryError) {
    curvature = PopulationCurvature(enumeration)
    self.basis = basis
    var gram = try Matrix(rows: basis.count, columns: basis.count)
    for i in basis.indices {
      for j in basis.indices { gram[i, j] = Self.dot(basis[i], basis[j]) }
    }
    self.gram = try LUFactor(gram)
  }

  /// The Frobenius norms of the deviation at `stepsPerUnit` equal steps to a unit of ln t, from t = `from` to `to`.
  ///
  /// - Throws: `TheoryError` unless 0 < from < to <= 10^30.
  public mutating func norms(
    start: [Double], flow: GradientFlow, from: Double, to: Double, stepsPerUnit: Int
  ) throws(TheoryError) -> [(time: Double, norm: Double)] {
    guard from > 0, to > from, start.count == basis.count, stepsPerUnit >= 1 else {
      throw TheoryError(value: "times \(from), \(to)", rule: "0 < from < to")
    }
    let (low, high) = (Elementary.log(from), Elementary.log(to))
    let count = Int(((high - low) * Double(stepsPerUnit)).rounded(.up))
    let step = (high - low) / Double(count)
    let gamma = 1 - 0.5.squareRoot()
    let stages = (0..<count).flatMap { k -> [Double] in
      let start = Double(k)
      return [gamma, 1].map { (stage: Double) -> Double in Elementary.exp(low + (start + stage) * step) }
    }
    let states = try flow.states(at: stages)
    var z = start
    var result = [(time: from, norm: norm(z))]
    for k in 0..<count {
      let first = try rate(states[2 * k], flow.system.problem)
      let second = try rate(states[2 * k + 1], flow.system.problem)
      let k1 = try Self.solve(first, step * gamma, z)
      let middle = zip(z, k1).map { $0 + step * (1 - gamma) * $1 }
      let k2 = try Self.solve(second, step * gamma, middle)
      z = z.indices.map { z[$0] + step * ((1 - gamma) * k1[$0] + gamma * k2[$0]) }
      result.append((stages[2 * k + 1], norm(z)))
    }
    return result
  }

  private func norm(_ z: [Double]) -> Double {
    var sum = [Double](repeating: 0, count: basis[0].count)
    for (factor, matrix) in zip(z, basis) {
      for index in sum.indices { sum[index] += factor * matrix[index] }
    }
    return Self.dot(sum, sum).squareRoot()
  }

  /// The matrix -t H on the span, for d/d ln t.
  private mutating func rate(_ state: FlowState, _ problem: Problem) throws(TheoryError) -> Matrix {
    let point = try AlignedWeights(problem: problem, alpha: state.alpha, logit: state.logit)
    let size = basis.count
    var result = try Matrix(rows: size, columns: size)
    for j in 0..<size {
      let image = try curvature.apply(basis[j], at: point)
      var rest = image
      for (i, coefficient) in gram.solve(basis.map { Self.dot($0, image) }).enumerated() {
        result[i, j] = -state.time * coefficient
        for index in rest.indices { rest[index] -= coefficient * basis[i][index] }
      }
      leak = max(leak, (Self.dot(rest, rest) / Self.dot(basis[j], basis[j])).squareRoot())
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  /// (I - factor A)^-1 A z.
  private static func solve(_ a: Matrix, _ factor: Double, _ z: [Double]) throws(TheoryError) -> [Double] {
    let size = z.count
    var system = try Matrix(rows: size, columns: size)
    var right = [Double](repeating: 0, count: size)
    for i in 0..<size {
      for j in 0..<size {
        system[i, j] = (i == j ? 1 : 0) - factor * a[i, j]
        right[i] += a[i, j] * z[j]
      }
    }
    return try LUFactor(system).solve(right)
  }
}
