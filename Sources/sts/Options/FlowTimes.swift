import Theory

extension Option {
  /// The times along the flow at which something is done.
  static func times(_ purpose: String) -> Option {
    Option(
      "--times", "t1,t2,...", "the times \(purpose)",
      allowed: "at most 10000 decimal numbers from 0 to 1e30, separated by commas")
  }
}

extension Arguments {
  /// The values of `--times`.
  ///
  /// - Throws: `UsageError` for any other text.
  func flowTimes() throws(UsageError) -> [Double] {
    try reals("--times", in: 0...GradientFlow.timeLimit, atMost: 10_000)
  }
}
