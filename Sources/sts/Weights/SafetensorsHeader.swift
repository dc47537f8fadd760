import Foundation

/// What the header of a safetensors file says: the names, number formats, shapes and places of its tensors.
///
/// The file is 8 bytes of a length n (little-endian), n bytes of JSON
/// `{name: {"dtype": .., "shape": [..], "data_offsets": [begin, end]}, ..}`, padded with spaces at will, then the data, which
/// the tensors cover without hole or overlap. `"__metadata__"` holds strings alone.
/// Source: the format's description at github.com/huggingface/safetensors.
struct SafetensorsHeader: Sendable {
  /// One tensor: what its numbers are and where they lie.
  struct Tensor: Hashable, Sendable {
    let format: NumberFormat
    /// The lengths of its axes; none for a single number.
    let shape: [Int]
    /// The bytes it takes, counted from the end of the header.
    let bytes: Range<Int>
  }

  /// The longest header that is read; that of a model of many thousand tensors is shorter.
  static let longest = 1 << 24
  /// The key of the strings beside the tensors.
  static let metadataKey = "__metadata__"

  /// The tensors by their names.
  let tensors: [String: Tensor]

  /// The header in the bytes after the length, for a file with so many bytes of data.
  ///
  /// - Throws: `FileError` that names what is wrong.
  init(_ bytes: [UInt8], dataSize: Int) throws(FileError) {
    guard bytes.first == UInt8(ascii: "{"), !bytes.contains(0),
      String(validating: bytes, as: UTF8.self) != nil
    else { throw .broken("the header is no JSON object in UTF-8") }
    let entries: [String: Entry]
    do {
      entries = try JSONDecoder().decode(Entries.self, from: Data(bytes)).tensors
    } catch let error as DecodingError {
      throw .broken("the header is not what it should be: \(error.oneLine)")
    } catch {
      throw .broken("the header is no JSON object in UTF-8")
    }
    if let key = DuplicateKeys.first(in: bytes) {
      throw .broken("the header names \(UsageError.quoted(key)) twice")
    }
    var tensors: [String: Tensor] = [:]
    for (name, entry) in entries { tensors[name] = try entry.tensor(name) }
    try Self.requireCover(tensors, dataSize: dataSize)
    self.tensors = tensors
  }

  /// Whether the tensors lie one after the other from the first byte of the data to the last.
  private static func requireCover(_ tensors: [String: Tensor], dataSize: Int) throws(FileError) {
    var end = 0
    let order = tensors.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key)
        < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
    }
    for (name, tensor) in order {
      let start = tensor.bytes.lowerBound
      if start < end { throw .broken("the bytes of \(UsageError.quoted(name)) overlap another tensor's") }
      if start > end { throw .broken("before the bytes of \(UsageError.quoted(name)) there is a hole") }
      end = tensor.bytes.upperBound
    }
    guard end == dataSize else {
      throw .broken("the tensors take \(end) bytes of data, the file has \(dataSize)")
    }
  }
}

/// All entries of the header as they are written.
private struct Entries: Decodable {
  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var tensors: [String: Entry] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == SafetensorsHeader.metadataKey {
        _ = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }
}

/// One entry of the header as it is written.
private struct Entry: Decodable {
  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  let dtype: String
  let shape: [Int]
  let offsets: [Int]

  /// The tensor, if its shape takes the bytes that it names.
  func tensor(_ name: String) throws(FileError) -> SafetensorsHeader.Tensor {
    let quoted = UsageError.quoted(name)
    guard let format = NumberFormat(rawValue: dtype) else {
      throw .broken(
        "\(quoted) has the number format \(UsageError.quoted(dtype)); allowed: "
          + NumberFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw .broken("\(quoted) has the data_offsets \(offsets); allowed: 0 <= begin <= end")
    }
    var size = format.size
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      if length < 0 || overflow { throw .broken("\(quoted) has the shape \(shape), which is none") }
      size = product
    }
    guard size == offsets[1] - offsets[0] else {
      throw .broken("\(quoted) has \(offsets[1] - offsets[0]) bytes, its shape and format take \(size)")
    }
    return .init(format: format, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}

extension DecodingError {
  /// Where and what, without line breaks.
  fileprivate var oneLine: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let given), .valueNotFound(_, let given), .keyNotFound(_, let given),
      .dataCorrupted(let given):
      context = given
    @unknown default: return "no JSON of this form"
    }
    let place = context.codingPath.map { UsageError.quoted($0.stringValue) }.joined(separator: " ")
    if case .keyNotFound(let key, _) = self { return "\(place) has no \(UsageError.quoted(key.stringValue))" }
    return place.isEmpty
      ? "no JSON object, or one with numbers that are not whole" : "\(place) has another type"
  }
}
