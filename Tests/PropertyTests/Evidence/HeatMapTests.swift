import Evidence
import TestSupport
import Testing

@Suite(.notesIssues)
struct HeatMapTests {
  /// Two tables of the same rows and columns; in the first, values at and beyond both ends of the scale.
  private static let map = HeatMap(
    title: "Attention & <mass>", quantity: "share", largest: 0.5, rows: .init("token", ["1", "2 \"in y\""]),
    columns: .init("subset", ["a", "b", "c"]), marked: [.init(row: 1, column: 2)],
    panels: [
      .init(title: "before", values: [[0, 0.25, 0.5], [-1, 2, .nan]]),
      .init(title: "after", values: [[0.05, 0.1, 0.15], [0.3, 0.35, 0.4]]),
    ])

  /// A coloured rectangle of the figure.
  private struct Swatch {
    let opacity: Double
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  /// The rectangles in the file's order: eleven of the scale, then the cells row by row, panel by panel.
  private func swatches(_ svg: String) throws -> [Swatch] {
    let pattern = /fill-opacity: (\S+)" x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/
    return try svg.matches(of: pattern).map { match in
      Swatch(
        opacity: try #require(Double(match.1)), x: try #require(Double(match.2)),
        y: try #require(Double(match.3)), width: try #require(Double(match.4)),
        height: try #require(Double(match.5)))
    }
  }

  @Test("a cell's opacity is its value's share of the largest, cut to the scale; NaN is drawn as 0")
  func opacities() throws {
    let opacities = try swatches(Self.map.svg).map(\.opacity)
    #expect(opacities.count == 11 + 6 + 6)
    #expect(Array(opacities.prefix(11)) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    #expect(Array(opacities[11..<17]) == [0, 0.5, 1, 0, 1, 0])
    #expect(Array(opacities[17...]) == [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])
  }

  @Test("cells touch and do not overlap, rows run downwards, and the second table is right of the first")
  func places() throws {
    let cells = try swatches(Self.map.svg).dropFirst(11)
    let first = Array(cells.prefix(6))
    for column in 1..<3 { #expect(first[column].x == first[column - 1].x + first[column - 1].width) }
    #expect(first[3].x == first[0].x && first[3].y == first[0].y + first[0].height)
    let second = try #require(cells.dropFirst(6).first)
    #expect(second.x > first[2].x + first[2].width && second.y == first[0].y)
  }

  @Test("a marked cell is framed in every panel, and no other cell is")
  func frames() throws {
    let svg = Self.map.svg
    let cells = try Array(swatches(svg).dropFirst(11))
    for (index, cell) in cells.enumerated() {
      let place = [cell.x, cell.y, cell.width, cell.height].map { NumberText.fixed($0, decimals: 2) }
      let frame =
        "<rect class=\"frame\" x=\"\(place[0])\" y=\"\(place[1])\" width=\"\(place[2])\" height=\"\(place[3])\"/>"
      #expect(svg.contains(frame) == (index % 6 == 5), "cell \(index)")
    }
  }

  @Test("titles, names and the scale's numbers are printed, special characters escaped")
  func texts() {
    let svg = Self.map.svg
    for text in [
      "Attention &amp; &lt;mass&gt;", "share", "token", "2 &quot;in y&quot;", "subset", "c", "before",
      "after",
      "0", "0.05", "0.45", "0.5",
    ] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
    #expect(!svg.contains("<mass>"))
    #expect(svg.hasSuffix("</svg>\n"))
  }

  @Test("a scale without extent and tables without cells leave a figure well formed")
  func degenerate() throws {
    let flat = HeatMap(
      title: "", quantity: "", largest: 0, rows: .init("", ["1"]), columns: .init("", ["1"]), marked: [],
      panels: [.init(title: "", values: [[1]])])
    let empty = HeatMap(
      title: "", quantity: "", largest: 1, rows: .init("", []), columns: .init("", []), marked: [],
      panels: [])
    #expect(try swatches(flat.svg).allSatisfy { $0.opacity == 0 })
    for svg in [flat.svg, empty.svg] {
      #expect(!svg.contains("nan") && !svg.contains("\"inf"))
      #expect(svg.hasSuffix("</svg>\n"))
    }
  }
}
