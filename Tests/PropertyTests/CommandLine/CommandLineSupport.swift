import Foundation
import Testing
import sts

/// Runs `sts` in this process with the words of a line, split at spaces.
func runCommand(_ line: String, in context: Context = Context()) async -> CommandResult {
  await run(line.split(separator: " ").map(String.init), in: context)
}

/// Runs `sts` with `--json` and decodes what it prints, one line of JSON; status 0 and no error are expected.
func answer<Value: Decodable>(
  _ line: String, as type: Value.Type, in context: Context = Context()
) async throws -> Value {
  let result = await runCommand(line + " --json", in: context)
  #expect(result.status == 0 && result.errors.isEmpty, "\(line): \(result)")
  #expect(result.output.hasSuffix("\n") && result.output.dropLast().allSatisfy { !$0.isNewline })
  return try JSONDecoder().decode(type, from: Data(result.output.utf8))
}

/// The keys of the JSON object that a command prints.
func answerKeys(_ line: String) async throws -> Set<String> {
  let result = await runCommand(line + " --json")
  let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
  return Set(try #require(object).keys)
}

/// Whether two numbers agree to a relative tolerance, that is, to the digits that the reference prints.
func agrees(_ value: Double, _ reference: Double, relative: Double) -> Bool {
  abs(value - reference) <= relative * abs(reference)
}

/// Expects that a command line is refused: status 64, no output, one line of error.
func expectRefused(_ words: [String], in context: Context = Context()) async {
  let result = await run(words, in: context)
  #expect(result.status == 64, "\(words): \(result)")
  #expect(result.output.isEmpty, "\(words): \(result)")
  #expect(
    result.errors.hasSuffix("\n") && !result.errors.dropLast().contains { $0.isNewline },
    "\(words): \(result)")
  #expect(result.errors.hasPrefix("sts") && result.errors.contains("allowed"), "\(words): \(result)")
}

/// The names of all commands.
let commandNames = [
  "bound", "hand-made", "width", "floor", "risk", "flow", "enclose", "noise", "step-limit", "half-time",
  "generalization",
  "one-hot-risk",
  "train attention",
  "train network",
  "claims", "judge", "report", "certify", "sweep", "merge", "calibrate", "soak", "benchmark", "completion",
]
