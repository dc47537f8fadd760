/// Pieces of Markdown as GitHub reads it.
package enum MarkdownText {
  /// Plain text safe in a table cell: characters that Markdown would take as markup are escaped.
  package static func cell(_ plain: String) -> String {
    var result = ""
    for character in plain {
      switch character {
      case "\\", "|", "*", "_", "`", "<", ">", "[", "]", "~", "$", "#": result += "\\\(character)"
      case "\n", "\r\n", "\r": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// Text with LaTeX between dollar signs, the formulas protected from Markdown.
  ///
  /// `$x$` becomes the form with backquotes inside the dollar signs and `$$x$$` a block fenced as `math`; in both, GitHub
  /// leaves `_`, `*`, `|` and backslashes to the formula. A dollar sign without a partner stays as it is.
  package static func math(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      let isBlock = rest[dollar...].hasPrefix("$$")
      let mark = isBlock ? "$$" : "$"
      let body = rest[rest.index(dollar, offsetBy: mark.count)...]
      guard let close = firstRange(of: mark, in: body) else { break }
      let before = rest[..<dollar]
      let formula = body[..<close.lowerBound]
      rest = body[close.upperBound...]
      if isBlock {
        // A full stop or comma after a block belongs to its last line.
        let stop = rest.prefix { $0 == "." || $0 == "," }
        rest = rest.dropFirst(stop.count).drop { $0.isWhitespace }
        result +=
          "\(trimmed(before))\n\n```math\n\(trimmed(formula.drop { $0.isWhitespace }))\(stop)\n```\n\n"
      } else {
        result += "\(before)$`\(formula)`$"
      }
    }
    result += rest
    return result.hasSuffix("\n\n") ? String(result.dropLast(2)) : result
  }

  /// A block of code that holds the text as it is.
  package static func code(_ text: String) -> String {
    "```text\n\(text.split(separator: "```", omittingEmptySubsequences: false).joined(separator: "'''"))\n```"
  }

  /// Markdown that is shown when its summary is clicked.
  static func fold(_ summary: String, _ markdown: String) -> String {
    "<details>\n<summary>\(summary)</summary>\n\n\(markdown)\n\n</details>"
  }

  /// The anchor that GitHub gives a heading.
  package static func anchor(_ heading: String) -> String {
    heading.lowercased().compactMap { character -> String? in
      if character == " " { return "-" }
      return character.isLetter || character.isNumber || character == "-" || character == "_"
        ? String(character) : nil
    }.joined()
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func firstRange(of mark: String, in text: Substring) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(mark) { return start..<text.index(start, offsetBy: mark.count) }
      start = text.index(after: start)
    }
    return nil
  }
}
