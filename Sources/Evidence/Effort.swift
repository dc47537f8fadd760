/// How much a run trains and samples; set by STS_EFFORT.
public enum Effort: String, Hashable, Sendable, Codable, CaseIterable {
  /// A smoke test of every claim.
  case quick
  /// The run that writes REPORT.md.
  case standard = "default"
  /// More seeds, longer training, tighter bands.
  case thorough

  /// Picks the value for this effort.
  public func pick<Value>(quick: Value, standard: Value, thorough: Value) -> Value {
    switch self {
    case .quick: quick
    case .standard: standard
    case .thorough: thorough
    }
  }
}
