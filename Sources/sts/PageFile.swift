import Foundation

/// A page of the report that a command writes, with its numbers in a file beside it.
struct PageFile {
  /// The page's path, ending in `.md`.
  let path: String

  /// The path of the numbers, ending in `.json`.
  var dataPath: String { String(path.dropLast(Self.suffix.count)) + ".json" }

  /// Writes the page, and the data as JSON under the same name.
  ///
  /// - Throws: `FileError` if a file cannot be written.
  func write(_ text: String, data: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    let json = String(decoding: try encoder.encode(data), as: UTF8.self) + "\n"
    for (name, contents) in [(path, text), (dataPath, json)] {
      try FileError.write(Data(contents.utf8), path: name)
    }
  }

  fileprivate static let suffix = ".md"
}

extension Option {
  /// The page of the report to write; its numbers go to a file of the same name that ends in `.json`.
  static func page(_ usual: String) -> Option {
    Option(
      "--write", "FILE", "the page to write, with its numbers beside it",
      allowed: "a file that ends in .md, as \(usual)", absence: .allowed)
  }
}

extension Arguments {
  /// The page that `--write` names; nil when it is not given.
  ///
  /// - Throws: `UsageError` for a file that does not end in `.md`.
  func page() throws(UsageError) -> PageFile? {
    guard let path = try optionalText("--write") else { return nil }
    guard path.hasSuffix(PageFile.suffix) else { throw refusal("--write", path) }
    return PageFile(path: path)
  }
}
