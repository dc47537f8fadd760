import Foundation
import Theory

/// An open safetensors file: its header is checked, its numbers are read when they are asked for.
///
/// Nothing is read or allocated before its length is known to fit the file, and nothing but the tensors asked for is read.
struct SafetensorsFile {
  /// The most numbers that a tensor may have to be read.
  static let largestTensor = 1 << 26

  private let name: String
  private let handle: FileHandle
  private let header: SafetensorsHeader
  private let dataStart: Int

  /// Opens a file and checks its header.
  ///
  /// - Throws: `FileError` if it cannot be opened or is no such file.
  init(path: String) throws(FileError) {
    name = UsageError.quotedPath(path)
    var isDirectory = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .missing("there is no file \(name)")
    }
    // A pipe or a device has no end to seek.
    let type =
      (try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath))?[.type]
    guard !isDirectory.boolValue, type as? FileAttributeType == .typeRegular else {
      throw .missing("\(name) is no regular file")
    }
    guard let handle = FileHandle(forReadingAtPath: path), let end = try? handle.seekToEnd() else {
      throw .missing("\(name) cannot be opened")
    }
    self.handle = handle
    let size = Int(clamping: end)
    let start = try Self.read(handle, 0..<min(8, size), name)
    guard size >= 10 else { throw .broken("\(name) has \(size) bytes, too few for a safetensors file") }
    let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(SafetensorsHeader.longest), length <= UInt64(size - 8) else {
      if let other = Self.otherFormat(start) { throw .broken("\(name) is \(other), not a safetensors file") }
      throw .broken(
        "\(name) says that its header has \(length) bytes; allowed: 2 to "
          + "\(min(size - 8, SafetensorsHeader.longest)) in a file of \(size) bytes")
    }
    dataStart = 8 + Int(length)
    let bytes = try Self.read(handle, 8..<dataStart, name)
    do {
      header = try SafetensorsHeader(bytes, dataSize: size - dataStart)
    } catch {
      throw .broken("\(name): \(error.message)")
    }
  }

  /// The number of axes of a tensor.
  ///
  /// - Throws: `FileError` if the file has none of this name.
  func axes(_ tensor: String) throws(FileError) -> Int { try entry(tensor).shape.count }

  /// The numbers of a matrix, transposed if so asked.
  ///
  /// - Throws: `FileError` if the file has no tensor of this name, or it is no matrix of finite numbers.
  func matrix(_ tensor: String, transposed: Bool = false) throws -> Matrix {
    let entry = try entry(tensor)
    guard entry.shape.count == 2, entry.shape.allSatisfy({ $0 > 0 }) else {
      throw FileError.broken(
        "\(UsageError.quoted(tensor)) in \(name) has the shape \(entry.shape); allowed: a matrix")
    }
    let matrix = try Matrix(rows: entry.shape[0], columns: entry.shape[1], elements: numbers(tensor, entry))
    return transposed ? matrix.transposed : matrix
  }

  /// The numbers of a vector.
  ///
  /// - Throws: `FileError` if the file has no tensor of this name, or it is no vector of finite numbers.
  func vector(_ tensor: String) throws(FileError) -> [Double] {
    let entry = try entry(tensor)
    guard entry.shape.count == 1, entry.shape[0] > 0 else {
      throw .broken("\(UsageError.quoted(tensor)) in \(name) has the shape \(entry.shape); allowed: a vector")
    }
    return try numbers(tensor, entry)
  }

  private func entry(_ tensor: String) throws(FileError) -> SafetensorsHeader.Tensor {
    if let entry = header.tensors[tensor] { return entry }
    let names = header.tensors.keys.sorted()
    let shown = names.prefix(12).map(UsageError.quoted).joined(separator: ", ")
    throw .broken(
      "\(name) has no tensor \(UsageError.quoted(tensor)); it has \(names.isEmpty ? "none" : shown)"
        + (names.count > 12 ? " and \(names.count - 12) more" : ""))
  }

  private func numbers(_ tensor: String, _ entry: SafetensorsHeader.Tensor) throws(FileError) -> [Double] {
    let quoted = "\(UsageError.quoted(tensor)) in \(name)"
    guard entry.format.isRead else {
      throw .broken("\(quoted) holds \(entry.format.rawValue); allowed: F64, F32, F16, BF16")
    }
    let count = entry.bytes.count / entry.format.size
    guard count <= Self.largestTensor else {
      throw .broken("\(quoted) has \(count) numbers; allowed: at most \(Self.largestTensor)")
    }
    let bytes = try Self.read(
      handle, (dataStart + entry.bytes.lowerBound)..<(dataStart + entry.bytes.upperBound), name)
    let numbers = bytes.withUnsafeBytes { buffer in
      (0..<count).map { entry.format.number(buffer, at: $0 * entry.format.size) ?? .nan }
    }
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      throw .broken(
        "\(quoted) has \(numbers[place]) at place \(place + 1) of \(count); allowed: finite numbers")
    }
    return numbers
  }

  private static func read(_ handle: FileHandle, _ range: Range<Int>, _ name: String) throws(FileError)
    -> [UInt8]
  {
    if range.isEmpty { return [] }
    let data: Data?
    do {
      try handle.seek(toOffset: UInt64(range.lowerBound))
      data = try handle.read(upToCount: range.count)
    } catch {
      throw .missing("\(name) cannot be read")
    }
    guard let data, data.count == range.count else { throw .broken("\(name) ends before its data does") }
    return [UInt8](data)
  }

  /// What else a file is that begins so, where its kind is likely to be taken for this one.
  private static func otherFormat(_ start: [UInt8]) -> String? {
    if start.starts(with: Array("version ".utf8)) {
      return "the pointer that Git LFS leaves in place of a file"
    }
    if start.starts(with: Array("PK".utf8)) { return "a ZIP archive, as torch.save and numpy.savez write" }
    if start.first == 0x80, start.count > 1, (2...5).contains(start[1]) { return "a Python pickle" }
    if start.starts(with: [0x89] + Array("HDF".utf8)) { return "an HDF5 file" }
    if start.starts(with: [0x93] + Array("NUMPY".utf8)) { return "a NumPy array" }
    if start.starts(with: Array("GGUF".utf8)) { return "a GGUF file" }
    return nil
  }
}
