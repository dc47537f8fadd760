import Foundation

/// Files that are only ever seen whole.
public enum AtomicFile {
  /// Writes the text through a temporary file and a rename, and only if the file's bytes are not already those.
  ///
  /// The folder is created if need be. A reader sees the old bytes or the new ones; an unchanged file keeps its date.
  ///
  /// - Returns: Whether the file was written.
  /// - Throws: `UnwritableFile`; the old bytes are still there then.
  @discardableResult
  public static func write(_ text: String, to url: URL) throws(UnwritableFile) -> Bool {
    try write(Data(text.utf8), to: url)
  }

  /// Writes the bytes in the same way.
  ///
  /// - Returns: Whether the file was written.
  /// - Throws: `UnwritableFile`; the old bytes are still there then.
  @discardableResult
  public static func write(_ data: Data, to url: URL) throws(UnwritableFile) -> Bool {
    if contents(path: url.path) == data { return false }
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      throw UnwritableFile(path: url.path)
    }
    return true
  }

  /// What a file holds; nil if there is none or it cannot be read.
  public static func contents(path: String) -> Data? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let isEmpty = attributes?[.type] as? FileAttributeType == .typeRegular && attributes?[.size] as? Int == 0
    // Of an empty file Foundation does not give back the memory that it took to read it.
    return isEmpty ? Data() : FileManager.default.contents(atPath: path)
  }

  /// Removes a file.
  ///
  /// - Throws: `UnwritableFile` if it cannot be removed.
  static func remove(_ url: URL) throws(UnwritableFile) {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      throw UnwritableFile(path: url.path)
    }
  }
}

/// A file that can be neither written nor removed: its folder allows it to nobody, the disk is full, or the like.
public struct UnwritableFile: Error, Hashable, CustomStringConvertible {
  /// The file's path.
  public let path: String

  /// One line that names it.
  public var description: String { "\(path) cannot be written" }
}
