extension Option {
  static let alpha = Option(
    "--alpha", "alpha", "the scale of V = alpha I", allowed: "a finite decimal number")
  static let logit = Option(
    "--logit", "C", "the logit on the subset, against 0 off it", allowed: "a finite decimal number")
}

extension Arguments {
  func alpha() throws(UsageError) -> Double {
    try real("--alpha", in: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
  }
  func logit() throws(UsageError) -> Double {
    try real("--logit", in: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
  }
}

/// The value of a formula, unless it is beyond the numbers of a Double.
///
/// - Throws: `UsageError` for a value that is not finite.
func finite(_ value: Double, _ name: String) throws(UsageError) -> Double {
  guard value.isFinite else {
    throw UsageError("\(name) is out of range; allowed: arguments for which it is below 1.8e308")
  }
  return value
}
