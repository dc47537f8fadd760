import Theory

/// A covariance Sigma = B diag(sigma) B^T of the tokens, as `L L^T` with L = B diag(sqrt(sigma)): a token is L z, z ~ N(0, I).
public struct TokenCovariance: Hashable, Sendable {
  /// The eigenvalues sigma.
  public let variances: [Double]
  /// The eigenvectors, the columns of B, row-major.
  public let basis: [Double]
  /// L, row-major.
  public let factor: [Double]

  /// A covariance with given eigenvalues whose eigenvectors are the coordinate axes turned in each plane (i, i + 1) by the angle
  /// with cosine 4/5 and sine 3/5, or not at all.
  ///
  /// - Throws: `TheoryError` unless variances are positive and finite.
  public init(variances: [Double], turned: Bool) throws(TheoryError) {
    guard !variances.isEmpty, variances.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw TheoryError(value: "variances = \(variances)", rule: "positive and finite, one or more")
    }
    let d = variances.count
    var basis = (0..<(d * d)).map { $0 % (d + 1) == 0 ? 1.0 : 0 }
    for i in 0..<(turned ? d - 1 : 0) {
      for row in 0..<d {
        let (a, b) = (basis[row * d + i], basis[row * d + i + 1])
        basis[row * d + i] = 0.8 * a - 0.6 * b
        basis[row * d + i + 1] = 0.6 * a + 0.8 * b
      }
    }
    self.init(variances: variances, basis: basis)
  }

  private init(variances: [Double], basis: [Double]) {
    (self.variances, self.basis) = (variances, basis)
    factor = basis.indices.map { basis[$0] * variances[$0 % variances.count].squareRoot() }
  }

  /// The covariance with its first two eigenvectors turned by an angle of the given sine.
  ///
  /// - Throws: `TheoryError` unless d >= 2 and |sine| <= 1.
  public func tilted(bySine sine: Double) throws(TheoryError) -> TokenCovariance {
    let d = variances.count
    guard d >= 2, abs(sine) <= 1 else {
      throw TheoryError(value: "sine = \(sine), d = \(d)", rule: "|sine| <= 1, d >= 2")
    }
    let cosine = (1 - sine * sine).squareRoot()
    var basis = basis
    for row in 0..<d {
      let (a, b) = (basis[row * d], basis[row * d + 1])
      basis[row * d] = cosine * a - sine * b
      basis[row * d + 1] = sine * a + cosine * b
    }
    return TokenCovariance(variances: variances, basis: basis)
  }

  /// A d x d matrix in the eigenbasis, `B^T M B`, row-major.
  public func inBasis(_ matrix: [Double]) -> [Double] {
    let d = variances.count
    return (0..<(d * d)).map { entry in
      var total = 0.0
      for i in 0..<d {
        for j in 0..<d {
          total += basis[i * d + entry / d] * matrix[i * d + j] * basis[j * d + entry % d]
        }
      }
      return total
    }
  }

  /// The matrix that is diagonal in the eigenbasis, `B diag(values) B^T`, row-major.
  public func diagonal(_ values: [Double]) -> [Double] {
    let d = variances.count
    return (0..<(d * d)).map { entry in
      (0..<d).reduce(0) { $0 + basis[entry / d * d + $1] * values[$1] * basis[entry % d * d + $1] }
    }
  }
}
