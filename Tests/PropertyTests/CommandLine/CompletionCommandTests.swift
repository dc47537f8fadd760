import Foundation
import Testing
import sts

@Suite struct CompletionCommandTests {
  /// What bash would offer for the last of the words, found by running the script in it.
  private func offered(_ words: [String]) async throws -> [String] {
    let script = await runCommand("completion bash").output
    let typed = words.map { "\"\($0)\"" }.joined(separator: " ")
    let asked =
      script
      + "COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1); _sts; printf '%s\\n' \"${COMPREPLY[@]}\""
    let result = try shell("exec /bin/bash -c \(shellWord(asked))")
    #expect(result.status == 0)
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
  func `bash completes commands and options`() async throws {
    #expect(try await offered(["sts", "bo"]) == ["bound"])
    #expect(try await offered(["sts", "train", ""]) == ["attention", "network", "--help"])
    #expect(try await offered(["sts", "train", "attention", "--pos"]) == ["--positions"])
    #expect(try await offered(["sts", "bound", "--tokens", "8", "--skip"]) == ["--skip-connection"])
    #expect(try await offered(["sts", "nonsense", "--"]) == [])
  }

  @Test(arguments: ["bash", "zsh"]) func `every command is in the script`(shell: String) async {
    let result = await runCommand("completion \(shell)")
    #expect(result.status == 0)
    for name in commandNames { #expect(result.output.contains("\"\(name)\")")) }
  }

  @Test func `other shells are refused`() async { await expectRefused(["completion", "fish"]) }
}
