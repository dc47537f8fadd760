import Foundation

/// Lines of progress, written at once to standard error and to a file that can be followed with `tail -f`.
public final class ProgressLog: Sendable {
  private let file: Locked<FileHandle?>
  private let standardError: Bool

  /// Opens the file anew, creating its folder; if that fails, progress goes to standard error alone.
  public init(file url: URL?, standardError: Bool = true) {
    self.standardError = standardError
    var handle: FileHandle?
    if let url {
      try? FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if FileManager.default.createFile(atPath: url.path, contents: nil) {
        handle = try? FileHandle(forWritingTo: url)
      }
    }
    file = Locked(handle)
  }

  /// Writes one line to both places.
  public func write(_ line: String) {
    let data = Data("\(line)\n".utf8)
    file.withLock { file in
      if standardError { try? FileHandle.standardError.write(contentsOf: data) }
      try? file?.write(contentsOf: data)
    }
  }
}
