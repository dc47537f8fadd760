import Foundation

/// Weights under names, to be written as a safetensors file.
struct SafetensorsWriter {
  private var header: [String: Entry] = [:]
  private var data = Data()

  private struct Entry: Encodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// The names and shapes, in the order in which they were added.
  private(set) var contents: [String] = []

  /// No weights yet.
  init() {}

  /// Adds numbers in single precision.
  mutating func add(_ name: String, shape: [Int], _ numbers: some Sequence<Float>) {
    add(name, .f32, shape, numbers.lazy.map(\.bitPattern.littleEndian))
  }

  /// Adds numbers in double precision.
  mutating func add(_ name: String, shape: [Int], _ numbers: some Sequence<Double>) {
    add(name, .f64, shape, numbers.lazy.map(\.bitPattern.littleEndian))
  }

  private mutating func add(
    _ name: String, _ format: NumberFormat, _ shape: [Int], _ words: some Sequence<some FixedWidthInteger>
  ) {
    let start = data.count
    for word in words { withUnsafeBytes(of: word) { data.append(contentsOf: $0) } }
    header[name] = Entry(dtype: format.rawValue, shape: shape, offsets: [start, data.count])
    contents.append("\(name) (\(shape.map(String.init).joined(separator: " x ")))")
  }

  /// The bytes of the file; the header is padded so that the data begin at a multiple of 8.
  func bytes() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    var file = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    file.append(json)
    file.append(data)
    return file
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func write(path: String) throws {
    try FileError.write(bytes(), path: path)
  }
}
