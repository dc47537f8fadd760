/// Whose random numbers a stream holds: a name in words, and the stable 64-bit hash that stands for it in the address.
///
/// The numbers depend on the name alone, so that adding, removing or reordering experiments changes nobody else's.
public struct StreamName: Hashable, Sendable, CustomStringConvertible {
  /// The name in words.
  public let description: String
  /// FNV-1a (64 bits) of the name's UTF-8, then SplitMix64's finalizer.
  public let hash: UInt64

  /// Names a stream.
  public init(_ name: String) {
    description = name
    var word = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    // FNV leaves names that differ in the last letter close together.
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    hash = word ^ (word >> 31)
  }

  /// Two different names with one hash, or nil if there are none.
  public static func collision(among names: some Sequence<StreamName>) -> (StreamName, StreamName)? {
    var seen: [UInt64: StreamName] = [:]
    for name in names {
      if let other = seen.updateValue(name, forKey: name.hash), other.description != name.description {
        return (other, name)
      }
    }
    return nil
  }
}

extension StreamName: ExpressibleByStringLiteral {
  /// Names a stream by a literal.
  public init(stringLiteral name: String) { self.init(name) }
}
