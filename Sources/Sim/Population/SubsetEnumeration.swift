import Theory

/// All q-subsets of {0..T-1} in lexicographic order.
public struct SubsetEnumeration: Sequence, IteratorProtocol, Sendable {
  /// The number T of elements to choose from.
  public let tokens: Int
  /// The size q of the subsets.
  public let sparsity: Int
  private var upcoming: [Int]?

  /// Starts at {0, ..., q-1}; empty if not 0 <= q <= T.
  public init(tokens: Int, sparsity: Int) {
    self.tokens = tokens
    self.sparsity = sparsity
    upcoming = sparsity >= 0 && sparsity <= tokens ? Array(0..<sparsity) : nil
  }

  /// The next subset, sorted.
  public mutating func next() -> [Int]? {
    guard let current = upcoming else { return nil }
    var following = current
    var place = sparsity - 1
    while place >= 0 && following[place] == tokens - sparsity + place { place -= 1 }
    if place < 0 {
      upcoming = nil
    } else {
      following[place] += 1
      for later in (place + 1)..<Swift.max(sparsity, place + 1) { following[later] = following[later - 1] + 1 }
      upcoming = following
    }
    return current
  }

  /// The number C(T, q) of subsets.
  ///
  /// - Throws: `TheoryError` if it is larger than 10^7, too many to enumerate.
  public static func count(tokens: Int, sparsity: Int) throws(TheoryError) -> Int {
    var result = 1
    for k in 0..<Swift.min(sparsity, tokens - sparsity) {
      result = result * (tokens - k) / (k + 1)
      if result > 10_000_000 {
        throw TheoryError(
          value: "tokens = \(tokens), sparsity = \(sparsity)", rule: "at most 10^7 subsets to enumerate")
      }
    }
    return result
  }
}
