extension FixedWidthInteger {
  /// The number that a text writes in decimal digits only: the standard library also takes `+1` and `-0`.
  package init?(digits text: some StringProtocol) {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.init(text)
  }
}
