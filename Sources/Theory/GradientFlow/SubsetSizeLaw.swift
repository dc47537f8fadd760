/// The law of the size q of the subset; given q the subset is uniform.
public struct SubsetSizeLaw: Hashable, Sendable, Codable {
  /// The sizes that occur.
  public let sizes: [Int]
  /// Their probabilities, which sum to 1.
  public let probabilities: [Double]

  /// Sizes in proportion to positive weights.
  ///
  /// - Throws: `TheoryError` unless sizes rise, there is a weight for each, and weights are positive and finite.
  public init(sizes: [Int], weights: [Double]) throws(TheoryError) {
    let total = weights.reduce(0, +)
    guard !sizes.isEmpty, sizes.count == weights.count, zip(sizes, sizes.dropFirst()).allSatisfy({ $0 < $1 }),
      weights.allSatisfy({ $0 > 0 }), total.isFinite
    else {
      throw TheoryError(
        value: "sizes = \(sizes), weights = \(weights)", rule: "rising sizes, a positive weight for each")
    }
    self.sizes = sizes
    probabilities = weights.map { $0 / total }
  }

  /// One size.
  public init(fixed size: Int) {
    sizes = [size]
    probabilities = [1]
  }

  /// Whether there is one size only.
  public var isFixed: Bool { sizes.count == 1 }

  /// The mean of a function of q.
  public func mean(_ value: (Int) -> Double) -> Double {
    zip(sizes, probabilities).reduce(0) { $0 + $1.1 * value($1.0) }
  }
}

extension SubsetSizeLaw: CustomStringConvertible {
  /// For example `q=2`, or `q=1 or 3` for equal probabilities, or `q=1 (0.25) or 3 (0.75)`.
  public var description: String {
    let equal = Set(probabilities).count == 1
    return "q="
      + zip(sizes, probabilities).map { equal ? "\($0)" : "\($0) (\($1))" }.joined(separator: " or ")
  }
}
