import Sim
import Testing
import Theory

@Suite("Philox4x32-10")
struct PhiloxTests {
  @Test("equals the published known answers of Random123")
  func knownAnswers() {
    #expect(
      Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("a bulk fill equals the scalar blocks word for word", arguments: [1, 31, 32, 33, 64, 96, 1000])
  func bulkEqualsScalar(count: Int) throws {
    let address = try StreamAddress(
      baseSeed: 0x0123_4567_89AB_CDEF, name: "bulk", repetition: 0xFF_FFFF, part: 0xABCD_EF01,
      purpose: .check)
    var stream = RandomStream(address, step: .max)
    _ = stream.nextWord()  // uses block 0, so that the fill starts at block 1
    var words = [UInt32](repeating: 0, count: count)
    words.withUnsafeMutableBufferPointer { stream.fillWords($0) }
    for (index, word) in words.enumerated() {
      let (group, place) = (index / 32, index % 32)
      let block = Philox.block(
        counter: address.counter(step: .max, block: UInt32(1 + 8 * group + place % 16 / 2)), key: address.key)
      #expect(word == block[place / 16 * 2 + place % 2], "word \(index)")
    }
    // The next scalar draws use up block 0 and then start after the whole groups of the fill.
    let next = UInt32(1 + (count + 31) / 32 * 8)
    for _ in 0..<3 { _ = stream.nextWord() }
    let expected = Philox.block(counter: address.counter(step: .max, block: next), key: address.key).x
    #expect(stream.nextWord() == expected)
  }

  @Test("under one base seed the address layout is injective")
  func addresses() throws {
    var seen: Set<[UInt32]> = []
    var count = 0
    for purpose in StreamAddress.Purpose.allCases {
      for name in ["", "a", "b", "F2 claim: width 1", "F2 claim: width 2", "F2 control: width 1"] {
        for part in [0, 1, 1 << 31, (1 << 32) - 1] {
          for repetition in [0, 1, 256, (1 << 24) - 1] {
            let address = try StreamAddress(
              baseSeed: 1 << 32, name: StreamName(name), repetition: repetition, part: part, purpose: purpose)
            for step: UInt32 in [0, 1, .max] {
              let counter = address.counter(step: step, block: 7)
              seen.insert([
                address.key.x, address.key.y, counter.x, counter.y, counter.z, counter.w,
              ])
              count += 1
            }
          }
        }
      }
    }
    #expect(seen.count == count)
  }

  @Test("a repetition of more than 24 bits and a part of more than 32 are refused")
  func ranges() {
    for (repetition, part) in [(1 << 24, 0), (-1, 0), (0, 1 << 32), (0, -1)] {
      #expect(throws: TheoryError.self) {
        try StreamAddress(baseSeed: 0, name: "x", repetition: repetition, part: part, purpose: .check)
      }
    }
  }

  @Test("the hash of a name is FNV-1a with SplitMix64's finalizer, and two names with one hash are found")
  func names() {
    // FNV-1a of "a" is af63dc4c8601ec8c (published); of "" the offset basis.
    #expect(StreamName("a").hash == finalized(0xAF63_DC4C_8601_EC8C))
    #expect(StreamName("").hash == finalized(0xCBF2_9CE4_8422_2325))
    #expect(StreamName.collision(among: ["a", "b", "a"]) == nil)
  }

  /// Computed apart from the product, in wider arithmetic.
  private func finalized(_ word: UInt64) -> UInt64 {
    func times(_ a: UInt64, _ b: UInt64) -> UInt64 { a.multipliedFullWidth(by: b).low }
    let first = times(word ^ word >> 30, 0xBF58_476D_1CE4_E5B9)
    let second = times(first ^ first >> 27, 0x94D0_49BB_1331_11EB)
    return second ^ second >> 31
  }
}
