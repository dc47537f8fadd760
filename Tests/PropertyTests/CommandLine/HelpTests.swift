import Foundation
import Judgments
import Testing

@testable import sts

@Suite struct HelpTests {
  @Test(arguments: ["", "--help"]) func `the program alone lists the commands`(line: String) async {
    let result = await runCommand(line)
    #expect(result.status == 0 && result.errors.isEmpty)
    for name in commandNames {
      #expect(result.output.contains("\n  \(name) "))
    }
  }

  @Test(arguments: commandNames) func `every command tells its usage`(name: String) async {
    let result = await runCommand(name + " --help")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output.hasPrefix("Usage: sts \(name) "))
    #expect(result.output.contains("--json") && result.output.contains("--help"))
  }

  @Test(arguments: commandNames) func `every command has an example, and it works`(name: String) async throws
  {
    let context = Context(judgments: ClaimJudgment.all)
    let help = await runCommand(name + " --help", in: context).output
    #expect(help.contains("\nExample:\n  sts \(name)"))
    if Examples.notRun.contains(name) { return }
    let words = try #require(Examples.words[name])
    let result = await runCommand("\(name) \(words)", in: context)
    #expect(result.status == 0, "\(result.errors)")
    #expect(help.contains(try #require(result.output.split(separator: "\n").last)))
  }

  @Test(arguments: commandNames) func `help needs no other option and no lines beyond 120 columns`(
    name: String
  )
    async
  {
    let help = await runCommand(name + " --help").output.components(separatedBy: "\nExample:")[0]
    let lines = help.split(separator: "\n").dropFirst()
    #expect(lines.allSatisfy { $0.count <= 120 })
  }
}
