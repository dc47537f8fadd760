/// A command line split into operands and options, each known and given at most once.
struct Arguments: Sendable {
  /// The words that are not options, in order.
  let operands: [String]
  private let values: [String: String]
  private let flags: Set<String>
  private let options: [String: Option]

  /// Splits the words after the command's name; a value follows its option as the next word or after `=`.
  ///
  /// After the operands named there may be any number more if `others` names them.
  ///
  /// - Throws: `UsageError` for an option that is unknown, given twice, or without its value, and for too many operands.
  init(
    _ words: [String], options known: [Option], operandNames: [String], rest others: String? = nil
  ) throws(UsageError) {
    let options = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
    var operands: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard Self.isOption(word) else {
        if others == nil, operands.count == operandNames.count {
          let allowed = operandNames.isEmpty ? "options only" : operandNames.joined(separator: " ")
          throw UsageError("unexpected word \(UsageError.quoted(word)); allowed: \(allowed)")
        }
        operands.append(word)
        continue
      }
      let (name, attached) = Self.split(word)
      guard let option = options[name] else {
        let names = known.map(\.name).joined(separator: ", ")
        throw UsageError("unknown option \(UsageError.quoted(name)); allowed: \(names)")
      }
      if values[name] != nil || flags.contains(name) {
        throw UsageError("\(name) is given twice; allowed: once")
      }
      if option.placeholder == nil {
        if let attached { throw UsageError(name, value: attached, allowed: option.allowed) }
        flags.insert(name)
      } else if let attached {
        values[name] = attached
      } else if let next = rest.first, !Self.isOption(next) {
        values[name] = next
        rest.removeFirst()
      } else {
        throw UsageError("\(name) has no value; allowed: \(option.allowed)")
      }
    }
    self.operands = operands
    self.values = values
    self.flags = flags
    self.options = options
  }

  /// Whether the flag is given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// Whether the option or the flag is given, not by default.
  func isGiven(_ name: String) -> Bool { values[name] != nil || flags.contains(name) }

  /// The options of these names that are given, with their values, as they would be typed after the command.
  func given(_ names: [String]) -> String {
    names.compactMap { name in values[name].map { " \(name) \($0)" } }.joined()
  }

  /// The text of an option, given or by default; nil when it may be left out and is.
  ///
  /// - Throws: `UsageError` when the option is required and not given.
  func optionalText(_ name: String) throws(UsageError) -> String? {
    if let value = values[name] { return value }
    switch options[name]?.absence {
    case .means(let value): return value
    case .allowed: return nil
    case .refused, nil: throw UsageError("\(name) is missing; allowed: \(allowed(name))")
    }
  }

  /// The text of an option, given or by default.
  ///
  /// - Throws: `UsageError` when it is not given and has no default.
  func text(_ name: String) throws(UsageError) -> String {
    guard let text = try optionalText(name) else {
      throw UsageError("\(name) is missing; allowed: \(allowed(name))")
    }
    return text
  }

  /// Which values the option allows, in words.
  func allowed(_ name: String) -> String { options[name]?.allowed ?? "" }

  /// The error for a value of an option that is not allowed.
  func refusal(_ name: String, _ value: String) -> UsageError {
    UsageError(name, value: value, allowed: allowed(name))
  }

  /// A word is an option when it starts with a dash and is not a negative number.
  private static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-") else { return false }
    guard let second = word.dropFirst().first else { return false }
    return word.hasPrefix("--") || !(second.isNumber || second == "." || Self.isSignedWord(word))
  }

  /// `-inf` and `-nan` are (refused) numbers, so that the error speaks of the value.
  private static func isSignedWord(_ word: String) -> Bool {
    ["-inf", "-infinity", "-nan"].contains(word.lowercased())
  }

  private static func split(_ word: String) -> (name: String, value: String?) {
    guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }
}
