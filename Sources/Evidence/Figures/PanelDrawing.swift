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

  /// The panel's elements in the given cell of the figure; the height is the plot's own.
  func elements(left: Double, width: Double, top: Double, height: Double) -> [String] {
    let labelWidth = y.labelled.map(\.label.width).max() ?? 0
    let plot = Plot(
      left: left + 26 + labelWidth + 6, right: left + width - 10, top: top, bottom: top + height)
    var result = grid(plot)
    let id = "p\(FigureStyle.number(left.rounded()))"
    result.append(
      "<clipPath id=\"\(id)\"><rect x=\"\(f(plot.left - 6))\" y=\"\(f(plot.top - 6))\" width=\"\(f(plot.width + 12))\""
        + " height=\"\(f(plot.height + 12))\"/></clipPath>")
    result.append("<g clip-path=\"url(#\(id))\">")
    for series in panel.series { result += drawn(series, plot) }
    result.append("</g>")
    result.append(
      "<rect class=\"frame\" x=\"\(f(plot.left))\" y=\"\(f(plot.top))\" width=\"\(f(plot.width))\""
        + " height=\"\(f(plot.height))\"/>")
    return result + labels(plot, left: left)
  }

  private struct Plot {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    var width: Double { right - left }
    var height: Double { bottom - top }
  }

  private func f(_ value: Double) -> String { FigureStyle.number(value) }

  private func place(_ point: SVGFigure.Series.Point, _ value: Double, _ plot: Plot) -> (
    x: Double, y: Double
  )? {
    guard let across = x.share(point.x), let up = y.share(value) else { return nil }
    return (plot.left + across * plot.width, plot.bottom - up * plot.height)
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
      result.append(FigureStyle.text(panel.title, x: middle, y: plot.top - 8, size: 13, bold: true))
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
        guard let spot = place(point, point.y, plot) else { return [] }
        return errorBar(point, plot, colour) + [FigureStyle.marker(index, x: spot.x, y: spot.y)]
      }
    }
  }

  private func path(_ series: SVGFigure.Series, _ plot: Plot, _ style: String) -> String {
    let spots = series.points.compactMap { place($0, $0.y, plot) }
    let d = spots.map { "\(f($0.x)) \(f($0.y))" }.joined(separator: "L")
    return d.isEmpty ? "" : "<path class=\"\(style)\" d=\"M\(d)\"/>"
  }

  private func band(_ series: SVGFigure.Series, _ plot: Plot, _ colour: String) -> [String] {
    let ends = series.points.compactMap { point -> (upper: String, lower: String)? in
      guard let lower = point.lower, let upper = point.upper, let high = place(point, upper, plot),
        let low = place(point, lower, plot)
      else { return nil }
      return ("\(f(high.x)) \(f(high.y))", "\(f(low.x)) \(f(low.y))")
    }
    if ends.count < 2 { return [] }
    let outline = ends.map(\.upper) + ends.reversed().map(\.lower)
    return ["<path class=\"\(colour) band\" d=\"M\(outline.joined(separator: "L"))Z\"/>"]
  }

  private func errorBar(_ point: SVGFigure.Series.Point, _ plot: Plot, _ colour: String) -> [String] {
    guard let lower = point.lower, let upper = point.upper, let high = place(point, upper, plot),
      let low = place(point, lower, plot)
    else { return [] }
    let caps = [high, low].map { "M\(f($0.x - 4)) \(f($0.y))H\(f($0.x + 4))" }.joined()
    return ["<path class=\"\(colour) bar\" d=\"M\(f(high.x)) \(f(high.y))V\(f(low.y))\(caps)\"/>"]
  }
}
