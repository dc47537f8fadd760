/// The smallest pieces of a formula in TeX.
enum FormulaToken: Hashable {
  /// A backslash with its letters, or with the one character that follows it.
  case command(String)
  /// A brace that opens a group.
  case open
  /// A brace that closes a group.
  case close
  /// The sign of a subscript.
  case lower
  /// The sign of a superscript.
  case upper
  /// White space, of any length.
  case space
  /// Any other character.
  case character(Character)

  /// The pieces of a formula, in order.
  ///
  /// White space after the letters of a command only ends them and is dropped.
  static func tokens(of formula: String) -> [FormulaToken] {
    var tokens: [FormulaToken] = []
    var rest = formula[...]
    while let character = rest.popFirst() {
      switch character {
      case "{": tokens.append(.open)
      case "}": tokens.append(.close)
      case "_": tokens.append(.lower)
      case "^": tokens.append(.upper)
      case "\\": tokens.append(.command(commandName(&rest)))
      case _ where character.isWhitespace: if tokens.last != .space { tokens.append(.space) }
      default: tokens.append(.character(character))
      }
    }
    return tokens
  }

  /// Takes a command's name off the text after its backslash.
  private static func commandName(_ rest: inout Substring) -> String {
    let letters = rest.prefix { $0.isASCII && $0.isLetter }
    if letters.isEmpty { return rest.popFirst().map { $0.isWhitespace ? " " : String($0) } ?? "" }
    rest = rest.dropFirst(letters.count).drop { $0.isWhitespace }
    return String(letters)
  }
}
