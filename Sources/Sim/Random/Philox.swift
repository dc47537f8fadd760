/// The counter-based generator Philox4x32-10: one block of four 32-bit words for each counter and key.
///
/// There is no state: equal counters and keys give equal words, in any order and on any machine. Ten rounds;
/// in each, two 32 x 32 -> 64 bit products are mixed with the key, which grows by Weyl constants.
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
public enum Philox {
  /// The block of a counter under a key; the key's first word is x.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let even = UInt64(c0) &* 0xD251_1F53
      let odd = UInt64(c2) &* 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: odd >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: odd)
      c2 = UInt32(truncatingIfNeeded: even >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: even)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }

  /// The blocks of a group in one fill, and its 32 words.
  static let blocksPerGroup = 8
  static let wordsPerGroup = 32

  /// Writes groups of 8 blocks, whose first counter word runs from `counter.x` on.
  ///
  /// Order of the 32 words of a group: (word 0, word 1) of block 0, of block 1, ..., of block 7; then
  /// (word 2, word 3) of block 0, ..., of block 7. The counter's first word must not overflow.
  static func fillGroups(
    _ words: UnsafeMutableRawPointer, groups: Int, counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) {
    withUnsafeTemporaryAllocation(of: SIMD2<UInt64>.self, capacity: 10) { roundKeys in
      var (k0, k1) = (key.x, key.y)
      for round in 0..<10 {
        roundKeys[round] = SIMD2(UInt64(k0), UInt64(k1))
        k0 &+= 0x9E37_79B9
        k1 &+= 0xBB67_AE85
      }
      let keys = UnsafePointer(roundKeys.baseAddress!)
      var group = 0
      // Four groups at once hide the latency of the products.
      while group &+ 4 <= groups {
        var a = Lanes(group: group, counter: counter)
        var b = Lanes(group: group &+ 1, counter: counter)
        var c = Lanes(group: group &+ 2, counter: counter)
        var d = Lanes(group: group &+ 3, counter: counter)
        for round in 0..<10 {
          let (k0, k1) = (keys[round].x, keys[round].y)
          a.round(k0, k1)
          b.round(k0, k1)
          c.round(k0, k1)
          d.round(k0, k1)
        }
        a.store(words + 128 &* group)
        b.store(words + 128 &* (group &+ 1))
        c.store(words + 128 &* (group &+ 2))
        d.store(words + 128 &* (group &+ 3))
        group &+= 4
      }
      while group < groups {
        var a = Lanes(group: group, counter: counter)
        for round in 0..<10 { a.round(keys[round].x, keys[round].y) }
        a.store(words + 128 &* group)
        group &+= 1
      }
    }
  }
}

/// Eight Philox blocks side by side, one 32-bit word in each 64-bit lane.
///
/// The upper halves of the lanes may hold anything between rounds: a product of lower halves only is what
/// the vector instruction for 32 x 32 -> 64 bit products computes, so no masking is paid for.
private struct Lanes {
  var c0: SIMD8<UInt64>
  var c1: SIMD8<UInt64>
  var c2: SIMD8<UInt64>
  var c3: SIMD8<UInt64>

  @inline(__always)
  init(group: Int, counter: SIMD4<UInt32>) {
    let first = UInt64(counter.x) &+ UInt64(truncatingIfNeeded: group &* 8)
    c0 = SIMD8(0, 1, 2, 3, 4, 5, 6, 7) &+ first
    c1 = SIMD8(repeating: UInt64(counter.y))
    c2 = SIMD8(repeating: UInt64(counter.z))
    c3 = SIMD8(repeating: UInt64(counter.w))
  }

  @inline(__always)
  mutating func round(_ k0: UInt64, _ k1: UInt64) {
    let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
    let even = (c0 & low) &* SIMD8(repeating: 0xD251_1F53)
    let odd = (c2 & low) &* SIMD8(repeating: 0xCD9E_8D57)
    c0 = (odd &>> 32) ^ c1 ^ SIMD8(repeating: k0)
    c1 = odd
    c2 = (even &>> 32) ^ c3 ^ SIMD8(repeating: k1)
    c3 = even
  }

  @inline(__always)
  func store(_ words: UnsafeMutableRawPointer) {
    let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
    let firstPairs = (c0 & low) | (c1 &<< 32)
    let secondPairs = (c2 & low) | (c3 &<< 32)
    words.storeBytes(of: firstPairs, as: SIMD8<UInt64>.self)
    words.storeBytes(of: secondPairs, toByteOffset: 64, as: SIMD8<UInt64>.self)
  }
}
