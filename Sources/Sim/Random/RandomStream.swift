import Theory

/// The random numbers of one stream address at one step.
///
/// Scalar draws take the words of block 0, 1, 2, ... in order. A bulk fill starts at the next unused block
/// and ends at a whole group of 8 blocks, so scalar draws and bulk fills can be mixed and never share a word.
/// One step holds 2^34 words; a draw beyond them would repeat the stream and stops the program instead.
public struct RandomStream: Sendable {
  /// The stream's address.
  public let address: StreamAddress
  /// The step within the stream.
  public let step: UInt32

  private var nextBlock: UInt64 = 0
  private var words = SIMD4<UInt32>()
  private var wordsLeft = 0
  private var spareNormal: Double?

  /// Starts at block 0 of a step.
  public init(_ address: StreamAddress, step: UInt32) {
    self.address = address
    self.step = step
  }

  /// The next 32-bit word.
  public mutating func nextWord() -> UInt32 {
    if wordsLeft == 0 {
      words = Philox.block(counter: claimBlocks(1), key: address.key)
      wordsLeft = 4
    }
    let word = words[4 &- wordsLeft]
    wordsLeft &-= 1
    return word
  }

  /// A uniform number in the open interval (0, 1): (k + 1/2) / 2^52, k of 52 random bits.
  public mutating func uniform() -> Double {
    let high = UInt64(nextWord() >> 6)
    let low = UInt64(nextWord() >> 6)
    return (Double(high << 26 | low) + 0.5) * 0x1p-52
  }

  /// A standard normal number, by Box and Muller's transformation of two uniform numbers.
  ///
  /// |normal| <= 8.58, as a radius comes from 52 bits: what is cut off has probability 1e-16. As a function
  /// of the uniform numbers it is right to 1e-15 of the radius.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * Elementary.log(uniform())).squareRoot()
    let angle = 2 * Double.pi * (uniform() - 0.5)
    spareNormal = radius * Elementary.sin(angle)
    return radius * Elementary.cos(angle)
  }

  /// A uniform integer in 0..<bound, exactly uniform (Lemire 2019: multiply, reject the excess).
  ///
  /// Valid range: 1 <= bound <= 2^32 - 1; a bound of 0 is a programming error.
  public mutating func integer(below bound: UInt32) -> UInt32 {
    precondition(bound > 0, "no integer lies below 0")
    var product = UInt64(nextWord()) &* UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let excess = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < excess {
        product = UInt64(nextWord()) &* UInt64(bound)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// A uniformly random subset of 0..<count, exactly uniform, sorted, by Floyd's algorithm.
  ///
  /// Valid range: 0 <= size <= count < 2^32; outside it the nearest valid count and size are used.
  public mutating func subset(size: Int, of count: Int) -> [Int] {
    let count = max(0, min(count, Int(UInt32.max)))
    let size = max(0, min(size, count))
    // Filling an array of no capacity sets the length of the storage that all empty arrays share, from every thread.
    if size == 0 { return [] }
    return [Int](unsafeUninitializedCapacity: size) { buffer, used in
      fillSubset(buffer, of: count, size: size)
      used = size
    }
  }

  /// Floyd: element j = count - size, ..., count - 1 in turn adds a uniform one of 0...j, or j if it is in.
  private mutating func fillSubset(_ chosen: UnsafeMutableBufferPointer<Int>, of count: Int, size: Int) {
    for taken in 0..<size {
      let top = count - size + taken
      let drawn = Int(integer(below: UInt32(top + 1)))
      var place = 0
      while place < taken && chosen[place] < drawn { place += 1 }
      let isNew = place == taken || chosen[place] != drawn
      if !isNew { place = taken }
      var last = taken
      while last > place {
        chosen[last] = chosen[last - 1]
        last -= 1
      }
      chosen[place] = isNew ? drawn : top
    }
  }

  /// Reserves blocks and returns the counter of the first.
  mutating func claimBlocks(_ count: Int) -> SIMD4<UInt32> {
    let first = nextBlock
    nextBlock += UInt64(count)
    precondition(nextBlock <= 1 << 32, "a step of a random stream holds 2^34 words")
    return address.counter(step: step, block: UInt32(first))
  }
}
