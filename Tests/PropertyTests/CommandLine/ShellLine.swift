import Foundation
import Testing

/// The folder that the tests, `sts`, the modules and their object files were built in.
let buildFolder = Bundle.main.bundleURL

/// Runs a line of shell with the built `sts` as `$0` and the arguments as `$1`, `$2` and so on, and collects its status and
/// what it writes.
///
/// By C's streams: the leak checker finds fault with Foundation's `Process` and with its reading of empty files.
func shell(_ line: String, _ arguments: [String] = []) throws -> (
  status: Int32, output: String, errors: String
) {
  let program = buildFolder.appending(path: "sts").path
  try #require(FileManager.default.isExecutableFile(atPath: program), "\(program) is not built")
  let errors = FileManager.default.temporaryDirectory.appending(path: "sts-errors-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: errors) }
  let words = ([line, program] + arguments).map(quoted).joined(separator: " ")
  let running = try #require(popen("/bin/sh -c \(words) 2> \(quoted(errors.path))", "r"))
  let output = text(of: running)
  let status = pclose(running)
  let written = try #require(fopen(errors.path, "r"))
  defer { fclose(written) }
  return ((status >> 8) & 0xff, output, text(of: written))
}

/// Whether a program is found where programs are looked for, or where the system's daemons are.
func isInstalled(_ program: String) -> Bool {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return (path.split(separator: ":").map(String.init) + ["/usr/sbin"]).contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
  }
}

/// What is left to read of a stream.
private func text(of stream: UnsafeMutablePointer<FILE>) -> String {
  var bytes: [UInt8] = []
  while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  return String(decoding: bytes, as: UTF8.self)
}

/// The text as one word of shell.
private func quoted(_ text: String) -> String {
  "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
}
