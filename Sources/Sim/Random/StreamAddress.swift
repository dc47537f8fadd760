import Theory

/// The address of an independent stream of random numbers.
///
/// Layout in Philox: the key is `mix(base seed) XOR name`, where `mix` is a bijection of 64 bits; of the counter, word 0
/// is the block within a step, word 1 the step, word 2 is `repetition << 8 | purpose` and word 3 is the part. Under one
/// base seed the map from (address, step, block) to (key, counter) is injective, so two different addresses never share
/// a block; two names with the same hash would be one address, which a run refuses before it starts.
///
/// Valid range: 0 <= repetition < 2^24, 0 <= part < 2^32.
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
  /// Whose numbers they are.
  public let name: StreamName
  /// The independent repetition.
  public let repetition: UInt32
  /// Which of several independent parts of one repetition; 0 where there is one.
  public let part: UInt32
  /// What the numbers are drawn for.
  public let purpose: Purpose

  /// Validates and names a stream.
  ///
  /// - Throws: `TheoryError` if the repetition or the part is out of range.
  public init(
    baseSeed: UInt64, name: StreamName, repetition: Int = 0, part: Int = 0, purpose: Purpose
  ) throws(TheoryError) {
    if !(0..<(1 << 24)).contains(repetition) {
      throw TheoryError(value: "repetition = \(repetition)", rule: "0 <= repetition < 2^24 = 16777216")
    }
    if !(0..<(1 << 32)).contains(part) {
      throw TheoryError(value: "part = \(part)", rule: "0 <= part < 2^32 = 4294967296")
    }
    self.baseSeed = baseSeed
    self.name = name
    self.repetition = UInt32(repetition)
    self.part = UInt32(part)
    self.purpose = purpose
  }

  private init(_ other: StreamAddress, part: UInt32, purpose: Purpose) {
    baseSeed = other.baseSeed
    name = other.name
    repetition = other.repetition
    self.part = part
    self.purpose = purpose
  }

  /// The stream of another purpose, all else equal.
  public func with(purpose: Purpose) -> StreamAddress { StreamAddress(self, part: part, purpose: purpose) }

  /// The stream of another part, all else equal.
  ///
  /// Valid range: 0 <= part < 2^32.
  public func with(part: Int) -> StreamAddress { StreamAddress(self, part: UInt32(part), purpose: purpose) }

  /// The Philox key: the lower, then the upper half.
  public var key: SIMD2<UInt32> {
    let key = Self.mixed(baseSeed) ^ name.hash
    return SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
  }

  /// The Philox counter of a block within a step.
  public func counter(step: UInt32, block: UInt32) -> SIMD4<UInt32> {
    SIMD4(block, step, repetition << 8 | UInt32(purpose.rawValue), part)
  }

  /// SplitMix64's finalizer (Steele, Lea, Flood 2014), a bijection: neighbouring base seeds get keys that share no pattern.
  private static func mixed(_ seed: UInt64) -> UInt64 {
    var word = seed &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
