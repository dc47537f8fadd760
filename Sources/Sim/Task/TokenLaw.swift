import Theory

/// The law of vec(X): every one has mean 0 and covariance I.
public enum TokenLaw: Hashable, Sendable {
  /// iid N(0, 1) entries.
  case gaussian
  /// Uniform on the sphere of radius sqrt(Td); spherical.
  case sphere
  /// Multivariate t with nu >= 3 degrees of freedom, scaled: `g sqrt((nu - 2)/chi^2_nu)`; spherical.
  case studentT(degreesOfFreedom: Int)
  /// iid logistic entries of variance 1.
  case logistic
  /// iid entries `sqrt(1 - tau^2) s + tau g`, s = +-1 and g normal, 0 <= tau <= 1.
  case smoothedSigns(noise: Double)

  /// The law in words.
  public var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .sphere: "sphere"
    case .studentT(let nu): "multivariate t, nu=\(nu)"
    case .logistic: "logistic"
    case .smoothedSigns(let tau): "signs with noise tau=\(tau)"
    }
  }

  /// Writes one draw of vec(X) over the buffer and returns |vec(X)|^2.
  ///
  /// Range: at least one entry, nu >= 3 and 0 <= tau <= 1; anything else is a programming error. Normal
  /// numbers are those of `RandomStream.normal`, at most 8.58, and logistic ones at most 20.3; the scaling is
  /// right to n 2^-52 for n entries.
  @discardableResult
  public func fill(_ entries: inout [Double], _ stream: inout RandomStream) -> Double {
    precondition(isAllowed && !entries.isEmpty, "\(name) of \(entries.count) entries")
    for index in entries.indices { entries[index] = entry(&stream) }
    var square = 0.0
    for value in entries { square += value * value }
    var factor = 1.0
    switch self {
    case .sphere: factor = (Double(entries.count) / square).squareRoot()
    case .studentT(let nu):
      var chiSquare = 0.0
      for _ in 0..<nu {
        let normal = stream.normal()
        chiSquare += normal * normal
      }
      factor = (Double(nu - 2) / chiSquare).squareRoot()
    case .gaussian, .logistic, .smoothedSigns: return square
    }
    for index in entries.indices { entries[index] *= factor }
    return square * factor * factor
  }

  /// Whether the law's parameter lies in its range.
  public var isAllowed: Bool {
    switch self {
    case .studentT(let nu): nu >= 3
    case .smoothedSigns(let tau): tau >= 0 && tau <= 1
    case .gaussian, .sphere, .logistic: true
    }
  }

  /// One entry; for the spherical laws before its scaling.
  private func entry(_ stream: inout RandomStream) -> Double {
    switch self {
    case .gaussian, .sphere, .studentT: return stream.normal()
    case .logistic:
      let uniform = stream.uniform()
      return (Elementary.log(uniform) - Elementary.log1p(-uniform)) * (3.0).squareRoot() / Double.pi
    case .smoothedSigns(let tau):
      let sign: Double = stream.nextWord() & 1 == 0 ? 1 : -1
      return (1 - tau * tau).squareRoot() * sign + (tau > 0 ? tau * stream.normal() : 0)
    }
  }
}
