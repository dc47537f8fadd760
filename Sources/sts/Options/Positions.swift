import Theory

extension Option {
  /// The laws of the positions for which the flow has two dimensions.
  static let positions = Option(
    "--positions", "law", "the law of the positions",
    allowed: "one-hot, or frame:<d_e> with an integer d_e >= T")
}

extension Arguments {
  /// The value of `--positions`; a frame must hold `tokens` orthonormal vectors.
  ///
  /// - Throws: `UsageError` for any other text and for a frame that is too narrow.
  func flowPositions(tokens: Int) throws(UsageError) -> PositionLaw {
    let text = try text("--positions")
    switch try? PositionLaw(parsing: text) {
    case .oneHot: return .oneHot
    case .orthonormalFrame(let width) where width >= tokens: return .orthonormalFrame(width: width)
    default:
      throw UsageError(
        "--positions", value: text, allowed: "one-hot, or frame:<d_e> with an integer d_e >= \(tokens)")
    }
  }
}
