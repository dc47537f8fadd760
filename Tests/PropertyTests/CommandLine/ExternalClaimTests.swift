import Foundation
import TestSupport
import Testing

/// `Examples/external-claim`, compiled against the modules and object files that these tests were built with.
///
/// A `swift build` of the example would build the whole package again.
@Suite(.enabled(if: isInstalled("swiftc"), "swiftc is not found"))
struct ExternalClaimTests {
  private static let sources = RunLedger.packageRoot.appending(
    path: "Examples/external-claim/Sources/ExternalClaim")

  /// The compiler's line: `$1` the folder of the program, `$2` this build's, `$3` the package's, then flags.
  private static let compile = """
    folder=$1 built=$2 package=$3
    shift 3
    swiftc -swift-version 6 -parse-as-library "$@" -I "$built/Modules" \\
      -Xcc -fmodule-map-file="$package/Sources/Registers/module.modulemap" -o "$folder/program" "$folder"/*.swift \\
      "$built"/Theory.build/*.o "$built"/Sim.build/*.o "$built"/Evidence.build/*.o "$built"/Judgments.build/*.o
    """

  /// The flags of an instrumented build, known by what its object files refer to.
  private static func instrumentation() throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(
      at: buildFolder.appending(path: "Theory.build"), includingPropertiesForKeys: nil)
    let object = try Data(contentsOf: try #require(files.first { $0.pathExtension == "o" }))
    let flags = [
      ("__asan_init", "-sanitize=address"), ("__tsan_init", "-sanitize=thread"),
      ("__llvm_profile", "-profile-generate"),
    ]
    return flags.compactMap { symbol, flag in object.range(of: Data(symbol.utf8)) == nil ? nil : flag }
  }

  /// Compiles the example, with one text in its files replaced, and runs it.
  private func run(replacing old: String = "", with new: String = "") throws -> (
    status: Int32, verdicts: [String]
  ) {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var places = 0
    for file in try FileManager.default.contentsOfDirectory(at: Self.sources, includingPropertiesForKeys: nil)
    {
      var text = try String(contentsOf: file, encoding: .utf8)
      places += text.components(separatedBy: old).count - 1
      if !old.isEmpty { text = text.replacing(old, with: new) }
      try Data(text.utf8).write(to: folder.url.appending(path: file.lastPathComponent))
    }
    try #require(old.isEmpty || places == 1, "\(old) occurs \(places) times")
    let compiled = try shell(
      Self.compile,
      [folder.url.path, buildFolder.path, RunLedger.packageRoot.path] + Self.instrumentation())
    try #require(compiled.status == 0, "\(compiled.errors)")
    let result = try shell("exec \"$1/program\"", [folder.url.path])
    let verdicts = result.output.split(separator: "\n").compactMap { $0.split(separator: " ").last }
    return (result.status, verdicts.map(String.init))
  }

  @Test func `the example's claim is verified and its controls are refuted`() throws {
    let (status, verdicts) = try run()
    #expect(status == 0 && verdicts == ["verified", "verified", "refuted", "refuted", "refuted"])
  }

  @Test func `it fails with a closed form that is wrong by 1e-4`() throws {
    let (status, verdicts) = try run(replacing: "exp(-2 * s * t)", with: "exp(-2.0001 * s * t)")
    #expect(status == 1 && verdicts.prefix(2) == ["refuted", "refuted"])
  }
}
