import Foundation

/// A safetensors file of a test, put together byte by byte, apart from the code that it tests.
struct WeightFile {
  let path: String

  /// A path in the temporary directory at which there is no file yet.
  static func fresh() -> WeightFile {
    WeightFile(path: NSTemporaryDirectory() + "weights-\(UUID().uuidString).safetensors")
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Writes bytes to a new file.
  static func write(_ bytes: [UInt8]) throws -> WeightFile {
    let file = fresh()
    try Data(bytes).write(to: URL(fileURLWithPath: file.path))
    return file
  }

  /// Writes tensors to a new file: name, number format, shape, numbers that the format holds exactly.
  static func write(_ tensors: [(String, String, [Int], [Double])]) throws -> WeightFile {
    try write(bytes(of: tensors))
  }

  /// The bytes of a file.
  static func bytes(of tensors: [(String, String, [Int], [Double])]) -> [UInt8] {
    var data: [UInt8] = []
    var entries: [String] = []
    for (name, format, shape, numbers) in tensors {
      let start = data.count
      for number in numbers { data += encoded(number, format) }
      entries.append(
        "\"\(name)\":{\"dtype\":\"\(format)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(data.count)]}")
    }
    return bytes(header: "{" + entries.joined(separator: ",") + "}", data: data)
  }

  /// The bytes of a file with a header as it is given.
  static func bytes(header: String, data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  private static func encoded(_ number: Double, _ format: String) -> [UInt8] {
    switch format {
    case "F64": littleEndian(number.bitPattern, 8)
    case "F32": littleEndian(UInt64(Float(number).bitPattern), 4)
    case "BF16": littleEndian(UInt64(Float(number).bitPattern >> 16), 2)
    default: littleEndian(half(number), 2)
    }
  }

  private static func littleEndian(_ bits: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  /// The bits of a number that is normal and exact in IEEE 754's binary16, or 0.
  private static func half(_ number: Double) -> UInt64 {
    if number == 0 { return 0 }
    let sign: UInt64 = number < 0 ? 1 << 15 : 0
    return sign | UInt64(Int(number.exponent) + 15) << 10 | UInt64((number.significand - 1) * 1024)
  }
}
