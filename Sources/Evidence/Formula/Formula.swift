/// A formula as a tree: what the TeX between dollar signs says, without a word on how it looks.
indirect enum Formula: Hashable {
  /// What a symbol does beside its neighbours; it decides the space around it.
  enum Role: Hashable {
    /// A thing by itself.
    case ordinary
    /// The sign of a relation, such as `=`.
    case relation
    /// An operation between two things, such as `+`.
    case binary
    /// What opens a group.
    case opening
    /// What closes a group.
    case closing
    /// A comma or a semicolon.
    case punctuation
    /// A function's name or a large operator.
    case prefix
  }

  /// The alphabet of a letter.
  enum Alphabet: Hashable {
    case bold, doubleStruck, script
  }

  /// A letter, in italics.
  case letter(String)
  /// Upright letters: one name, such as `vec`.
  case upright(String)
  /// Words among the symbols.
  case words(String)
  /// Letters or digits of another alphabet.
  case styled(String, Alphabet)
  /// A decimal number.
  case number(String)
  /// A symbol and what it does.
  case symbol(String, Role)
  /// A named function; what stands below or above it is set so in a block of its own where it takes limits.
  case function(String, takesLimits: Bool)
  /// A large operator, such as a sum.
  case large(String, takesLimits: Bool)
  /// One row over another, of the size of the text where it is small.
  case fraction([Formula], [Formula], isSmall: Bool)
  /// A binomial coefficient.
  case binomial([Formula], [Formula])
  /// A root, the square one where no degree is given.
  case root([Formula], degree: [Formula]?)
  /// A sign above a row.
  case accent(String, [Formula], stretches: Bool)
  /// A row between delimiters as high as itself; an empty delimiter is not drawn.
  case fenced(String, [Formula], String)
  /// A base with what stands below and above it.
  case scripts(Formula, lower: [Formula]?, upper: [Formula]?)
  /// A group.
  case row([Formula])
  /// Horizontal space, in em.
  case space(Double)

  /// The formula that a text in TeX says.
  ///
  /// - Throws: `FormulaError` for whatever is not of the subset.
  static func parsed(_ text: String) throws(FormulaError) -> [Formula] {
    var parser = FormulaParser(text)
    return try parser.formula()
  }

  /// What it does beside its neighbours; nil for space, which neighbours look through.
  var role: Role? {
    switch self {
    case .symbol(_, let role): role
    case .function, .large: .prefix
    case .scripts(let base, _, _): base.role
    case .space: nil
    default: .ordinary
    }
  }
}

/// A formula that is not of the subset of TeX.
package struct FormulaError: Error, Hashable, CustomStringConvertible {
  /// The formula.
  package let formula: String
  /// What is wrong with it.
  package let reason: String

  /// For example `\unknown{x}: the command \unknown is not known`.
  package var description: String { "\(formula): \(reason)" }
}
