import Theory

/// What `sts bound` may be asked about instead of a plain fully connected network; the raw value is the option.
enum BoundWorld: String, CaseIterable, Sendable {
  case bits = "--bits"
  case skipConnection = "--skip-connection"
  case shared = "--shared"
  case normalized = "--normalized"
  case samples = "--samples"
  case correlation = "--correlation"
  case loss = "--loss"

  /// Whether the answer says what a share epsilon of the trivial risk takes.
  var hasWidthNeeded: Bool {
    switch self {
    case .skipConnection, .shared, .samples, .correlation: true
    case .bits, .normalized, .loss: false
    }
  }

  /// The options, in the order of the help text.
  static let options: [Option] = [
    Option(
      "--bits", "B", "the bits about X in what the network keeps of it",
      allowed: "a decimal number from 0 to 1e15", absence: .allowed),
    Option(flag: "--skip-connection", "a linear map of X, free of y, is added to the output"),
    Option(flag: "--shared", "the first layer is shared over tokens, with --width channels"),
    Option(flag: "--normalized", "the network sees vec(X) divided by its length"),
    Option(
      "--samples", "n", "the number of fixed training examples, in place of --width",
      allowed: "an integer >= 0", absence: .allowed),
    Option(
      "--correlation", "r", "the correlation of neighbouring tokens",
      allowed: "a decimal number from -0.9999 to 0.9999", absence: .allowed),
    .loss,
  ]
}

extension Option {
  static let loss = Option(
    "--loss", "loss", "the loss of the error e",
    allowed:
      "absolute, log, huber:c, power:p or clip:r with c and r from 1e-100 to 1e100, p above 0 and up to 32",
    absence: .allowed)
}

extension Arguments {
  /// The one world that is asked about; nil for a plain network.
  ///
  /// - Throws: `UsageError` if two are.
  func boundWorld() throws(UsageError) -> BoundWorld? {
    let asked = BoundWorld.allCases.filter { isGiven($0.rawValue) }
    if asked.count > 1 { throw Self.exclusion(asked[0].rawValue, asked[1].rawValue) }
    return asked.first
  }

  /// - Throws: `UsageError` if the option is given beside another that excludes it.
  func requireAlone(_ option: String, beside other: String) throws(UsageError) {
    if isGiven(option) { throw Self.exclusion(option, other) }
  }

  /// The error for two options that exclude each other.
  static func exclusion(_ first: String, _ second: String) -> UsageError {
    UsageError("\(first) and \(second) exclude each other; allowed: one of them")
  }

  /// The loss that `--loss` names.
  func loss() throws(UsageError) -> RobustLoss {
    let text = try text("--loss")
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.count == 2 ? Self.decimalNumber(parts[1]) : nil
    let loss: RobustLoss? =
      switch (parts[0], number) {
      case ("absolute", nil) where parts.count == 1: .absolute
      case ("log", nil) where parts.count == 1: .logarithmic
      case ("power", let power?): .power(power)
      case ("huber", let threshold?): .huber(threshold: threshold)
      case ("clip", let bound?): .clipped(at: bound)
      default: nil
      }
    guard let loss, loss.isValid else { throw refusal("--loss", text) }
    return loss
  }

  /// AR(1) tokens of a problem, with the correlation that `--correlation` names.
  ///
  /// - Throws: `UsageError` for another value or a sequence too long for its eigenvalues.
  func correlation(_ problem: Problem) throws -> F20CorrelatedTokens {
    let correlation = try real("--correlation", in: -0.9999...0.9999)
    guard problem.tokens <= 300 else {
      throw UsageError(
        "--tokens", value: "\(problem.tokens)", allowed: "at most 300 with --correlation, for the eigenvalues"
      )
    }
    return try F20CorrelatedTokens(problem: problem, correlation: correlation)
  }

  /// The value of an option that is a share, taken exactly.
  func share(_ name: String) throws(UsageError) -> Rational {
    let text = try text(name)
    guard let share = try? Rational(parsing: text), share >= .zero, share <= .one else {
      throw refusal(name, text)
    }
    return share
  }
}
