/// Colours, markers and text of the figures.
enum FigureStyle {
  /// The number of distinct colours.
  static let colours = 8

  /// The style sheet: ink and paper, and Okabe and Ito's colours with two more, darker on light paper and lighter on dark.
  static let sheet = """
    <style>
    text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
    .paper { fill: #ffffff; }
    .frame { fill: none; stroke: #59636e; stroke-width: 1; }
    .grid { stroke: #59636e; stroke-opacity: 0.18; stroke-width: 1; }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
    .dash { stroke-dasharray: 7 4; }
    .bar { fill: none; stroke-width: 1.5; }
    .mark { fill-opacity: 0.55; stroke-width: 1.5; }
    .c0 { stroke: #0072b2; fill: #0072b2; }
    .c1 { stroke: #c44e00; fill: #c44e00; }
    .c2 { stroke: #00805e; fill: #00805e; }
    .c3 { stroke: #a8508a; fill: #a8508a; }
    .c4 { stroke: #8a6800; fill: #8a6800; }
    .c5 { stroke: #4d4d4d; fill: #4d4d4d; }
    .c6 { stroke: #6b3fa0; fill: #6b3fa0; }
    .c7 { stroke: #a1262d; fill: #a1262d; }
    .line, .bar { fill: none; }
    .band { stroke: none; fill-opacity: 0.22; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .paper { fill: #0d1117; }
      .frame, .grid { stroke: #9198a1; }
      .c0 { stroke: #56b4e9; fill: #56b4e9; }
      .c1 { stroke: #ff8f43; fill: #ff8f43; }
      .c2 { stroke: #2ecc9a; fill: #2ecc9a; }
      .c3 { stroke: #e29bc9; fill: #e29bc9; }
      .c4 { stroke: #f0e442; fill: #f0e442; }
      .c5 { stroke: #c9c9c9; fill: #c9c9c9; }
      .c6 { stroke: #b794f6; fill: #b794f6; }
      .c7 { stroke: #ff7b7b; fill: #ff7b7b; }
      .line, .bar { fill: none; }
      .band { stroke: none; }
    }
    </style>
    """

  /// An SVG file's text: the elements on paper of the given size.
  static func document(title: String, body: [String], width: Double, height: Double) -> String {
    let w = number(width)
    let h = number(height)
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\" viewBox=\"0 0 \(w) \(h)\" role=\"img\">"
    let paper = "<rect class=\"paper\" width=\"\(w)\" height=\"\(h)\" rx=\"6\"/>"
    let title = "<title>\(escape(title))</title>"
    return ([head, title, sheet, paper] + body + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// A marker of the colour's own shape: circle, square, triangle, diamond, triangle down, cross, plus, hexagon.
  static func marker(_ colour: Int, x: Double, y: Double) -> String {
    func at(_ dx: Double, _ dy: Double) -> String { "\(number(x + dx)) \(number(y + dy))" }
    let shape: String
    switch colour % colours {
    case 0: return "<circle class=\"mark c0\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"4\"/>"
    case 1: shape = "M\(at(-3.6, -3.6))L\(at(3.6, -3.6))L\(at(3.6, 3.6))L\(at(-3.6, 3.6))Z"
    case 2: shape = "M\(at(0, -4.8))L\(at(4.4, 3.4))L\(at(-4.4, 3.4))Z"
    case 3: shape = "M\(at(0, -5))L\(at(5, 0))L\(at(0, 5))L\(at(-5, 0))Z"
    case 4: shape = "M\(at(0, 4.8))L\(at(4.4, -3.4))L\(at(-4.4, -3.4))Z"
    case 5: shape = "M\(at(-3.8, -3.8))L\(at(3.8, 3.8))M\(at(-3.8, 3.8))L\(at(3.8, -3.8))"
    case 6: shape = "M\(at(-4.8, 0))L\(at(4.8, 0))M\(at(0, -4.8))L\(at(0, 4.8))"
    default:
      shape =
        "M\(at(0, -4.8))L\(at(4.2, -2.4))L\(at(4.2, 2.4))L\(at(0, 4.8))L\(at(-4.2, 2.4))L\(at(-4.2, -2.4))Z"
    }
    return "<path class=\"mark c\(colour % colours)\" d=\"\(shape)\"/>"
  }

  /// A line of text; rotated text reads upwards.
  static func text(
    _ content: String, x: Double, y: Double, size: Double = 13, anchor: String = "middle", bold: Bool = false,
    upwards: Bool = false
  ) -> String {
    let place =
      upwards
      ? "transform=\"translate(\(number(x)) \(number(y))) rotate(-90)\""
      : "x=\"\(number(x))\" y=\"\(number(y))\""
    let weight = bold ? " font-weight=\"600\"" : ""
    return
      "<text \(place) font-size=\"\(number(size))\" text-anchor=\"\(anchor)\"\(weight)>\(escape(content))</text>"
  }

  /// A tick's label, a power of ten with its exponent raised.
  static func text(_ label: TickLabel, x: Double, y: Double, anchor: String) -> String {
    let size = TickLabel.size
    if label.exponent.isEmpty { return text(label.base, x: x, y: y, size: size, anchor: anchor) }
    let raised =
      "<tspan dy=\"-5\" font-size=\"\(number(TickLabel.raisedSize))\">\(escape(label.exponent))</tspan>"
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" text-anchor=\"\(anchor)\">"
      + "\(escape(label.base))\(raised)</text>"
  }

  /// A coordinate with two decimals.
  static func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }

  /// Text in which XML's own characters are escaped and characters that XML forbids are left out.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result += " "
      case let control where control.value < 32: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
