import Foundation

/// What Report/Soak.json holds: soaks of one version, at most one an effort.
public struct SoakFile: Codable, Hashable, Sendable {
  /// The soaks, in the order of the efforts.
  public let soaks: [SoakTable]

  /// A file of these soaks, of different efforts.
  public init(_ soaks: [SoakTable] = []) {
    self.soaks = Effort.allCases.flatMap { effort in soaks.filter { $0.settings.effort == effort.rawValue } }
  }

  /// Reads a file; nil if there is none.
  ///
  /// - Throws: what decoding throws if it is no file of soaks, or another version's with other fields.
  public init?(contentsOf file: URL) throws {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    // What cannot be read is no file of soaks either: decoding nothing says so.
    self = try JSONDecoder().decode(SoakFile.self, from: AtomicFile.contents(path: file.path) ?? Data())
  }

  /// This file with a soak in the place of that of its effort; soaks of other versions are left out.
  public func adding(_ soak: SoakTable) -> SoakFile {
    SoakFile(
      soaks.filter {
        $0.settings.version == soak.settings.version && $0.settings.effort != soak.settings.effort
      }
        + [soak])
  }
}
