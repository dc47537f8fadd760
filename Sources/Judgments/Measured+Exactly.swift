import Theory

extension Measured {
  /// A number known without sampling.
  static func exactly(_ value: Double) -> Measured {
    Measured(estimate: value, lower: value, upper: value, falseAlarm: .none)
  }
}
