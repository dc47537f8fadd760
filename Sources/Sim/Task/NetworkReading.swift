import Theory

/// How a fully connected network reads an example.
public enum NetworkReading: String, Hashable, Sendable, Codable, CaseIterable {
  /// vec(X), token after token, then the 0/1 indicator of y.
  case flattened
  /// `sqrt(Td) vec(X) / |vec X|`, then the indicator: the direction of the tokens, not their length.
  case normalized
  /// Token by token with its place in the indicator, d + 1 inputs, the same weights for all; the outputs are summed.
  case shared

  /// The columns that an example takes in a pass.
  func columns(_ problem: Problem) -> Int { self == .shared ? problem.tokens : 1 }

  /// The network's layout.
  ///
  /// - Throws: `TheoryError` if a width is out of range, or a skip connection is asked for elsewhere than past a flattened
  ///   input.
  public func shape(
    _ problem: Problem, hidden: [Int], hasBias: Bool, activation: Activation, skipsTokens: Bool
  ) throws(TheoryError) -> FullyConnectedShape {
    if skipsTokens, self != .flattened {
      throw TheoryError(value: "a skip connection, \(rawValue) input", rule: "a flattened input")
    }
    if self == .shared {
      return try FullyConnectedShape(
        sharedOverTokensOf: problem, hidden: hidden, hasBias: hasBias, activation: activation)
    }
    return try FullyConnectedShape(
      problem, hidden: hidden, hasBias: hasBias, activation: activation, skipsTokens: skipsTokens)
  }
}

/// Tokens whose coordinates run along the sequence as `x_1 = g_1, x_t = r x_(t-1) + sqrt(1 - r^2) g_t`, g white normal.
///
/// Each token is N(0, I_d) and tokens k places apart have the correlation r^k. Range: 0 <= r < 1; r = 0 leaves the
/// white numbers as they are.
public struct TokenCorrelation: Hashable, Sendable, Codable {
  /// No correlation.
  public static let none = TokenCorrelation(unchecked: 0)
  /// The correlation r of neighbours.
  public let neighbours: Double
  private let kept: Float
  private let fresh: Float

  /// The correlation of neighbours.
  ///
  /// - Throws: `TheoryError` unless 0 <= r < 1.
  public init(neighbours: Double) throws(TheoryError) {
    guard neighbours >= 0, neighbours < 1 else {
      throw TheoryError(value: "correlation = \(neighbours)", rule: "0 <= correlation < 1")
    }
    self.init(unchecked: neighbours)
  }

  private init(unchecked neighbours: Double) {
    self.neighbours = neighbours
    kept = Float(neighbours)
    fresh = Float((1 - neighbours * neighbours).squareRoot())
  }

  /// Makes white tokens correlated, in place: T blocks of `stride` numbers, each added to from the block before.
  func apply(_ numbers: UnsafeMutablePointer<Float>, tokens: Int, stride: Int) {
    if neighbours == 0 { return }
    for index in stride..<(tokens * stride) {
      numbers[index] = kept * numbers[index &- stride] + fresh * numbers[index]
    }
  }
}
