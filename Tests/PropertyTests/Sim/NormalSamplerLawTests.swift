import Testing
import Theory

@testable import Sim

/// The numbers that `NormalSamplerLaw` states, against the sampler and against sums over all its words' midpoints.
@Suite struct NormalSamplerLawTests {
  /// The normals that a radius word and 16 angle words give, 32 of them.
  private func normals(radius: UInt32, angles: [UInt32]) -> [Float] {
    var words = [UInt32](repeating: radius, count: 16) + angles
    words.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { BoxMuller.transform(base, groups: 1) }
    }
    return words.map { Float(bitPattern: $0) }
  }

  @Test("the stated numbers")
  func stated() {
    #expect(abs(NormalSamplerLaw.largest - 6.763705) <= 1e-6)
    #expect(abs(NormalSamplerLaw.varianceDeficit - 8.069_34e-11) <= 1e-15)
    #expect(NormalSamplerLaw.falseAlarmFactor(normals: 0) == 1)
    #expect(abs(NormalSamplerLaw.falseAlarmFactor(normals: 1e8) - 1.011_709) <= 1e-6)
  }

  @Test("no normal exceeds the largest, which the word 0 reaches")
  func largest() {
    // The angle 0 but for half a step: its cosine rounds to 1.
    let most = normals(radius: 0, angles: [UInt32](repeating: 0x8000_0000, count: 16)).max() ?? 0
    #expect(abs(Double(most) - NormalSamplerLaw.largest) <= 2e-6)
    #expect(normals(radius: .max, angles: [UInt32](repeating: 0, count: 16)).allSatisfy { abs($0) <= 1e-3 })
  }

  @Test("r^2 is -2 ln of the cell's midpoint up to 1e-6 (1 + r^2)")
  func rounding() throws {
    var stream = RandomStream(
      try StreamAddress(baseSeed: 1, name: "test sampler law", repetition: 0, purpose: .check), step: 0)
    var worst = 0.0
    func look(_ word: UInt32) {
      let angles = (0..<16).map { _ in stream.nextWord() }
      let pair = normals(radius: word, angles: angles)
      let exact = -2 * Elementary.log((Double(word) + 0.5) * 0x1p-32)
      for index in 0..<16 {
        let square =
          Double(pair[index]) * Double(pair[index]) + Double(pair[index + 16]) * Double(pair[index + 16])
        worst = max(worst, abs(square - exact) / (1 + exact))
      }
    }
    for power in 0..<32 {
      for offset in 0..<8 as Range<UInt32> {
        look((1 << power) &+ offset)
        look(UInt32.max - (1 << power) + 1 &+ offset)
      }
    }
    for _ in 0..<40_000 { look(stream.nextWord()) }
    #expect(worst <= 1e-6 && worst > 0, "\(worst)")
  }

  @Test(
    "midpoints: no even moment exceeds the normal law's, the second by ln 2 / cells, lower tails by 1/(2 cells)"
  )
  func midpoints() {
    for cells in [16.0, 256, 4096] {
      let squares = (0..<Int(cells)).map { -2 * Elementary.log((Double($0) + 0.5) / cells) }
      func mean(_ value: (Double) -> Double) -> Double { squares.reduce(0) { $0 + value($1) } / cells }
      #expect(abs(2 - mean { $0 } - Elementary.log(2) / cells) <= 0.1 / (cells * cells))
      var (power, factorial) = (1.0, 1.0)
      for order in 1...12 {
        power *= 2
        factorial *= Double(order)
        // E r^(2j) = 2^j j!
        let moment = mean { square in (0..<order).reduce(1.0) { product, _ in product * square } }
        #expect(moment <= power * factorial, "moment \(order) of \(cells) cells")
      }
      for s in [0.01, 0.1, 0.25, 0.4, 0.5, 1, 3] {
        let excess = mean { Elementary.exp(-s * $0) } - 1 / (1 + 2 * s)
        #expect(excess <= 0.5 / cells, "exponent \(s) of \(cells) cells")
        if s >= 0.5 { #expect(excess <= 1e-15) }
      }
    }
  }
}
