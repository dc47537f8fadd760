extension RandomStream {
  /// Writes `examples` independent, exactly uniform random subsets of 0..<count, each sorted, one after the
  /// other.
  ///
  /// `subsets` must hold examples * size integers; 0 <= size <= count < 2^32. The numbers are those of `subset`
  /// with words drawn in bulk: starts at the next unused block, and what is left of the last group is not used
  /// again. Subsets of more than 64 take count bytes for a while and size + count operations each, smaller
  /// ones take size^2 operations and nothing is allocated.
  mutating func fillSubsets(
    _ subsets: UnsafeMutableBufferPointer<Int>, examples: Int, size: Int, of count: Int
  ) {
    guard let base = subsets.baseAddress else { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: WordReader.capacity) { buffer in
      guard let words = buffer.baseAddress else { return }
      var reader = WordReader(self, words: words, expected: examples &* size)
      if size > 64 {
        Self.fillLargeSubsets(base, examples: examples, size: size, of: count, &reader)
        self = reader.stream
        return
      }
      for example in 0..<examples {
        let chosen = base + example &* size
        for taken in 0..<size {
          let top = count &- size &+ taken
          insert(reader.integer(below: UInt32(truncatingIfNeeded: top &+ 1)), or: top, into: chosen, taken)
        }
      }
      self = reader.stream
    }
  }

  /// Floyd's algorithm on a row of flags, which then gives the numbers in order.
  private static func fillLargeSubsets(
    _ base: UnsafeMutablePointer<Int>, examples: Int, size: Int, of count: Int, _ reader: inout WordReader
  ) {
    let isChosen = UnsafeMutablePointer<Bool>.allocate(capacity: count)
    defer { isChosen.deallocate() }
    for example in 0..<examples {
      isChosen.initialize(repeating: false, count: count)
      for top in (count &- size)..<count {
        let drawn = reader.integer(below: UInt32(truncatingIfNeeded: top &+ 1))
        isChosen[isChosen[drawn] ? top : drawn] = true
      }
      var next = base + example &* size
      for number in 0..<count where isChosen[number] {
        next.pointee = number
        next += 1
      }
    }
  }

  /// Floyd's step: adds `drawn`, or `top` if it is in, to so many sorted numbers below `top`; without branches.
  @inline(__always)
  private func insert(
    _ drawn: Int, or top: Int, into chosen: UnsafeMutablePointer<Int>, _ taken: Int
  ) {
    var number = drawn
    for place in 0..<taken { number = chosen[place] == drawn ? top : number }
    for place in 0..<taken {
      let other = chosen[place]
      chosen[place] = min(other, number)
      number = max(other, number)
    }
    chosen[taken] = number
  }
}

/// The words of a stream in the order of `nextWord`, from bulk fills.
private struct WordReader {
  /// The words of four groups.
  static let capacity = 4 * Philox.wordsPerGroup

  var stream: RandomStream
  private let words: UnsafeMutablePointer<UInt32>
  private var next = 0
  private var filled = 0
  private var expected: Int

  /// The words may be more than expected.
  init(_ stream: RandomStream, words: UnsafeMutablePointer<UInt32>, expected: Int) {
    self.stream = stream
    self.words = words
    self.expected = expected
  }

  /// As `RandomStream.integer`.
  @inline(__always)
  mutating func integer(below bound: UInt32) -> Int {
    var product = UInt64(word()) &* UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound { redraw(&product, bound) }
    return Int(truncatingIfNeeded: product >> 32)
  }

  @inline(never)
  private mutating func redraw(_ product: inout UInt64, _ bound: UInt32) {
    let excess = (0 &- bound) % bound
    while UInt32(truncatingIfNeeded: product) < excess { product = UInt64(word()) &* UInt64(bound) }
  }

  @inline(__always)
  private mutating func word() -> UInt32 {
    if next == filled { refill() }
    // Of a group's eight blocks the first two words come first.
    let place = next & ~31 | (next & 2) << 3 | (next & 28) >> 1 | next & 1
    next &+= 1
    return words[place]
  }

  @inline(never)
  private mutating func refill() {
    let groups = max(1, min(4, (expected &+ Philox.wordsPerGroup &- 1) / Philox.wordsPerGroup))
    filled = groups &* Philox.wordsPerGroup
    stream.fillWords(UnsafeMutableBufferPointer(start: words, count: filled))
    expected &-= filled
    next = 0
  }
}
