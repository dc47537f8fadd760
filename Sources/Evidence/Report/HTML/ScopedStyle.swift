/// A figure's style sheet as rules of a page that holds the figure.
///
/// In a file of its own a figure may style `text` and `.line`; in a page the same rules must not reach beyond it, and must
/// follow the page's switch between light and dark and not the screen's preference alone.
struct ScopedStyle {
  /// What precedes every selector: the class of the figures that have this sheet.
  let scope: String

  /// The rules of a sheet, each selector within the scope.
  ///
  /// Rules within `@media (prefers-color-scheme: dark)` are given twice: for dark screens unless the page is switched to light,
  /// and for pages that are switched to dark. Rules within any other condition stay within it.
  func rules(of sheet: String) -> String {
    blocks(of: sheet).map { head, body in
      guard head.hasPrefix("@") else { return rule(head, body, within: "") }
      let inner = blocks(of: body)
      func all(within prefix: String) -> String {
        inner.map { rule($0.head, $0.body, within: prefix) }.joined()
      }
      if !head.contains("prefers-color-scheme: dark") { return "\(head) {\n\(all(within: ""))}\n" }
      return "\(head) {\n\(all(within: HTMLStyle.notLight))}\n\(all(within: HTMLStyle.dark))"
    }.joined()
  }

  private func rule(_ selectors: String, _ body: String, within prefix: String) -> String {
    let list = selectors.split(separator: ",").map { "\(prefix)\(scope) \($0.trimmed)" }
    return "\(list.joined(separator: ", ")) { \(body.trimmed) }\n"
  }

  /// The blocks of a sheet in order: what stands before the brace, and what the brace holds.
  private func blocks(of sheet: String) -> [(head: String, body: String)] {
    var result: [(head: String, body: String)] = []
    var head = ""
    var body = ""
    var depth = 0
    for character in sheet {
      if character == "}" { depth -= 1 }
      if character == "}", depth == 0 {
        result.append((head.trimmed, body))
        (head, body) = ("", "")
      } else if character == "{", depth == 0 {
        depth = 1
      } else if depth == 0 {
        head.append(character)
      } else {
        if character == "{" { depth += 1 }
        body.append(character)
      }
    }
    return result
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
