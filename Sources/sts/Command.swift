/// A command of `sts`: what its help says and what it does.
struct Command: Sendable {
  /// The word, or the two words, that call it.
  let name: String
  /// One line for the list of commands.
  let summary: String
  /// What it computes, with formulas, and the keys of its JSON answer.
  let discussion: String
  /// The names of its operands in angle brackets, in order.
  let operands: [String]
  /// The name of any number of operands after these; nil if there may be none.
  let rest: String?
  /// Its own options; `--json` and `--help` are added for every command.
  let options: [Option]
  /// What it does: arguments in, answer out.
  let answer: @Sendable (Arguments, Context) async throws -> any Answer

  /// Describes a command.
  init(
    name: String, summary: String, discussion: String, operands: [String] = [], rest: String? = nil,
    options: [Option],
    answer: @escaping @Sendable (Arguments, Context) async throws -> any Answer
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.rest = rest
    self.options = options + [.json, .help]
    self.answer = answer
  }

  /// The words that call it.
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// The usage line.
  var usage: String {
    (["sts", name] + operands + (rest.map { ["[\($0) ...]"] } ?? []) + options.map(\.usage))
      .joined(separator: " ")
  }

  /// The text that `--help` prints before the example.
  var help: String {
    """
    Usage: \(usage)

    \(discussion)

    Options:
    \(options.map(\.help).joined(separator: "\n"))

    """
  }

  /// Parses the words after the command's name and answers, or prints the help text.
  func run(_ words: [String], _ context: Context) async throws -> CommandResult {
    let arguments = try Arguments(words, options: options, operandNames: operands, rest: rest)
    if arguments.has("--help") { return CommandResult(output: help + (await example(context))) }
    if arguments.operands.count < operands.count {
      throw UsageError("\(operands[arguments.operands.count]) is missing; allowed: \(usage)")
    }
    let answer = try await answer(arguments, context)
    return CommandResult(
      status: answer.status, output: try answer.output(asJSON: arguments.has("--json")))
  }
}

extension Command {
  /// Every command, in the order of the list that `sts` prints.
  static let all: [Command] = [
    bound, handMade, width, floor, risk, flow, enclose, noise, stepLimit, halfTime, generalization,
    oneHotRisk,
    trainAttention,
    trainNetwork,
    claims,
    judge,
    report,
    certify,
    sweep,
    merge,
    calibrate,
    soak,
    benchmark,
    completion,
  ]
}
