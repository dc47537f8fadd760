/// The law of the positions, as far as the population gradient flow depends on it.
public enum PositionLaw: Hashable, Sendable, Codable {
  /// Fixed one-hot positions, width T.
  case oneHot
  /// A Haar random orthonormal frame of T vectors in R^width, drawn anew at every step; width >= T.
  case orthonormalFrame(width: Int)

  /// Parses `one-hot` or `frame:<width>`.
  ///
  /// - Throws: `TheoryError` if the text is neither.
  public init(parsing text: String) throws(TheoryError) {
    if text == "one-hot" {
      self = .oneHot
      return
    }
    if text.hasPrefix("frame:"), let width = Int(text.dropFirst(6)), width >= 1 {
      self = .orthonormalFrame(width: width)
      return
    }
    throw TheoryError(value: "positions = \(text)", rule: "one-hot or frame:<width>, width >= tokens")
  }

  /// 1/kappa, a whole number: T - 1 for one-hot positions, the width of a frame.
  public func inverseRate(_ problem: Problem) -> Int {
    switch self {
    case .oneHot: problem.tokens - 1
    case .orthonormalFrame(let width): width
    }
  }

  /// The rate kappa of the logit: 1/(T-1) for one-hot positions, 1/width for a random orthonormal frame.
  ///
  /// - Throws: `TheoryError` if a frame's width is below T.
  public func kappa(_ problem: Problem) throws(TheoryError) -> Double {
    switch self {
    case .oneHot: return 1 / Double(problem.tokens - 1)
    case .orthonormalFrame(let width):
      guard width >= problem.tokens else {
        throw TheoryError(value: "width = \(width)", rule: "width >= tokens = \(problem.tokens)")
      }
      return 1 / Double(width)
    }
  }
}

extension PositionLaw: CustomStringConvertible {
  /// For example `one-hot` or `frame:64`, as `init(parsing:)` reads it.
  public var description: String {
    switch self {
    case .oneHot: "one-hot"
    case .orthonormalFrame(let width): "frame:\(width)"
    }
  }
}
