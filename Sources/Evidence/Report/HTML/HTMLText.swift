/// Pieces of HTML that are well-formed XML too, and need nothing from outside the page.
package enum HTMLText {
  /// Plain text in which nothing is markup.
  package static func escaped(_ plain: String) -> String { FigureStyle.escape(plain) }

  /// A block of code that holds the lines as they are.
  package static func code(_ lines: [String]) -> String {
    "<pre tabindex=\"0\"><code>\(lines.map(escaped).joined(separator: "\n"))</code></pre>"
  }

  /// Paragraphs of a text, which blank lines part.
  ///
  /// - Throws: `FormulaError` for a formula that is not of the subset of TeX.
  package static func paragraphs(_ text: String) throws(FormulaError) -> String {
    var result: [String] = []
    for part in text.split(separator: "\n\n") { result.append("<p>\(try inline(String(part)))</p>") }
    return result.joined(separator: "\n")
  }

  /// Text with LaTeX between dollar signs and the little Markdown that claims and prose have: `*emphasis*`, `**strong**`,
  /// code between backquotes, and links to pages on the web.
  ///
  /// A mark without a partner stays as it is.
  /// - Throws: `FormulaError` for a formula that is not of the subset of TeX.
  package static func inline(_ text: String) throws(FormulaError) -> String {
    var result = ""
    var previous: Character = " "
    var rest = text[...]
    while let character = rest.first {
      if let (html, after) = try marked(rest, after: previous) {
        result += html
        previous = ")"
        rest = after
      } else {
        result += escaped(String(character))
        previous = character
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The marked piece that a text begins with, and what follows it; nil if it begins with none.
  private static func marked(_ text: Substring, after previous: Character) throws(FormulaError) -> (
    String, Substring
  )? {
    switch text.first {
    case "$": return try formula(text)
    case "`":
      guard let (body, after) = enclosed(text, in: "`") else { return nil }
      return ("<code>\(escaped(String(body)))</code>", after)
    case "*":
      let mark = text.hasPrefix("**") ? "**" : "*"
      guard previous.isWhitespace || previous == "(", let (body, after) = enclosed(text, in: mark),
        body.first?.isWhitespace == false, body.last?.isWhitespace == false
      else { return nil }
      let name = mark == "*" ? "em" : "strong"
      return ("<\(name)>\(try inline(String(body)))</\(name)>", after)
    case "[": return link(text)
    default: return nil
    }
  }

  private static func formula(_ text: Substring) throws(FormulaError) -> (String, Substring)? {
    let isBlock = text.hasPrefix("$$")
    guard let (body, after) = enclosed(text, in: isBlock ? "$$" : "$") else { return nil }
    if !isBlock {
      // A line may end between a formula and what closes its sentence, unless it is told not to.
      let closing = after.prefix { ".,;:)".contains($0) }
      let element = try MathML.element(String(body))
      if closing.isEmpty { return (element, after) }
      return ("<span class=\"kept\">\(element)\(closing)</span>", after.dropFirst(closing.count))
    }
    // A full stop or comma after a block belongs to its last line.
    let stop = after.prefix { $0 == "." || $0 == "," }
    return (try MathML.element(String(body + stop), isBlock: true), after.dropFirst(stop.count))
  }

  private static func link(_ text: Substring) -> (String, Substring)? {
    guard let middle = text.firstRange(of: "](https://"),
      let end = text[middle.upperBound...].firstIndex(of: ")")
    else { return nil }
    let label = text[text.index(after: text.startIndex)..<middle.lowerBound]
    let place = text[middle.upperBound..<end]
    if label.contains("[") || place.contains(where: \.isWhitespace) { return nil }
    let target = escaped("https://\(place)")
    return ("<a href=\"\(target)\">\(escaped(String(label)))</a>", text[text.index(after: end)...])
  }

  /// What stands between a mark at the beginning of a text and the next one like it, and what follows.
  private static func enclosed(_ text: Substring, in mark: String) -> (Substring, Substring)? {
    let body = text.dropFirst(mark.count)
    guard let close = body.firstRange(of: mark), close.lowerBound != body.startIndex else { return nil }
    return (body[..<close.lowerBound], body[close.upperBound...])
  }
}
