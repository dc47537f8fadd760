/// Zeroed memory aligned to 64 bytes, freed with its owner.
final class AlignedBuffer<Element: BinaryFloatingPoint> {
  /// The first element.
  let pointer: UnsafeMutablePointer<Element>
  /// The number of elements.
  let count: Int

  init(_ count: Int) {
    self.count = max(count, 1)
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: self.count * MemoryLayout<Element>.stride, alignment: 64)
    pointer = bytes.bindMemory(to: Element.self, capacity: self.count)
    pointer.initialize(repeating: 0, count: self.count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
