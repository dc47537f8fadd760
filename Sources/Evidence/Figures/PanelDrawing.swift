/// Draws one panel: grid, axes, series.
struct PanelDrawing {
  /// The room below the plot for ticks and the label.
  static let bottomMargin = 48.0

  private let panel: SVGFigure.Panel
  private let names: [String]
  private let x: ResolvedAxis
  private let y: ResolvedAxis

  init(_ panel: SVGFigure.Panel, names: [String]) {
    self.panel = panel
    self.names = names
    let points = panel.series.flatMap(\.points)
    x = ResolvedAxis(panel.x, values: points.map(\.x))
    y = ResolvedAxis(panel.y, values: points.flatMap { [$0.y] + [$0.lower, $0.upper].compactMap { $0 } })
  }

  /// The panel's elements, a group, in the given cell of the figure; the height is the plot's own.
  func elements(left: Double, width: Double, top: Double, height: Double) -> [String] {
    let labelWidth = y.labelled.map(\.label.width).max() ?? 0
    let plot = Plot(
      left: left + 26 + labelWidth + 6, right: left + width - 10, top: top, bottom: top + height)
    let frame =
      "<rect class=\"frame\" x=\"\(f(plot.left))\" y=\"\(f(plot.top))\" width=\"\(f(plot.width))\""
      + " height=\"\(f(plot.height))\"/>"
    return ["<g class=\"panel\">"] + grid(plot)
      + panel.series.flatMap { drawn($0, plot) }.filter { !$0.isEmpty } + [frame] + labels(plot, left: left)
      + ["</g>"]
  }

  private struct Plot {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    var width: Double { right - left }
    var height: Double { bottom - top }

    func coordinates(_ place: PanelPlace) -> (x: Double, y: Double) {
      (left + place.across * width, bottom - place.up * height)
    }
  }

  private func f(_ value: Double) -> String { FigureStyle.number(value) }

  /// The place of a height at a point, on the panel or off it; nil where an axis has none.
  private func place(_ point: SVGFigure.Series.Point, _ value: Double) -> PanelPlace? {
    guard let across = x.share(point.x), let up = y.share(value) else { return nil }
    return PanelPlace(across: across, up: up)
  }

  /// Where both ends of a point's interval are, cut to the panel; nil where there is none or the point is off the panel.
  private func ends(_ point: SVGFigure.Series.Point) -> (lower: PanelPlace, upper: PanelPlace)? {
    guard let lower = point.lower.flatMap(y.shareOfEnd), let upper = point.upper.flatMap(y.shareOfEnd),
      let across = x.share(point.x), PanelPlace(across: across, up: lower).isInside
    else { return nil }
    return (PanelPlace(across: across, up: lower), PanelPlace(across: across, up: upper))
  }

  private func grid(_ plot: Plot) -> [String] {
    let vertical = x.labelled.map { tick in
      "<path class=\"grid\" d=\"M\(f(plot.left + tick.share * plot.width)) \(f(plot.top))V\(f(plot.bottom))\"/>"
    }
    let horizontal = y.labelled.map { tick in
      "<path class=\"grid\" d=\"M\(f(plot.left)) \(f(plot.bottom - tick.share * plot.height))H\(f(plot.right))\"/>"
    }
    return vertical + horizontal
  }

  private func labels(_ plot: Plot, left: Double) -> [String] {
    var result: [String] = []
    var free = -Double.infinity
    for tick in x.labelled {
      // A label that would touch the one before is left out; its grid line stays.
      let centre = plot.left + tick.share * plot.width
      if centre - tick.label.width / 2 < free { continue }
      free = centre + tick.label.width / 2 + 6
      result.append(FigureStyle.text(tick.label, x: centre, y: plot.bottom + 18, anchor: "middle"))
    }
    for tick in y.labelled {
      let height = plot.bottom - tick.share * plot.height + 4
      result.append(FigureStyle.text(tick.label, x: plot.left - 7, y: height, anchor: "end"))
    }
    let middle = (plot.left + plot.right) / 2
    result.append(FigureStyle.text(panel.x.label, x: middle, y: plot.bottom + 40))
    let half = (plot.top + plot.bottom) / 2
    result.append(FigureStyle.text(panel.y.label, x: left + 13, y: half, upwards: true))
    if !panel.title.isEmpty {
      result.append(FigureStyle.text(panel.title, x: middle, y: plot.top - 8, bold: true))
    }
    return result
  }

  private func drawn(_ series: SVGFigure.Series, _ plot: Plot) -> [String] {
    let index = names.firstIndex(of: series.name) ?? 0
    let colour = "c\(index % FigureStyle.colours)"
    switch series.style {
    case .line: return band(series, plot, colour) + [path(series, plot, "\(colour) line")]
    case .dashedLine: return [path(series, plot, "\(colour) line dash")]
    case .markers:
      return series.points.flatMap { point -> [String] in
        guard let place = place(point, point.y), place.isInside else { return [] }
        let (x, y) = plot.coordinates(place)
        return errorBar(point, plot, colour) + [FigureStyle.marker(index, x: x, y: y)]
      }
    }
  }

  /// The line through the points, cut at the panel's edges and interrupted where a point has no place.
  private func path(_ series: SVGFigure.Series, _ plot: Plot, _ style: String) -> String {
    var d = ""
    var pen: PanelPlace?
    var last: PanelPlace?
    for point in series.points {
      let next = place(point, point.y)
      if let last, let next, let part = PanelPlace.segment(from: last, to: next) {
        if part.from != pen { d += "M\(text(part.from, plot))" }
        d += "L\(text(part.to, plot))"
        pen = part.to
      }
      last = next
    }
    return d.isEmpty ? "" : "<path class=\"\(style)\" d=\"\(d)\"/>"
  }

  private func text(_ place: PanelPlace, _ plot: Plot) -> String {
    let (x, y) = plot.coordinates(place)
    return "\(f(x)) \(f(y))"
  }

  private func band(_ series: SVGFigure.Series, _ plot: Plot, _ colour: String) -> [String] {
    let ends = series.points.compactMap(ends)
    if ends.count < 2 { return [] }
    let outline = (ends.map(\.upper) + ends.reversed().map(\.lower)).map { text($0, plot) }
    return ["<path class=\"\(colour) band\" d=\"M\(outline.joined(separator: "L"))Z\"/>"]
  }

  private func errorBar(_ point: SVGFigure.Series.Point, _ plot: Plot, _ colour: String) -> [String] {
    guard let (lower, upper) = ends(point) else { return [] }
    let (x, low) = plot.coordinates(lower)
    let (_, high) = plot.coordinates(upper)
    let caps = [high, low].map { "M\(f(x - 4)) \(f($0))H\(f(x + 4))" }.joined()
    return ["<path class=\"\(colour) bar\" d=\"M\(f(x)) \(f(high))V\(f(low))\(caps)\"/>"]
  }
}
