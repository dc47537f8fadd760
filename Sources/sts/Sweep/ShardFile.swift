import Foundation

/// The file of one shard: a header, then a line of JSON for every trial that is done.
///
/// A line is appended in one write, and the file is locked while a process works on it. A line that a kill has cut is dropped
/// when the shard is taken up again.
struct ShardFile {
  /// How the files end.
  static let suffix = ".jsonl"

  private let handle: FileHandle
  private let name: String
  /// The trials that were done before.
  let done: Set<Int>

  /// Opens the file of a shard in a folder, or begins it.
  ///
  /// - Throws: `FileError` if it cannot be written, is another sweep's, or another process has it.
  init(_ header: ShardHeader, folder: String) throws {
    let path = "\(folder)/\(header.sweep.claim)-\(header.shard)-of-\(header.shards)\(Self.suffix)"
    name = UsageError.quotedPath(path)
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
    let whole = try (handle.readToEnd() ?? Data()).wholeLines
    if whole.isEmpty {
      done = []
      try handle.truncate(atOffset: 0)
      try append(header)
      return
    }
    let contents = try ShardContents(whole, name: name)
    guard contents.header == header else {
      throw FileError.broken("\(name) is of another sweep or version; allowed: an empty folder for --out")
    }
    done = Set(contents.trials.map(\.task))
    try handle.truncate(atOffset: UInt64(whole.count))
    try handle.seekToEnd()
  }

  /// Appends a line in one write.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func append(_ line: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try handle.write(contentsOf: try encoder.encode(line) + [UInt8(ascii: "\n")])
    } catch {
      throw FileError(message: "\(name) cannot be written", status: EX_IOERR)
    }
  }
}

/// What a shard's file says.
struct ShardContents {
  let header: ShardHeader
  let trials: [SweepTrial]

  /// Reads the file of a shard; a last line that is not ended is left out.
  ///
  /// - Throws: `FileError` if it cannot be read or is no such file.
  init(path: String) throws {
    let name = UsageError.quotedPath(path)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileError.missing("\(name) cannot be opened")
    }
    try self.init(data.wholeLines, name: name)
  }

  init(_ data: Data, name: String) throws {
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    guard let first = lines.first, let header = try? decoder.decode(ShardHeader.self, from: first) else {
      throw FileError.broken("\(name) is no shard of a sweep")
    }
    self.header = header
    trials = try lines.dropFirst().enumerated().map { index, line in
      guard let trial = try? decoder.decode(SweepTrial.self, from: line), trial.hasVerdict else {
        throw FileError.broken("\(name), line \(index + 2): no trial of a sweep")
      }
      return trial
    }
  }
}

extension Data {
  /// The bytes up to the last line that is ended.
  fileprivate var wholeLines: Data { lastIndex(of: UInt8(ascii: "\n")).map { self[...$0] } ?? Data() }
}
