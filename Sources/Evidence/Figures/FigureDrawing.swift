/// Lays a figure out: title, legend, then the panels, two in a row; the last of an odd number has a row of its own.
///
/// The width is at most that at which a readme is shown, so that no letter is smaller there than it is here.
struct FigureDrawing {
  private static let margin = 14.0
  private static let panelsInARow = 2

  private let figure: SVGFigure
  /// The series' names in order of appearance; a name's place is its colour.
  private let names: [String]
  private let width: Double

  init(_ figure: SVGFigure) {
    self.figure = figure
    var names: [String] = []
    for series in figure.panels.flatMap(\.series) where !names.contains(series.name) {
      names.append(series.name)
    }
    self.names = names
    width = figure.panels.count <= 1 ? 760 : 830
  }

  /// The SVG file's text.
  var text: String {
    var body: [String] = []
    var top = Self.margin + 18
    for line in wrapped(figure.title, size: 16) {
      body.append(FigureStyle.text(line, x: width / 2, y: top, size: 16, bold: true))
      top += 21
    }
    let (legend, legendEnd) = legend(from: top + 2)
    body += legend
    for (index, row) in rows.enumerated() {
      top = index == 0 ? legendEnd : top + PanelDrawing.bottomMargin
      top += row.contains { !$0.title.isEmpty } ? 32 : 8
      let cell = (width - 2 * Self.margin) / Double(max(1, row.count))
      for (column, panel) in row.enumerated() {
        body += PanelDrawing(panel, names: names).elements(
          left: Self.margin + Double(column) * cell, width: cell - 6, top: top, height: plotHeight)
      }
      top += plotHeight
    }
    let height = top + PanelDrawing.bottomMargin + Self.margin
    return FigureStyle.document(title: figure.title, body: body, width: width, height: height)
  }

  /// The panels in their rows; a figure without any has an empty row.
  private var rows: [ArraySlice<SVGFigure.Panel>] {
    let starts = stride(from: 0, to: max(1, figure.panels.count), by: Self.panelsInARow)
    return starts.map { figure.panels[$0..<min($0 + Self.panelsInARow, figure.panels.count)] }
  }

  private var plotHeight: Double { rows.count == 1 ? 330 : 270 }

  /// The legend, its entries in as many rows as they need, and where it ends.
  private func legend(from top: Double) -> ([String], Double) {
    let key = 34.0
    var rows: [[(name: String, width: Double)]] = [[]]
    var used = 0.0
    for name in names {
      let entry = key + TextWidth.of(name, size: 13) + 22
      if used + entry > width - 2 * Self.margin, !rows[rows.count - 1].isEmpty {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((name, entry))
      used += entry
    }
    var elements: [String] = []
    var y = top
    for row in rows {
      y += 10
      var x = (width - row.reduce(0) { $0 + $1.width } + 22) / 2
      for entry in row {
        elements += legendKey(entry.name, x: x, y: y)
        elements.append(FigureStyle.text(entry.name, x: x + key, y: y + 4.5, anchor: "start"))
        x += entry.width
      }
      y += 10
    }
    return (elements, y)
  }

  private func legendKey(_ name: String, x: Double, y: Double) -> [String] {
    let colour = names.firstIndex(of: name) ?? 0
    let matching = figure.panels.flatMap(\.series).filter { $0.name == name }
    var elements: [String] = []
    if matching.contains(where: { $0.style == .line && $0.points.contains { $0.lower != nil } }) {
      let box = "x=\"\(FigureStyle.number(x))\" y=\"\(FigureStyle.number(y - 7))\" width=\"28\" height=\"14\""
      elements.append("<rect class=\"c\(colour % FigureStyle.colours) band\" \(box)/>")
    }
    let isLine = matching.contains { $0.style != .markers }
    if isLine {
      let dash = matching.contains { $0.style == .dashedLine } ? " dash" : ""
      let path = "M\(FigureStyle.number(x)) \(FigureStyle.number(y))H\(FigureStyle.number(x + 28))"
      elements.append("<path class=\"c\(colour % FigureStyle.colours) line\(dash)\" d=\"\(path)\"/>")
    }
    if matching.contains(where: { $0.style == .markers }) {
      elements.append(FigureStyle.marker(colour, x: x + (isLine ? 14 : 22), y: y))
    }
    return elements
  }

  /// The text in as few lines as fit the figure, of about the same length; `a = b` stays together.
  private func wrapped(_ text: String, size: Double) -> [String] {
    let words = text.replacing(" = ", with: "\u{A0}=\u{A0}").split(separator: " ").map(String.init)
    // Bold letters are wider.
    func length(_ text: String) -> Double { 1.12 * TextWidth.of(text, size: size) }
    let room = width - 2 * Self.margin
    let count = (length(text) / room).rounded(.up)
    let aim = count > 1 ? min(room, length(text) / count * 1.15) : room
    var lines: [String] = []
    for word in words {
      if let last = lines.last, length("\(last) \(word)") <= aim {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
