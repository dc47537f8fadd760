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
      progress: { OutputText.write("\($0)\n", to: STDERR_FILENO) }, log: ProgressLog(file: nil))
    let result = await run(Array(CommandLine.arguments.dropFirst()), in: context)
    OutputText.write(result.errors, to: STDERR_FILENO)
    guard OutputText.write(result.output, to: STDOUT_FILENO) else {
      OutputText.write(
        "sts: standard output cannot be written; allowed: a file with space left\n", to: STDERR_FILENO)
      exit(EX_IOERR)
    }
    exit(result.status)
  }
}
