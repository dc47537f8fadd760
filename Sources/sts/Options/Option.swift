import Evidence

/// An option of a command: its name, what it takes, and what its help line says.
struct Option: Sendable {
  /// What happens when the option is not given.
  enum Absence: Hashable, Sendable {
    /// The command line is refused.
    case refused
    /// This text is taken as if it had been given.
    case means(String)
    /// The command does without.
    case allowed
  }

  /// The name with its dashes, for example `--tokens`.
  let name: String
  /// The value's placeholder in the usage line, for example `T`; nil for a flag, which takes no value.
  let placeholder: String?
  /// What the option means, in a few words.
  private(set) var meaning: String
  /// Which values are allowed, in a few words; errors quote it.
  private(set) var allowed: String
  /// What happens when it is not given.
  private(set) var absence: Absence

  /// An option that takes a value.
  init(
    _ name: String, _ placeholder: String, _ meaning: String, allowed: String, absence: Absence = .refused
  ) {
    self.name = name
    self.placeholder = placeholder
    self.meaning = meaning
    self.allowed = allowed
    self.absence = absence
  }

  /// A flag: an option without a value.
  init(flag name: String, _ meaning: String) {
    self.name = name
    placeholder = nil
    self.meaning = meaning
    allowed = "no value"
    absence = .allowed
  }

  /// The option where a command may do without it, described anew where that needs other words.
  func optional(_ meaning: String, allowed: String? = nil) -> Option {
    var option = self
    option.meaning = meaning
    option.allowed = allowed ?? self.allowed
    option.absence = .allowed
    return option
  }

  /// The option as the usage line shows it, in brackets when it may be left out.
  var usage: String {
    let full = placeholder.map { "\(name) <\($0)>" } ?? name
    return absence == .refused ? full : "[\(full)]"
  }

  /// The option's lines in the help text: the name and its meaning, then the allowed values and the default.
  var help: String {
    guard let placeholder else { return "  \(name)\n      \(meaning)" }
    var values = allowed
    if case .means(let value) = absence { values += "; default \(value)" }
    return "  \(name) <\(placeholder)>\n      \(meaning):\n      \(values)"
  }
}

extension Option {
  static let help = Option(flag: "--help", "print this text")
  static let json = Option(flag: "--json", "print the answer as JSON, numbers with all their digits")

  static let tokens = Option("--tokens", "T", "the sequence length", allowed: "an integer >= 2")
  static let dimension = Option("--dimension", "d", "the token dimension", allowed: "an integer >= 1")
  static let sparsity = Option(
    "--sparsity", "q", "the number of tokens to average", allowed: "an integer from 1 to T - 1")

  /// The three options of a problem STS(T, d, q).
  static let problem = [tokens, dimension, sparsity]

  static let effort = Option(
    "--effort", "effort", "how much is trained and sampled, instead of STS_EFFORT",
    allowed: Effort.allCases.map(\.rawValue).joined(separator: ", "), absence: .allowed)
}
