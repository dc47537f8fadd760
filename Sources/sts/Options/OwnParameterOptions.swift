import Judgments
import Sim
import Theory

extension OwnParameter {
  /// The option that sets the parameter.
  var option: Option {
    switch self {
    case .width:
      Option(
        name, "m", "own parameters: the first-layer width", allowed: "an integer >= 1", absence: .allowed)
    case .positions:
      Option(
        name, "law", "own parameters: the law of the positions",
        allowed: "one-hot, or frame:<d_e>, gaussian:<d_e>, rademacher:<d_e>, sphere:<d_e>",
        absence: .allowed)
    case .testTokens: Option.testTokens.own
    case .testSparsity: Option.testSparsity.own
    case .batch:
      Option(
        name, "B", "own parameters: the number of fresh examples in a step", allowed: "an integer >= 1",
        absence: .allowed)
    case .learningRate:
      Option(
        name, "eta", "own parameters: the step size", allowed: "a decimal number from 1e-12 to 1000",
        absence: .allowed)
    case .steps:
      Option(
        name, "n", "own parameters: the number of training steps",
        allowed: "an integer from 1 to \(TrainingLimits.steps)", absence: .allowed)
    case .logit:
      Option(
        name, "C", "own parameters: the logit of aligned weights",
        allowed: "a decimal number from -1000 to 1000", absence: .allowed)
    }
  }

  /// The option's name with its dashes.
  private var name: String { "--\(rawValue)" }
}

extension Option {
  /// The options of a reader's own parameters; without them the claim's own experiments are judged.
  static let ownParameters = problem.map(\.own) + OwnParameter.allCases.map(\.option)

  /// The option as one of a reader's own parameters.
  fileprivate var own: Option { optional("own parameters: \(meaning)") }
}

extension Arguments {
  /// The reader's own parameters; nil if none is given.
  ///
  /// - Throws: `UsageError` for values that are not allowed or a problem that is not whole, `TheoryError` for values
  ///   that make no problem.
  func ownParameters() throws -> OwnParameters? {
    let names = Option.ownParameters.map(\.name)
    if try names.allSatisfy({ try optionalText($0) == nil }) { return nil }
    var own = OwnParameters(try problem())
    own.width = try optional("--width") { try integer($0, in: 1...Int(Int32.max)) }
    own.positions = try optional("--positions") { try ownPositions($0, tokens: own.problem.tokens) }
    own.testTokens = try optional("--test-tokens") { try integer($0, in: 2...Int(Int32.max)) }
    own.testSparsity = try optional("--test-sparsity") { try integer($0, in: 1...Int(Int32.max)) }
    own.batch = try optional("--batch") { try integer($0, in: 1...Int(Int32.max)) }
    own.learningRate = try optional("--learning-rate") { try real($0, in: 1e-12...1000) }
    own.steps = try optional("--steps") { try integer($0, in: 1...TrainingLimits.steps) }
    own.logit = try optional("--logit") { try real($0, in: -1000...1000) }
    return own
  }

  private func optional<Value>(_ name: String, _ read: (String) throws -> Value) throws -> Value? {
    try optionalText(name) == nil ? nil : read(name)
  }

  private func ownPositions(_ name: String, tokens: Int) throws(UsageError) -> OwnParameters.PositionChoice {
    let text = try text(name)
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if text == "one-hot" { return .init(.oneHot, dimension: tokens) }
    let laws: [Substring: Positions] = [
      "frame": .orthonormalFrame, "gaussian": .gaussian, "rademacher": .rademacher, "sphere": .sphere,
    ]
    guard parts.count == 2, let law = laws[parts[0]], let dimension = Arguments.decimalInteger(parts[1]),
      (1...(1 << 20)).contains(dimension), law != .orthonormalFrame || dimension >= tokens
    else { throw refusal(name, text) }
    return .init(law, dimension: dimension)
  }
}
