import Evidence
import Foundation

/// A file that cannot be opened, read or written, or that is not what it should be; one line says what is wrong.
struct FileError: Error, Hashable {
  /// What is wrong, and with which file.
  let message: String
  /// The exit status, of sysexits.
  let status: Int32

  /// The file's contents are not what they should be, status `EX_DATAERR`.
  static func broken(_ message: String) -> FileError { FileError(message: message, status: EX_DATAERR) }

  /// There is no such file, or it cannot be opened, status `EX_NOINPUT`.
  static func missing(_ message: String) -> FileError { FileError(message: message, status: EX_NOINPUT) }

  /// The file cannot be written, status `EX_CANTCREAT`.
  static func unwritable(_ message: String) -> FileError {
    FileError(message: message, status: EX_CANTCREAT)
  }

  /// The file of this path cannot be written; the line names it whole.
  static func unwritable(path: String) -> FileError {
    unwritable("\(UsageError.quotedPath(path)) cannot be written")
  }

  /// Writes a file, whole or not at all.
  ///
  /// - Throws: `FileError` if it cannot be written.
  static func write(_ data: Data, path: String) throws(FileError) {
    do {
      try AtomicFile.write(data, to: URL(fileURLWithPath: path))
    } catch {
      throw unwritable(path: path)
    }
  }

  /// Tries whether a file can be written whole, which takes a new file beside it, so that nobody trains in vain.
  ///
  /// - Throws: `FileError` if not.
  static func checkWritable(_ path: String) throws(FileError) {
    let failure = unwritable(path: path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw failure
    }
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appending(
      path: ".\(UUID().uuidString)")
    let descriptor = open(beside.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw failure }
    close(descriptor)
    unlink(beside.path)
  }
}
