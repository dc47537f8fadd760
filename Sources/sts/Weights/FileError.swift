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
}
