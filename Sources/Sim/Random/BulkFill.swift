extension RandomStream {
  /// Fills a buffer with random words, many blocks at a time.
  ///
  /// Starts at the next unused block and takes whole groups of 8 blocks. Order within a group: (word 0,
  /// word 1) of each block in turn, then (word 2, word 3) of each block in turn. What is left of the last
  /// group is not used again. Nothing is allocated.
  public mutating func fillWords(_ words: UnsafeMutableBufferPointer<UInt32>) {
    guard let base = words.baseAddress else { return }
    let bytes = UnsafeMutableRawPointer(base)
    let groups = words.count / Philox.wordsPerGroup
    fillGroups(bytes, groups)
    let rest = words.count - groups * Philox.wordsPerGroup
    if rest > 0 { fillRest(bytes + groups * Self.bytesPerGroup, count: rest, normal: false) }
  }

  /// Fills a buffer with standard normal numbers in single precision.
  ///
  /// Box and Muller's transformation: of each group of 32 words (order as in `fillWords`), the first 16 give
  /// the radii r and the last 16 the angles; the normals are then 16 times r cos, 16 times r sin.
  /// |normal| <= 6.77, as a radius comes from 32 bits; the angle has 25 bits. What that costs the probabilities of
  /// checks is in `NormalSamplerLaw`. As a function of the words a normal is right to 4 units of single precision of its
  /// radius. What is left of the last group is not used again. Nothing is allocated.
  public mutating func fillNormals(_ normals: UnsafeMutableBufferPointer<Float>) {
    guard let base = normals.baseAddress else { return }
    let bytes = UnsafeMutableRawPointer(base)
    let groups = normals.count / Philox.wordsPerGroup
    // Two passes over a part that stays in the first-level cache, in place: words, then normals. Fused in
    // one loop, the integer and the floating point halves hinder each other and it is slower.
    var done = 0
    while done < groups {
      let part = min(Self.groupsPerPass, groups &- done)
      fillGroups(bytes + done &* Self.bytesPerGroup, part)
      BoxMuller.transform(bytes + done &* Self.bytesPerGroup, groups: part)
      done &+= part
    }
    let rest = normals.count - groups * Philox.wordsPerGroup
    if rest > 0 { fillRest(bytes + groups * Self.bytesPerGroup, count: rest, normal: true) }
  }

  private static let groupsPerPass = 64
  private static let bytesPerGroup = 4 * Philox.wordsPerGroup

  private mutating func fillGroups(_ bytes: UnsafeMutableRawPointer, _ groups: Int) {
    if groups == 0 { return }
    let counter = claimBlocks(groups * Philox.blocksPerGroup)
    Philox.fillGroups(bytes, groups: groups, counter: counter, key: address.key)
  }

  /// The first numbers of one more group.
  private mutating func fillRest(_ bytes: UnsafeMutableRawPointer, count: Int, normal: Bool) {
    var group = (SIMD16<UInt32>(), SIMD16<UInt32>())
    withUnsafeMutableBytes(of: &group) { whole in
      guard let base = whole.baseAddress else { return }
      fillGroups(base, 1)
      if normal { BoxMuller.transform(base, groups: 1) }
      bytes.copyMemory(from: base, byteCount: 4 * count)
    }
  }
}
