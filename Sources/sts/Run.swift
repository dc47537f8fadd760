import Evidence
import Theory

/// Runs `sts` with the words after the program's name; everything but progress is in the result.
///
/// A command line that is not allowed gives status 64, no output and one line of error. Errors never trap.
package func run(_ words: [String], in context: Context = Context()) async -> CommandResult {
  guard let first = words.first, first != "--help" || words.count > 1 else {
    return CommandResult(output: commandList())
  }
  if words == ["--version"] { return CommandResult(output: "sts \(PackageIdentity.version)\n") }
  let matching = Command.all.filter { $0.words.first == first }
  guard !matching.isEmpty else {
    let names = Command.all.map(\.name).joined(separator: ", ")
    return refused(
      "sts", "unknown command \(UsageError.quoted(first)); allowed: \(names), or --help alone")
  }
  if let command = matching.first(where: { Array(words.prefix($0.words.count)) == $0.words }) {
    return await run(command, Array(words.dropFirst(command.words.count)), context)
  }
  // The first word begins commands of two words, and the second is none of theirs.
  let second = words.dropFirst().first
  if second == "--help", words.count == 2 {
    return CommandResult(output: matching.map(\.help).joined(separator: "\n"))
  }
  let names = matching.map { $0.words[1] }.joined(separator: ", ")
  let wrong = second.map { "unknown word \(UsageError.quoted($0))" } ?? "a word is missing"
  return refused("sts \(first)", "\(wrong); allowed: \(names), or --help alone")
}

private func run(_ command: Command, _ words: [String], _ context: Context) async -> CommandResult {
  let name = "sts \(command.name)"
  do {
    return try await command.run(words, context)
  } catch let error as UsageError {
    return refused(name, error.message)
  } catch let error as TheoryError {
    return refused(name, "\(error.value); allowed: \(error.rule)")
  } catch let error as FileError {
    return CommandResult(status: error.status, errors: oneLine("\(name): \(error.message)"))
  } catch let error as CommandFailure {
    return CommandResult(status: 1, errors: oneLine("\(name): \(error.message)"))
  } catch {
    return CommandResult(status: 1, errors: oneLine("\(name): \(error)"))
  }
}

private func refused(_ name: String, _ message: String) -> CommandResult {
  CommandResult(status: CommandResult.usageStatus, errors: oneLine("\(name): \(message)"))
}

/// The text with every line break replaced, and one at the end.
private func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
}

private func commandList() -> String {
  """
  Usage: sts <command> [options]

  Theorems on learning sparse token selection, computed, trained and judged.

  \(table(Command.all.map { ["  " + $0.name, $0.summary] }))
  `sts <command> --help` tells a command's options and formulas, `sts --version` the version.

  """
}
