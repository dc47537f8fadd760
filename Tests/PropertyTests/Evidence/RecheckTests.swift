import Foundation
import TestSupport
import Testing

/// The certificates of the published run, checked again by a program that shares no code with this package.
@Suite(.notesIssues, .enabled(if: isInstalled("python3"), "python3 is not installed"))
struct RecheckTests {
  private static let file = RunLedger.packageRoot.appending(path: "Report/certificates.json")

  /// Runs the program on a file.
  private static func recheck(_ file: URL, _ options: String = "") throws -> (
    status: Int32, output: String, errors: String
  ) {
    let program = RunLedger.packageRoot.appending(path: "Scripts/recheck.py").path
    return try shell("exec python3 \(shellWord(program)) \(options) \(shellWord(file.path))")
  }

  /// The status and the output for a file of this text.
  private static func recheck(text: String, _ options: String = "") throws -> (
    status: Int32, output: String, errors: String
  ) {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "certificates.json")
    try Data(text.utf8).write(to: file)
    defer { withExtendedLifetime(folder) {} }
    return try recheck(file, options)
  }

  /// A file with one certificate.
  private static func file(of line: Any) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: ["schema": 1, "certificates": [line]])
    return String(decoding: data, as: UTF8.self)
  }

  /// The last certificate of a kind, so a large one.
  private static func certificate(_ kind: String) throws -> [String: Any] {
    let data = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let lines = try #require(data?["certificates"] as? [[String: Any]])
    return try #require(
      lines.last { ($0["certificate"] as? [String: Any])?["kind"] as? String == kind }, "no \(kind)")
  }

  @Test("all of the published run's hold")
  func published() throws {
    let result = try Self.recheck(Self.file)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    #expect(!result.output.contains("WRONG") && result.output.hasSuffix(", 0 wrong\n"))
  }

  /// One entry of a certificate of a kind, and what is written there.
  struct Change: Sendable, CustomTestStringConvertible {
    let kind: String
    let path: [String]
    let value: any Sendable

    init(_ kind: String, _ path: String, _ value: any Sendable) {
      (self.kind, self.path, self.value) = (kind, path.split(separator: ".").map(String.init), value)
    }

    var testDescription: String { "\(kind): \(path.joined(separator: ".")) = \(value)" }

    func apply(to node: Any) throws -> Any { try apply(to: node, path[...]) }

    private func apply(to node: Any, _ steps: ArraySlice<String>) throws -> Any {
      guard let step = steps.first else { return value }
      if var parts = node as? [String: Any] {
        parts[step] = try apply(to: #require(parts[step]), steps.dropFirst())
        return parts
      }
      var parts = try #require(node as? [Any])
      let index = try #require(Int(step))
      try #require(parts.indices.contains(index))
      parts[index] = try apply(to: parts[index], steps.dropFirst())
      return parts
    }
  }

  @Test(
    "one with a changed entry does not hold",
    arguments: [
      Change("spectrum", "low", "1/1000003"), Change("spectrum", "high", "1/13"),
      Change("spectrum", "lowMultiplicity", 7), Change("spectrum", "problem.tokens", 11),
      Change("least widths", "widths.3.width", 1), Change("least widths", "widths.0.share", "1/2"),
      Change("worst case", "input.9", "1/7"), Change("worst case", "squaredRatio", "1/3"),
      Change("worst case", "problem.sparsity", 3),
      Change("constant attained", "weights.0.0", "5"), Change("constant attained", "input.0", "8"),
      Change("constant attained", "squaredRatio", "1/48"),
      Change("selection", "leastGap", "5"), Change("selection", "places.1", "1/3"),
      Change("obstacle", "dependency.0.coefficient", "1/7"),
      Change("obstacle", "dependency.1.position.0", "1/7"),
      Change("curvatures", "curvatures.0.curvature", "1/7"),
      Change("curvatures", "curvatures.0.directions", 1),
      Change("set Omega", "odds.upper", 5.5), Change("set Omega", "deviation.lower", -0.5),
      Change("tube", "center.1", 0.25), Change("tube", "tubes.0.offLimit", 0.875),
      Change("tube", "tubes.0.epsilon", -1e-9),
      Change("misadjustment", "keep", "36/45"), Change("misadjustment", "noise", "16/74"),
      Change("misadjustment", "misadjustment", "7/6"), Change("misadjustment", "stepLimit", "11/18"),
      Change("misadjustment", "step", "21/51"), Change("misadjustment", "bestScale", "1"),
      Change("misadjustment", "leastRisk", "4/17"), Change("misadjustment", "batch", 2),
      Change("misadjustment", "on", 3), Change("misadjustment", "problem.dimension", 2),
    ])
  func changed(change: Change) throws {
    var line = try Self.certificate(change.kind)
    #expect(try Self.recheck(text: Self.file(of: line), "--some").status == 0)
    var certificate = try #require(line["certificate"] as? [String: Any])
    certificate["object"] = try change.apply(to: #require(certificate["object"]))
    line["certificate"] = certificate
    let result = try Self.recheck(text: Self.file(of: line), "--some")
    #expect(result.status == 1 && result.output.hasPrefix("WRONG"), "\(result)")
  }

  @Test("a file that is not what it should be has status 65 and one line of error")
  func broken() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let spectrum = try Self.file(of: Self.certificate("spectrum"))
    let some = [
      "", "{}", "[]", "null", "[1", String(text.dropLast(9)), #"{"schema":1,"certificates":[]}"#,
      #"{"schema":1,"certificates":[1]}"#, spectrum.replacing("\"schema\":1", with: "\"schema\":2"),
      spectrum.replacing("\"spectrum\"", with: "\"spectra\""),
      spectrum.replacing("\"low\"", with: "\"lo\""),
      spectrum.replacing("\"lowMultiplicity\":", with: "\"lowMultiplicity\":1."),
      spectrum.replacing("\"lowMultiplicity\":", with: "\"lowMultiplicity\":NaN,\"x\":"),
    ]
    for text in some {
      let result = try Self.recheck(text: text, "--some")
      #expect(isRefusal(result, 65) && !result.output.contains("wrong"), "\(text.prefix(80)): \(result)")
    }
    // Left out altogether, a kind of certificate would pass unseen.
    #expect(try isRefusal(Self.recheck(text: spectrum), 65))
    #expect(try isRefusal(Self.recheck(URL(filePath: "/nonexistent/certificates.json")), 66))
  }
}
