import Evidence
import Foundation
import TestSupport
import Testing

/// The files that state name and version and cannot import them.
@Suite struct PackageIdentityTests {
  private func lines(_ file: String) throws -> [String] {
    try String(contentsOf: RunLedger.packageRoot.appending(path: file), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  @Test func `the citation is of this package and version`() throws {
    let citation = try lines("CITATION.cff")
    #expect(citation.filter { $0.hasPrefix("version:") } == ["version: \(PackageIdentity.version)"])
    #expect(citation.filter { $0.hasPrefix("title:") } == ["title: \(PackageIdentity.name)"])
  }

  @Test func `the changelog's newest entry is this version's`() throws {
    let versions = try lines("CHANGELOG.md").filter { $0.hasPrefix("## ") }
    #expect(versions.first == "## \(PackageIdentity.version)")
    #expect(Set(versions).count == versions.count)
  }

  @Test func `the manifest has this name`() throws {
    let manifest = try lines("Package.swift")
    #expect(manifest.contains("  name: \"\(PackageIdentity.name)\","))
  }

  @Test func `the version is three numbers`() {
    let parts = PackageIdentity.version.split(separator: ".", omittingEmptySubsequences: false)
    #expect(parts.count == 3 && parts.allSatisfy { UInt($0) != nil })
  }
}
