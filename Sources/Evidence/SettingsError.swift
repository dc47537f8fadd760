/// A setting that cannot be used: the variable, its value and what is allowed instead.
public struct SettingsError: Error, Hashable, Sendable {
  /// The environment variable, for example `STS_EFFORT`.
  public let variable: String
  /// The value found.
  public let value: String
  /// What is allowed, for example `quick, default, thorough`.
  public let allowed: String

  /// Names the variable, its value and what is allowed.
  public init(variable: String, value: String, allowed: String) {
    self.variable = variable
    self.value = value
    self.allowed = allowed
  }
}

extension SettingsError: CustomStringConvertible {
  /// One line: the variable with its value, then what is allowed.
  public var description: String { "\(variable) is '\(value)'; allowed: \(allowed)" }
}
