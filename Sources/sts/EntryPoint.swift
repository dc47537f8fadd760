import Evidence
import Foundation
import Judgments

/// The program: runs the command and writes what it leaves behind.
@main
struct EntryPoint {
  static func main() async {
    // A reader that closes the pipe early must not kill a run whose exit status says something.
    signal(SIGPIPE, SIG_IGN)
    // A file that has reached the largest size allowed is an error of the write, with a line that names the file.
    signal(SIGXFSZ, SIG_IGN)
    keepStandardStreams()
    let context = Context(
      environment: ProcessInfo.processInfo.environment, judgments: ClaimJudgment.all,
      progress: { OutputText.write("\($0)\n", to: STDERR_FILENO) }, log: ProgressLog(file: nil))
    let result = await run(Array(CommandLine.arguments.dropFirst()), in: context)
    OutputText.write(result.errors, to: STDERR_FILENO)
    guard OutputText.write(result.output, to: STDOUT_FILENO) else {
      OutputText.write(
        "sts: standard output cannot be written; allowed: an open file with space left\n", to: STDERR_FILENO)
      exit(EX_IOERR)
    }
    exit(result.status)
  }

  /// Takes the places of standard streams that are closed.
  ///
  /// A file opened later would stand there and get what is written to the stream. What is taken is open for reading alone,
  /// so writing to it fails as before.
  private static func keepStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }
}
