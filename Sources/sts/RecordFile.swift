import Evidence
import Foundation

/// A line of a file of records.
protocol FileRecord: Codable {
  /// Whether its parts can belong together; damage can leave a line that is still JSON.
  var isPossible: Bool { get }
}

/// A file of JSON lines that a long run appends to: a header, then a record for each piece of work that is done.
///
/// A line is appended in one write, and the file is locked while a process works on it. A line that a kill has cut is dropped
/// when the run is taken up again, so its piece of work is done again.
struct RecordFile<Header: Codable & Equatable, Record: FileRecord> {
  private let handle: FileHandle
  private let name: String
  /// The records that were there before.
  let done: [Record]

  /// Opens the file, or begins it, and makes the folder it lies in.
  ///
  /// The kind says what the file is, for example `shard of a sweep`; `fresh` what is allowed where it is another's.
  ///
  /// - Throws: `FileError` if it cannot be written, begins with another header, or another process has it.
  init(path: String, header: Header, kind: String, fresh: String) throws {
    name = UsageError.quotedPath(path)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError.unwritable("\(UsageError.quotedPath(folder)) cannot be made a folder")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.unwritable("\(name) cannot be written") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw FileError(message: "\(name) is being written by another process", status: EX_TEMPFAIL)
    }
    let whole = (try handle.readToEnd() ?? Data()).wholeLines
    if whole.isEmpty {
      done = []
      try handle.truncate(atOffset: 0)
      try write(header)
      return
    }
    let contents = try RecordFileContents<Header, Record>(whole, name: name, kind: kind)
    guard contents.header == header else {
      throw FileError.broken("\(name) is another \(kind), or another version's; allowed: \(fresh)")
    }
    done = contents.records
    try handle.truncate(atOffset: UInt64(whole.count))
    try handle.seekToEnd()
  }

  /// Appends a record.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func append(_ record: Record) throws { try write(record) }

  private func write(_ line: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try handle.write(contentsOf: try encoder.encode(line) + [UInt8(ascii: "\n")])
    } catch {
      throw FileError(message: "\(name) cannot be written", status: EX_IOERR)
    }
  }
}

/// What a file of records says.
struct RecordFileContents<Header: Decodable, Record: FileRecord> {
  let header: Header
  let records: [Record]

  /// Reads a file; a last line that is not ended is left out.
  ///
  /// - Throws: `FileError` if it cannot be read or is of another kind.
  init(path: String, kind: String) throws {
    let name = UsageError.quotedPath(path)
    guard let data = AtomicFile.contents(path: path) else {
      throw FileError.missing("\(name) cannot be opened")
    }
    try self.init(data.wholeLines, name: name, kind: kind)
  }

  fileprivate init(_ data: Data, name: String, kind: String) throws {
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    guard let first = lines.first, let header = try? decoder.decode(Header.self, from: first) else {
      throw FileError.broken("\(name) is no \(kind)")
    }
    self.header = header
    records = try lines.dropFirst().enumerated().map { index, line in
      guard let record = try? decoder.decode(Record.self, from: line), record.isPossible else {
        throw FileError.broken("\(name), line \(index + 2): no record of a \(kind)")
      }
      return record
    }
  }
}

extension Data {
  /// The bytes up to the last line that is ended.
  fileprivate var wholeLines: Data {
    lastIndex(of: UInt8(ascii: "\n")).map { Data(self[startIndex...$0]) } ?? Data()
  }
}
