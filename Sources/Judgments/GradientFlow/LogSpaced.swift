import Theory

extension Elementary {
  /// Two numbers or more from one to another, neighbours in equal ratios.
  static func logSpaced(_ from: Double, _ to: Double, count: Int) -> [Double] {
    let (low, high) = (log(from), log(to))
    return (0..<count).map { exp(low + (high - low) * Double($0) / Double(count - 1)) }
  }
}
