extension Option {
  static let alpha = Option(
    "--alpha", "alpha", "the scale of V = alpha I", allowed: "a decimal number from -1e150 to 1e150")
  static let logit = Option(
    "--logit", "C", "the logit on the subset, against 0 off it",
    allowed: "a decimal number below 1.8e308 in size")
}

extension Arguments {
  func alpha() throws(UsageError) -> Double { try real("--alpha", in: -1e150...1e150) }

  func logit() throws(UsageError) -> Double {
    try real("--logit", in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
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
