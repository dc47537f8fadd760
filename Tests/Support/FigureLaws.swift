import Evidence
import Foundation

/// Laws that every picture keeps, whatever it shows, read off its SVG text.
///
/// - No coordinate is NaN or infinite.
/// - Every letter is at least 9 pixels high where the picture is as wide as a readme's column.
/// - Everything drawn in a panel lies in its frame, up to the size of a marker.
/// - A line of text keeps within the picture and off its neighbours, by a low estimate of its width.
package struct FigureLaws {
  /// The width of a readme's column in pixels.
  package static let readmeWidth = 830.0
  /// The least height of letters there.
  package static let leastLetter = 9.0

  private let svg: String

  /// The laws for the text of an SVG file.
  package init(_ svg: String) { self.svg = svg }

  /// Every breach, in words.
  package var breaches: [String] { notNumbers + smallLetters + outsidePanels + crowdedTexts }

  /// What a figure of the report breaks; one of a whole run also has a point at least in every series, all with a place.
  package static func breaches(_ figure: ReportFigure, isWhole: Bool) -> [String] {
    let empty = (figure.plot?.panels ?? []).flatMap { panel in
      (panel.series.isEmpty ? ["panel \(panel.title) is empty"] : [])
        + panel.series.flatMap { series in
          (series.points.isEmpty ? ["series \(series.name) is empty"] : [])
            + series.points.filter { !$0.x.isFinite || !$0.y.isFinite }.map {
              "\(series.name) at \($0.x), \($0.y)"
            }
        }
    }
    let laws = FigureLaws(figure.svg)
    return (laws.breaches + (figure.plot.map(laws.sharedColours) ?? []) + (isWhole ? empty : []))
      .map { "\(figure.fileName): \($0)" }
  }

  /// Names of the plot drawn here that a reader cannot tell apart by their colour.
  package func sharedColours(_ plot: SVGFigure) -> [String] {
    let names = Set(plot.panels.flatMap(\.series).map(\.name)).count
    let colours = Set(svg.matches(of: /class="(?:[a-z]+ )*c([0-9]+)[ "]/).map(\.1)).count
    return colours < names ? ["\(names) names in \(colours) colours"] : []
  }

  private var viewBox: (width: Double, height: Double)? {
    guard let box = svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/), let width = Double(box.1),
      let height = Double(box.2), width > 0
    else { return nil }
    return (width, height)
  }

  private var notNumbers: [String] {
    let coordinates = /\s(?:x|y|cx|cy|r|d|dy|width|height|transform|viewBox|style|font-size)="([^"]*)"/
    return svg.matches(of: coordinates).map { $0.1.lowercased() }
      .filter { $0.contains("nan") || $0.contains("inf") }.map { "a coordinate is \($0)" }
  }

  private var smallLetters: [String] {
    guard let width = viewBox?.width else { return ["no width is stated"] }
    let sizes = Set(svg.matches(of: /font-size="([^"]*)"/).map { Double($0.1) ?? 0 })
    return sizes.map { $0 / width * Self.readmeWidth }.filter { $0 < Self.leastLetter - 1e-9 }.sorted()
      .map { "letters of \($0) pixels" }
  }

  // MARK: - Panels

  private var outsidePanels: [String] {
    svg.components(separatedBy: "<g class=\"panel\">").dropFirst().enumerated().flatMap { index, text in
      let panel = text.components(separatedBy: "</g>")[0]
      let frame = /class="frame" x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)" height="([0-9.]+)"/
      guard let found = panel.firstMatch(of: frame), let x = Double(found.1), let y = Double(found.2),
        let width = Double(found.3), let height = Double(found.4)
      else { return ["panel \(index + 1) has no frame"] }
      // A marker reaches 5 pixels beyond its point, the caps of an error bar 4.
      return Self.points(panel).filter { point in
        !(x - 5.02...x + width + 5.02).contains(point.x) || !(y - 5.02...y + height + 5.02).contains(point.y)
      }.map { "panel \(index + 1): (\($0.x), \($0.y)) is outside" }
    }
  }

  /// Every point of the paths and the centre of every circle.
  private static func points(_ panel: String) -> [(x: Double, y: Double)] {
    let centres = panel.matches(of: /cx="([^"]*)" cy="([^"]*)"/).map {
      (Double($0.1) ?? .nan, Double($0.2) ?? .nan)
    }
    return centres
      + panel.matches(of: /\sd="([^"]*)"/).flatMap { path in
        var pen = (x: Double.nan, y: Double.nan)
        return path.1.matches(of: /([MLHV])(\S+?)(?:\s(-?[0-9.]+))?(?=[MLHVZ]|$)/).map { step in
          let first = Double(step.2) ?? .nan
          switch step.1 {
          case "H": pen.x = first
          case "V": pen.y = first
          default: pen = (first, step.3.flatMap { Double($0) } ?? .nan)
          }
          return pen
        }
      }
  }

  // MARK: - Text

  /// A line of text with the least room that it takes, across and up.
  private struct Line {
    let text: String
    let across: ClosedRange<Double>
    let up: ClosedRange<Double>

    func touches(_ other: Line) -> Bool { across.overlaps(other.across) && up.overlaps(other.up) }
  }

  private var lines: [Line] {
    let text =
      /<text (?:x="([0-9.-]+)" y="([0-9.-]+)"|transform="translate\(([0-9.-]+) ([0-9.-]+)\) rotate\(-90\)") font-size="([0-9.]+)" text-anchor="(\w+)"[^>]*>(.*?)<\/text>/
    return svg.matches(of: text).compactMap { found in
      let isUpright = found.1 != nil
      guard let x = Double(found.1 ?? found.3 ?? ""), let y = Double(found.2 ?? found.4 ?? ""),
        let size = Double(found.5)
      else { return nil }
      let shown = String(found.7).replacing(/<[^>]*>/, with: "").replacing(/&\w+;/, with: "x")
      let length = 0.45 * size * Double(shown.count)
      let start = found.6 == "start" ? 0 : found.6 == "end" ? -length : -length / 2
      return isUpright
        ? Line(text: shown, across: x + start...x + start + length, up: y - 0.7 * size...y)
        : Line(text: shown, across: x - 0.7 * size...x, up: y - length / 2...y + length / 2)
    }
  }

  private var crowdedTexts: [String] {
    guard let box = viewBox else { return [] }
    let lines = lines
    let cut = lines.filter {
      $0.across.lowerBound < 0 || $0.across.upperBound > box.width || $0.up.lowerBound < 0
        || $0.up.upperBound > box.height
    }
    let touching = lines.indices.flatMap { index in
      lines[..<index].filter { $0.touches(lines[index]) }.map { "\($0.text) is under \(lines[index].text)" }
    }
    return cut.map { "\($0.text) is cut off" } + touching
  }
}
