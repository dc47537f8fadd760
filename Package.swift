// swift-tools-version: 6.1
import Foundation
import PackageDescription

// MARK: - Build settings

/// Whether this is a dependency's copy, `<scratch>/checkouts/<name>` or
/// `<scratch>/registry/downloads/<scope>/<name>/<version>`.
///
/// SwiftPM refuses unsafe flags in a package taken by version. A clone in a folder that happens to be named
/// `checkouts` is no dependency: beside SwiftPM's own lie the repositories that it checks out from.
let isDependency: Bool = {
  let parts = Context.packageDirectory.split(separator: "/").map(String.init)
  let count = parts.count
  if count > 5, parts[count - 5] == "registry", parts[count - 4] == "downloads" { return true }
  guard count > 2, parts[count - 2] == "checkouts" else { return false }
  let scratch = "/" + parts[..<(count - 2)].joined(separator: "/")
  return FileManager.default.fileExists(atPath: scratch + "/repositories")
}()

/// Compiler settings of every library target.
///
/// `swift test` is a debug build; training many networks in it is practical only when the numeric
/// targets are optimised all the same. `STS_TARGET` chooses the instruction set, never the result:
///
/// | STS_TARGET          | instruction set                                   |
/// |---------------------|---------------------------------------------------|
/// | `native` (default)  | all that this machine has                         |
/// | `x86-64-v3`         | AVX2 and FMA, any x86 server or laptop since 2015 |
/// | `baseline`          | the compiler's default; fused products are slow   |
///
/// On other architectures no instruction set is passed.
func optimisedSettings() -> [SwiftSetting] {
  if isDependency { return [] }
  let target = Context.environment["STS_TARGET"] ?? "native"
  var instructionSet: [String] = []
  switch target {
  case "native":
    #if arch(x86_64)
      instructionSet = ["-Xcc", "-march=native"]
    #endif
  case "x86-64-v3":
    #if arch(x86_64)
      instructionSet = ["-Xcc", "-march=x86-64-v3"]
    #endif
  case "baseline":
    break
  default:
    fatalError("STS_TARGET is '\(target)'; allowed: native, x86-64-v3, baseline")
  }
  // Without -wmo nothing is inlined across files; without -num-threads SwiftPM's debug build of a
  // whole module does not find its object files.
  // Debug information of optimised code is of little use and takes a sixth of its compilation.
  return [.unsafeFlags(["-O", "-wmo", "-num-threads", "2", "-gnone"] + instructionSet)]
}

/// Warnings are errors where STS_WARNINGS_AS_ERRORS is set, as .ci/run does.
func warningSettings() -> [SwiftSetting] {
  if isDependency { return [] }
  return Context.environment["STS_WARNINGS_AS_ERRORS"] == nil
    ? [] : [.unsafeFlags(["-warnings-as-errors"])]
}

let librarySettings = optimisedSettings() + warningSettings()
let testSettings = warningSettings()

let package = Package(
  name: "SparseTokenSelection",
  platforms: [.macOS(.v15)],
  products: [
    // MARK: - Public
    .library(name: "SparseTokenSelection", targets: ["Theory", "Sim", "Evidence", "Judgments"]),
    .executable(name: "sts", targets: ["sts"]),
  ],
  targets: [
    // MARK: - Implementation
    .target(name: "Theory", swiftSettings: librarySettings),
    .systemLibrary(name: "Registers"),
    .target(name: "Sim", dependencies: ["Theory", "Registers"], swiftSettings: librarySettings),
    .target(name: "Evidence", dependencies: ["Theory"], swiftSettings: librarySettings),
    .target(
      name: "Judgments", dependencies: ["Theory", "Sim", "Evidence"],
      swiftSettings: librarySettings),
    .executableTarget(
      name: "sts", dependencies: ["Theory", "Sim", "Evidence", "Judgments"],
      swiftSettings: librarySettings),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["Theory", "Sim", "Evidence", "Judgments"],
      path: "Tests/Support", swiftSettings: testSettings),
    .testTarget(
      name: "PropertyTests",
      dependencies: ["Theory", "Sim", "Evidence", "Judgments", "TestSupport", "sts"],
      swiftSettings: testSettings),
    .testTarget(
      name: "BoundTests",
      dependencies: ["Theory", "Sim", "Evidence", "Judgments", "TestSupport"],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)
