import Foundation

/// Files that are only ever seen whole.
public enum AtomicFile {
  /// Writes the text through a temporary file and a rename, and only if the file's bytes are not already those.
  ///
  /// The folder is created if need be. A reader sees the old bytes or the new ones; an unchanged file keeps its date.
  ///
  /// - Returns: Whether the file was written.
  /// - Throws: What the file system reports.
  @discardableResult
  public static func write(_ text: String, to url: URL) throws -> Bool {
    let data = Data(text.utf8)
    if let present = try? Data(contentsOf: url), present == data { return false }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url, options: .atomic)
    return true
  }
}
