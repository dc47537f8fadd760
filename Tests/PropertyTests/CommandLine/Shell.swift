import Foundation
import Testing

/// What a line of shell left behind.
struct ShellResult: Hashable, Sendable {
  /// The exit status.
  let status: Int32
  /// What it wrote on standard output.
  let output: String
  /// What it wrote on standard error.
  let errors: String

  /// Whether it failed with one line of error and no trace of a crash.
  func isRefusal(_ status: Int32) -> Bool {
    self.status == status && errors.hasSuffix("\n") && errors.dropLast().allSatisfy { !$0.isNewline }
  }
}

/// Runs a line of shell with the built program as `$0`, and collects its status and what it writes.
///
/// By C's streams: the leak checker finds fault with Foundation's `Process` and with its reading of empty files.
func shell(_ line: String) throws -> ShellResult {
  let program = Bundle.main.bundleURL.appending(path: "sts").path
  try #require(FileManager.default.isExecutableFile(atPath: program), "\(program) is not built")
  let errors = FileManager.default.temporaryDirectory.appending(path: "sts-errors-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: errors) }
  let command = "/bin/sh -c \(quoted(line)) \(quoted(program)) 2> \(quoted(errors.path))"
  let running = try #require(popen(command, "r"))
  let output = text(of: running)
  let status = pclose(running)
  let written = try #require(fopen(errors.path, "r"))
  defer { fclose(written) }
  return ShellResult(status: (status >> 8) & 0xff, output: output, errors: text(of: written))
}

/// What is left to read of a stream.
private func text(of stream: UnsafeMutablePointer<FILE>) -> String {
  var bytes: [UInt8] = []
  while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  return String(decoding: bytes, as: UTF8.self)
}

/// The text as one word of shell.
func quoted(_ text: String) -> String {
  "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
}

/// Whether the shell finds a program of this name.
func hasProgram(_ name: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
  }
}
