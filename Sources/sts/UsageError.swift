/// A command line that asks for something that is not allowed; one line says what is wrong and what is allowed.
struct UsageError: Error, Hashable {
  /// What is wrong, then what is allowed; never more than one line.
  let message: String

  /// An error with a ready message.
  init(_ message: String) {
    self.message = message
  }

  /// A value of an option, or an operand, that is not allowed.
  init(_ name: String, value: String, allowed: String) {
    message = "\(name) is \(Self.quoted(value)); allowed: \(allowed)"
  }

  /// The text between quotes, cut when long and with control characters escaped, so that an error stays one line.
  static func quoted(_ text: String) -> String { quoted(text, atMost: 60) }

  /// A file's path between quotes, whole: the end is what tells one file from another.
  static func quotedPath(_ path: String) -> String { quoted(path, atMost: 4096) }

  private static func quoted(_ text: String, atMost longest: Int) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(longest) {
      shown += scalar.properties.generalCategory.isLineSafe ? String(scalar) : scalar.escaped(asASCII: true)
    }
    return "'\(shown)\(text.unicodeScalars.count > longest ? "..." : "")'"
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isLineSafe: Bool {
    switch self {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }
}
