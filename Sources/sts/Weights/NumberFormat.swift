/// The formats of numbers in a safetensors file.
enum NumberFormat: String, CaseIterable, Sendable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case u64 = "U64"
  case i32 = "I32"
  case u32 = "U32"
  case i16 = "I16"
  case u16 = "U16"
  case i8 = "I8"
  case u8 = "U8"
  case bool = "BOOL"
  case f8e4m3 = "F8_E4M3"
  case f8e5m2 = "F8_E5M2"

  /// The number of bytes of one number.
  var size: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .i8, .u8, .bool, .f8e4m3, .f8e5m2: 1
    }
  }

  /// Whether its numbers can be weights here.
  var isRead: Bool { [.f64, .f32, .f16, .bf16].contains(self) }

  /// The number that little-endian bytes hold, exactly; nil for a format that is not read.
  func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double? {
    switch self {
    case .f64:
      Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    case .f32:
      Double(
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))))
    case .bf16: Double(Float(bitPattern: UInt32(Self.word(bytes, offset)) << 16))
    case .f16: Self.half(Self.word(bytes, offset))
    default: nil
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The value of IEEE 754's binary16, 5 bits of exponent and 10 of fraction; `Float16` is not on every platform.
  static func half(_ bits: UInt16) -> Double {
    let fraction = Double(bits & 0x3FF)
    let size: Double =
      switch bits >> 10 & 0x1F {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      case let exponent: (1024 + fraction) * Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
      }
    return bits >> 15 == 0 ? size : -size
  }
}
