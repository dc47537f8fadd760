/// Reads a formula in the subset of TeX that claims are written in.
///
/// What it does not know it refuses, so that no page prints TeX where a formula should be.
struct FormulaParser {
  private let text: String
  private let tokens: [FormulaToken]
  private var place = 0

  init(_ text: String) {
    self.text = text
    tokens = FormulaToken.tokens(of: text)
  }

  /// The whole formula.
  mutating func formula() throws(FormulaError) -> [Formula] {
    let result = try row()
    if let token = peek() { throw error("\(Self.name(token)) has nothing to close") }
    return result
  }

  // MARK: - Rows and scripts

  /// What stands up to the end, to a closing brace, to `\right`, or to the character given.
  private mutating func row(upTo end: FormulaToken? = nil) throws(FormulaError) -> [Formula] {
    var result: [Formula] = []
    while let token = peek(), token != .close, token != .command("right"), token != end {
      let isScript = token == .lower || token == .upper || token == .character("'")
      // A script without a base hangs on an empty row.
      let base: Formula = isScript ? .row([]) : try atom()
      result.append(try scripts(of: base))
    }
    return result
  }

  /// A base with the scripts that follow it.
  private mutating func scripts(of base: Formula) throws(FormulaError) -> Formula {
    var lower: [Formula]?
    var upper: [Formula]?
    var primes = ""
    while let token = peek() {
      switch token {
      case .character("'"):
        place += 1
        primes += "′"
      case .lower:
        if lower != nil { throw error("two subscripts in a row") }
        place += 1
        lower = try argument()
      case .upper:
        if upper != nil { throw error("two superscripts in a row") }
        place += 1
        upper = try argument()
      default: return Self.scripted(base, lower, primes, upper)
      }
    }
    return Self.scripted(base, lower, primes, upper)
  }

  private static func scripted(
    _ base: Formula, _ lower: [Formula]?, _ primes: String, _ upper: [Formula]?
  ) -> Formula {
    var above = upper
    if !primes.isEmpty { above = [.symbol(primes, .ordinary)] + (upper ?? []) }
    return lower == nil && above == nil ? base : .scripts(base, lower: lower, upper: above)
  }

  /// A group in braces, or the one symbol that stands without them.
  private mutating func argument() throws(FormulaError) -> [Formula] {
    switch peek() {
    case .open?: return try group()
    case .command?: return [try atom()]
    case .character(let character)?:
      place += 1
      return [try symbol(character)]
    default: throw error("an argument is missing")
    }
  }

  /// A group in braces.
  private mutating func group() throws(FormulaError) -> [Formula] {
    place += 1
    let result = try row()
    guard peek() == .close else { throw error("a brace is not closed") }
    place += 1
    return result
  }

  // MARK: - Atoms

  private mutating func atom() throws(FormulaError) -> Formula {
    switch peek() {
    case .open?: return .row(try group())
    case .command(let name)?:
      place += 1
      return try command(name)
    case .character(let character)?:
      if character.isASCII, character.isNumber { return number() }
      place += 1
      return try symbol(character)
    default: throw error("an argument is missing")
    }
  }

  /// Digits, with a point between two of them.
  private mutating func number() -> Formula {
    var digits = ""
    while place < tokens.count, case .character(let character) = tokens[place] {
      let isPoint = character == "." && place + 1 < tokens.count && Self.isDigit(tokens[place + 1])
      guard Self.isDigit(tokens[place]) || isPoint else { break }
      digits.append(character)
      place += 1
    }
    return .number(digits)
  }

  private static func isDigit(_ token: FormulaToken) -> Bool {
    guard case .character(let character) = token else { return false }
    return character.isASCII && character.isNumber
  }

  private func symbol(_ character: Character) throws(FormulaError) -> Formula {
    if character.isASCII, character.isLetter { return .letter(String(character)) }
    if character.isASCII, character.isNumber { return .number(String(character)) }
    if character == "~" { return .space(0.25) }
    guard let known = FormulaSymbols.characters[character] else {
      throw error("the character \(character) is not known")
    }
    return .symbol(known.text, known.role)
  }

  // MARK: - Commands

  private mutating func command(_ name: String) throws(FormulaError) -> Formula {
    if let letter = FormulaSymbols.letters[name] { return .letter(letter) }
    if let capital = FormulaSymbols.capitals[name] { return .upright(capital) }
    if let known = FormulaSymbols.symbols[name] ?? FormulaSymbols.delimiters[name] {
      return .symbol(known.text, known.role)
    }
    if let takesLimits = FormulaSymbols.functions[name] { return .function(name, takesLimits: takesLimits) }
    if let large = FormulaSymbols.large[name] { return .large(large.text, takesLimits: large.takesLimits) }
    if let accent = FormulaSymbols.accents[name] {
      return .accent(accent.text, try argument(), stretches: accent.stretches)
    }
    if let width = FormulaSymbols.spaces[name] { return .space(width) }
    switch name {
    case "frac", "dfrac", "tfrac":
      let over = try argument()
      return .fraction(over, try argument(), isSmall: name == "tfrac")
    case "binom":
      let over = try argument()
      return .binomial(over, try argument())
    case "sqrt": return try root()
    case "left": return try fenced()
    case "mathrm", "operatorname": return .upright(try words().filter { !$0.isWhitespace })
    case "text", "textrm": return .words(try words())
    case "mathbf", "boldsymbol": return .styled(try words(), .bold)
    case "mathbb": return .styled(try words(), .doubleStruck)
    case "mathcal": return .styled(try words(), .script)
    default: throw error("the command \\\(name) is not known")
    }
  }

  private mutating func root() throws(FormulaError) -> Formula {
    var degree: [Formula]?
    if peek() == .character("[") {
      place += 1
      degree = try row(upTo: .character("]"))
      guard peek() == .character("]") else { throw error("a bracket is not closed") }
      place += 1
    }
    return .root(try argument(), degree: degree)
  }

  /// A row between `\left` and `\right`, each with its delimiter.
  private mutating func fenced() throws(FormulaError) -> Formula {
    let opening = try delimiter()
    let body = try row()
    guard peek() == .command("right") else { throw error("\\left has no \\right") }
    place += 1
    return .fenced(opening, body, try delimiter())
  }

  private mutating func delimiter() throws(FormulaError) -> String {
    let token = peek()
    place += 1
    switch token {
    case .character(".")?: return ""
    case .character(let character)? where "()[]|".contains(character): return String(character)
    case .command(let name)?:
      if let known = FormulaSymbols.delimiters[name] { return known.text }
      throw error("\\\(name) is no delimiter")
    default: throw error("a delimiter is missing")
    }
  }

  /// The letters, digits and spaces of a group in braces.
  private mutating func words() throws(FormulaError) -> String {
    guard peek() == .open else { throw error("a brace is missing") }
    place += 1
    var result = ""
    while place < tokens.count, tokens[place] != .close {
      switch tokens[place] {
      case .character(let character): result.append(character)
      case .space: result += " "
      default: throw error("\(Self.name(tokens[place])) stands among words")
      }
      place += 1
    }
    guard place < tokens.count else { throw error("a brace is not closed") }
    place += 1
    return result
  }

  // MARK: - Tokens

  /// The next token, white space skipped.
  private mutating func peek() -> FormulaToken? {
    while place < tokens.count, tokens[place] == .space { place += 1 }
    return place < tokens.count ? tokens[place] : nil
  }

  private func error(_ reason: String) -> FormulaError { FormulaError(formula: text, reason: reason) }

  private static func name(_ token: FormulaToken) -> String {
    switch token {
    case .command(let name): "\\\(name)"
    case .open: "{"
    case .close: "}"
    case .lower: "_"
    case .upper: "^"
    case .space: "a space"
    case .character(let character): String(character)
    }
  }
}
