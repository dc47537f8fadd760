import Theory

/// The address of an independent stream of random numbers.
///
/// Layout in Philox: the key is the base seed; of the counter, word 0 is the block within a step, word 1 the
/// step, word 2 is `repetition << 8 | purpose` and word 3 is `claim << 16 | problem`. The map from
/// (address, step, block) to (key, counter) is injective, so two different streams never share a block.
///
/// Valid range: repetition < 2^24.
public struct StreamAddress: Hashable, Sendable {
  /// What the numbers are drawn for; each purpose has a stream of its own.
  public enum Purpose: UInt8, Hashable, Sendable, CaseIterable {
    /// Starting weights.
    case initialization = 0
    /// Tokens X of training.
    case tokens = 1
    /// Target subsets y of training.
    case subsets = 2
    /// Positions E of training, and fixed positions.
    case positions = 3
    /// Tokens X on which a trained model is evaluated.
    case evaluationTokens = 4
    /// Target subsets on which a trained model is evaluated.
    case evaluationSubsets = 5
    /// Positions on which a trained model is evaluated.
    case evaluationPositions = 6
    /// Anything that a property test or a statistical check draws.
    case check = 7
  }

  /// The seed all streams of a run share.
  public let baseSeed: UInt64
  /// The claim's index.
  public let claim: UInt16
  /// The index of the problem (case) among the claim's.
  public let problem: UInt16
  /// The independent repetition.
  public let repetition: UInt32
  /// What the numbers are drawn for.
  public let purpose: Purpose

  /// Validates and names a stream.
  ///
  /// - Throws: `TheoryError` if repetition >= 2^24.
  public init(
    baseSeed: UInt64, claim: UInt16, problem: UInt16, repetition: UInt32, purpose: Purpose
  ) throws(TheoryError) {
    if repetition >= 1 << 24 {
      throw TheoryError(value: "repetition = \(repetition)", rule: "repetition < 2^24 = 16777216")
    }
    self.baseSeed = baseSeed
    self.claim = claim
    self.problem = problem
    self.repetition = repetition
    self.purpose = purpose
  }

  private init(_ other: StreamAddress, purpose: Purpose) {
    baseSeed = other.baseSeed
    claim = other.claim
    problem = other.problem
    repetition = other.repetition
    self.purpose = purpose
  }

  /// The stream of another purpose, all else equal.
  public func with(purpose: Purpose) -> StreamAddress { StreamAddress(self, purpose: purpose) }

  /// The Philox key: the lower, then the upper half of the base seed.
  public var key: SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: baseSeed), UInt32(truncatingIfNeeded: baseSeed >> 32))
  }

  /// The Philox counter of a block within a step.
  public func counter(step: UInt32, block: UInt32) -> SIMD4<UInt32> {
    SIMD4(
      block, step, repetition << 8 | UInt32(purpose.rawValue), UInt32(claim) << 16 | UInt32(problem))
  }
}
