import Evidence
import Foundation
import Judgments

/// The program: runs the command and writes what it leaves behind.
@main
struct EntryPoint {
  static func main() async {
    // A reader that closes the pipe early must not kill a run whose exit status says something.
    signal(SIGPIPE, SIG_IGN)
    let context = Context(
      environment: ProcessInfo.processInfo.environment, judgments: ClaimJudgment.all,
      progress: { write("\($0)\n", to: STDERR_FILENO) }, log: ProgressLog(file: nil))
    let result = await run(Array(CommandLine.arguments.dropFirst()), in: context)
    write(result.errors, to: STDERR_FILENO)
    guard write(result.output, to: STDOUT_FILENO) else {
      write("sts: standard output cannot be written; allowed: a file with space left\n", to: STDERR_FILENO)
      exit(EX_IOERR)
    }
    exit(result.status)
  }
}

/// Writes all of a text; false when it cannot be written.
///
/// A pipe whose reader has gone counts as written.
@discardableResult
private func write(_ text: String, to descriptor: Int32) -> Bool {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return errno == EPIPE
    }
    bytes = bytes.dropFirst(count)
  }
  return true
}
