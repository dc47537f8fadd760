/// The figures of a page: the same pictures as in Figures/, written into the page.
///
/// Figures with the same style sheet share one class and one copy of the sheet.
struct InlineFigures {
  private var sheets: [String] = []

  /// No figures yet.
  init() {}

  /// The rules of all figures added so far.
  var style: String {
    sheets.enumerated().map { ScopedStyle(scope: ".sheet\($0 + 1)").rules(of: $1) }.joined()
  }

  /// A figure with its caption.
  ///
  /// - Throws: `FormulaError` for a formula in the caption that is not of the subset of TeX.
  mutating func html(_ figure: ReportFigure) throws(FormulaError) -> String {
    let (picture, sheet) = Self.parts(figure.svg)
    let number = (sheets.firstIndex(of: sheet) ?? sheets.count) + 1
    if number > sheets.count { sheets.append(sheet) }
    let anchor = Self.anchor(figure)
    let unique = Self.prefixed(picture, "\(anchor)-")
    return
      "<figure id=\"\(anchor)\" class=\"sheet\(number)\"><div class=\"wide\" tabindex=\"0\">\n\(unique)</div>\n"
      + "<figcaption>\(try HTMLText.inline(figure.caption))</figcaption></figure>"
  }

  /// The anchor of a figure, of its file's name.
  static func anchor(_ figure: ReportFigure) -> String {
    "figure-\(HTMLText.escaped(String(figure.fileName.prefix { $0 != "." })))"
  }

  /// The picture without its style sheet, and the sheet.
  private static func parts(_ svg: String) -> (picture: String, sheet: String) {
    guard let open = svg.firstRange(of: "<style>"), let close = svg.firstRange(of: "</style>\n") else {
      return (svg, "")
    }
    return (
      String(svg[..<open.lowerBound] + svg[close.upperBound...]),
      String(svg[open.upperBound..<close.lowerBound])
    )
  }

  /// The picture with its own anchors made unique among those of a page.
  private static func prefixed(_ svg: String, _ prefix: String) -> String {
    [" id=\"", "url(#", "href=\"#", "aria-labelledby=\""].reduce(svg) { text, mark in
      text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: mark + prefix)
    }
  }
}
