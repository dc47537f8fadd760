/// An argument outside the range on which a formula is stated.
public struct TheoryError: Error, Hashable, Sendable {
  /// The offending value with its name, for example `sparsity = 9`.
  public let value: String
  /// The rule it breaks, for example `1 <= sparsity < tokens = 8`.
  public let rule: String

  /// Names the offending value and the rule it breaks.
  public init(value: String, rule: String) {
    self.value = value
    self.rule = rule
  }
}

extension TheoryError: CustomStringConvertible {
  /// One line: the value, then the rule.
  public var description: String { "\(value) is not allowed: \(rule)" }
}
