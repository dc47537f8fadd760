/// Writes formulas as MathML, which browsers set without any library or font of the page's own.
package enum MathML {
  /// The element of a formula in TeX, within a line or as a block of its own.
  ///
  /// - Throws: `FormulaError` for whatever is not of the subset of TeX.
  package static func element(_ text: String, isBlock: Bool = false) throws(FormulaError) -> String {
    let formula = try Formula.parsed(text)
    let row = MathMLRow(formula, MathMLStyle(isDisplay: isBlock, isScript: false))
    return "<math\(isBlock ? " display=\"block\"" : "")>\(row.content)</math>"
  }
}

/// Where a row stands, which decides its spaces and its limits.
struct MathMLStyle {
  /// Whether limits stand below and above their operator.
  let isDisplay: Bool
  /// Whether it is set small, without space around relations and operations.
  let isScript: Bool

  static let text = MathMLStyle(isDisplay: false, isScript: false)
  static let script = MathMLStyle(isDisplay: false, isScript: true)
  /// Of the parts of a fraction: without limits, the spaces as before.
  var inner: MathMLStyle { MathMLStyle(isDisplay: false, isScript: isScript) }
}

/// A row of formulas as elements of MathML.
struct MathMLRow {
  private let formulas: [Formula]
  private let style: MathMLStyle

  init(_ formulas: [Formula], _ style: MathMLStyle) {
    self.formulas = formulas
    self.style = style
  }

  /// The elements in order.
  var content: String { formulas.indices.map { element($0) }.joined() }

  /// The row as one element.
  var single: String {
    if formulas.count == 1 { return content }
    return "<mrow>\(content)</mrow>"
  }

  private func element(_ place: Int) -> String {
    write(formulas[place], before: role(before: place), after: role(after: place))
  }

  private func role(before place: Int) -> Formula.Role? {
    formulas[..<place].last { $0.role != nil }?.role
  }

  private func role(after place: Int) -> Formula.Role? {
    formulas[(place + 1)...].first { $0.role != nil }?.role
  }

  // MARK: - Elements

  private func write(_ formula: Formula, before: Formula.Role?, after: Formula.Role?) -> String {
    switch formula {
    case .letter(let text): return "<mi>\(text)</mi>"
    case .upright(let text):
      // A single letter is set in italics unless it is said not to be.
      return text.count == 1
        ? "<mi mathvariant=\"normal\">\(escaped(text))</mi>" : "<mi>\(escaped(text))</mi>"
    case .words(let text): return "<mtext>\(escaped(text))</mtext>"
    case .styled(let text, let alphabet):
      let name = text.allSatisfy(\.isNumber) ? "mn" : "mi"
      return "<\(name)>\(escaped(alphabet.letters(text)))</\(name)>"
    case .number(let digits): return "<mn>\(digits)</mn>"
    case .symbol(let text, let role): return symbol(text, role, before: before, after: after)
    case .function(let name, _): return function(name, before: before, after: after)
    case .large(let text, _): return "<mo>\(text)</mo>"
    case .fraction(let over, let under, let isSmall):
      let parts = "<mfrac>\(part(over))\(part(under))</mfrac>"
      return isSmall ? "<mstyle displaystyle=\"false\">\(parts)</mstyle>" : parts
    case .binomial(let over, let under):
      return "<mrow><mo>(</mo><mfrac linethickness=\"0\">\(part(over))\(part(under))</mfrac><mo>)</mo></mrow>"
    case .root(let body, let degree):
      guard let degree else { return "<msqrt>\(MathMLRow(body, style.inner).content)</msqrt>" }
      return "<mroot>\(part(body))\(MathMLRow(degree, .script).single)</mroot>"
    case .accent(let sign, let body, let stretches):
      let mark = "<mo stretchy=\"\(stretches)\">\(sign)</mo>"
      return "<mover accent=\"true\">\(MathMLRow(body, style).single)\(mark)</mover>"
    case .fenced(let opening, let body, let closing):
      return
        "<mrow>\(fence(opening, "prefix"))\(MathMLRow(body, style).content)\(fence(closing, "postfix"))</mrow>"
    case .scripts(let base, let lower, let upper):
      return scripts(write(base, before: before, after: after), base, lower, upper)
    case .row(let formulas): return "<mrow>\(MathMLRow(formulas, style).content)</mrow>"
    case .space(let width): return "<mspace width=\"\(NumberText.fixed(width, decimals: 4))em\"/>"
    }
  }

  private func part(_ formulas: [Formula]) -> String { MathMLRow(formulas, style.inner).single }

  private func fence(_ delimiter: String, _ form: String) -> String {
    if delimiter.isEmpty { return "" }
    return "<mo form=\"\(form)\" fence=\"true\" stretchy=\"true\">\(delimiter)</mo>"
  }

  private func scripts(_ base: String, _ formula: Formula, _ lower: [Formula]?, _ upper: [Formula]?) -> String
  {
    let isLimit = style.isDisplay && formula.takesLimits
    let below = lower.map { MathMLRow($0, .script).single } ?? ""
    let above = upper.map { MathMLRow($0, .script).single } ?? ""
    let name: String
    switch (lower == nil, upper == nil) {
    case (false, false): name = isLimit ? "munderover" : "msubsup"
    case (false, true): name = isLimit ? "munder" : "msub"
    default: name = isLimit ? "mover" : "msup"
    }
    return "<\(name)>\(base)\(below)\(above)</\(name)>"
  }

  // MARK: - Operators

  /// A symbol; an operation without anything on one of its sides is a sign, and a sign has no space.
  private func symbol(
    _ text: String, _ role: Formula.Role, before: Formula.Role?, after: Formula.Role?
  ) -> String {
    let word = escaped(text)
    switch role {
    case .ordinary
    where text == "…" || text == "⋯" || text == "∞" || text == "⊤" || text == "⊥" || text == "%":
      return "<mi>\(word)</mi>"
    case .ordinary: return "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">\(word)</mo>"
    case .opening: return "<mo form=\"prefix\" stretchy=\"false\">\(word)</mo>"
    case .closing: return "<mo form=\"postfix\" stretchy=\"false\">\(word)</mo>"
    case .punctuation, .prefix: return "<mo>\(word)</mo>"
    case .relation: return infix(word)
    case .binary:
      let hasLeft = before == .ordinary || before == .closing
      let hasRight = after == .ordinary || after == .opening || after == .prefix
      return hasLeft && hasRight ? infix(word) : "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">\(word)</mo>"
    }
  }

  private func infix(_ word: String) -> String {
    style.isScript
      ? "<mo form=\"infix\" lspace=\"0\" rspace=\"0\" stretchy=\"false\">\(word)</mo>"
      : "<mo form=\"infix\" stretchy=\"false\">\(word)</mo>"
  }

  /// A function's name, a thin space from what it stands beside.
  private func function(_ name: String, before: Formula.Role?, after: Formula.Role?) -> String {
    let thin = "0.1667em"
    let left = before == .ordinary || before == .closing || before == .prefix ? thin : "0"
    let right = after == .ordinary || after == .prefix ? thin : "0"
    return "<mo form=\"prefix\" lspace=\"\(left)\" rspace=\"\(right)\">\(name)</mo>"
  }

  private func escaped(_ text: String) -> String { FigureStyle.escape(text) }
}

extension Formula {
  /// Whether what stands below and above it is set so in a block of its own.
  fileprivate var takesLimits: Bool {
    switch self {
    case .function(_, let takesLimits), .large(_, let takesLimits): takesLimits
    default: false
    }
  }
}

extension Formula.Alphabet {
  /// The text in this alphabet's characters; those that it does not have stay as they are.
  fileprivate func letters(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { result.unicodeScalars.append(letter(scalar)) }
    return result
  }

  private func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if let special = Self.special[self]?[scalar] { return special }
    let (capitals, small, digits): (UInt32, UInt32, UInt32) =
      switch self {
      case .bold: (0x1D400, 0x1D41A, 0x1D7CE)
      case .doubleStruck: (0x1D538, 0x1D552, 0x1D7D8)
      case .script: (0x1D49C, 0x1D4B6, 0x30)
      }
    let value = scalar.value
    let shifted: UInt32 =
      switch value {
      case 0x41...0x5A: capitals + value - 0x41
      case 0x61...0x7A: small + value - 0x61
      case 0x30...0x39: digits + value - 0x30
      default: value
      }
    return Unicode.Scalar(shifted) ?? scalar
  }

  /// Letters that Unicode has outside the alphabet's own range.
  private static let special: [Formula.Alphabet: [Unicode.Scalar: Unicode.Scalar]] = [
    .doubleStruck: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"],
    .script: [
      "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ",
      "o": "ℴ",
    ],
  ]
}
