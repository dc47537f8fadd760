import Theory

/// The positions of `--positions` for which the gradient flow has a closed form.
enum FlowPositions: Hashable {
  /// Fixed one-hot positions, kappa = 1/(T-1).
  case oneHot
  /// A Haar random orthonormal frame, resampled at every step, kappa = 1/d_e.
  case frame(width: Int)

  /// The coupling kappa of the flow D2.
  func kappa(_ problem: Problem) -> Double {
    switch self {
    case .oneHot: 1 / Double(problem.tokens - 1)
    case .frame(let width): 1 / Double(width)
    }
  }
}

extension Option {
  /// The positions that the flow knows.
  static let positions = Option(
    "--positions", "law", "the law of the positions",
    allowed: "one-hot, or frame:<d_e> with an integer d_e >= T")
}

extension Arguments {
  /// The value of `--positions`; a frame must hold `tokens` orthonormal vectors.
  ///
  /// - Throws: `UsageError` for any other text and for a frame that is too narrow.
  func flowPositions(tokens: Int) throws(UsageError) -> FlowPositions {
    let text = try text("--positions")
    if text == "one-hot" { return .oneHot }
    guard let width = Self.width(in: text, after: "frame:"), width >= tokens else {
      throw UsageError(
        "--positions", value: text, allowed: "one-hot, or frame:<d_e> with an integer d_e >= \(tokens)")
    }
    return .frame(width: width)
  }

  /// The positive integer after a prefix such as `frame:`; nil for any other text.
  static func width(in text: String, after prefix: String) -> Int? {
    guard text.hasPrefix(prefix), let width = Int(text.dropFirst(prefix.count)), width >= 1 else {
      return nil
    }
    return width
  }
}
