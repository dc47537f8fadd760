import Evidence
import Foundation
import Sim
import TestSupport
import Testing

/// Drawn figures keep the laws of figures, and pictures that do not are caught.
@Suite(.notesIssues)
struct FigureLawTests {
  private struct Drawn: Sendable, CustomStringConvertible {
    var panels: [SVGFigure.Panel]
    var figure: SVGFigure { SVGFigure(title: "A drawn figure", panels: panels) }
    var description: String { "\(panels)" }
  }

  private static let odd = [0, -0.0, .nan, .infinity, -.infinity, 0x1p-1063, 1e305, -1e305]

  private static func height(_ stream: inout RandomStream) -> Double {
    let kind = Draw.integer(0...19, &stream)
    return kind < odd.count ? odd[kind] : Draw.number(-2...10, &stream)
  }

  private static func point(_ base: Double, _ stream: inout RandomStream) -> SVGFigure.Series.Point {
    let (x, y) = (base * height(&stream), base * height(&stream))
    let hasEnds = Draw.integer(0...1, &stream) == 0
    return .init(
      x, y, lower: hasEnds ? y - abs(base * height(&stream)) : nil,
      upper: hasEnds ? y + abs(base * height(&stream)) : nil)
  }

  private static func axis(_ stream: inout RandomStream) -> Axis {
    let range: ClosedRange<Double>? =
      switch Draw.integer(0...3, &stream) {
      case 0: 0...3
      case 1: 2...4
      default: nil
      }
    return Axis("length", scale: Draw.integer(0...1, &stream) == 0 ? .linear : .logarithmic, range: range)
  }

  private static let figures = Property<Drawn>(
    "drawn figures keep the laws",
    draw: { stream in
      let styles: [SVGFigure.Series.Style] = [.line, .dashedLine, .markers]
      let bases = [1, 1, 1e-8, 1e7]
      return Drawn(
        panels: (0..<Draw.integer(1...4, &stream)).map { panel in
          let base = bases[Draw.integer(0...3, &stream)]
          return SVGFigure.Panel(
            title: "panel \(panel)", x: axis(&stream), y: axis(&stream),
            series: (0..<Draw.integer(0...3, &stream)).map { series in
              SVGFigure.Series(
                "series \(series)", style: styles[Draw.integer(0...2, &stream)],
                points: (0..<Draw.integer(0...6, &stream)).map { _ in point(base, &stream) })
            })
        })
    },
    shrinks: { drawn in
      drawn.panels.indices.compactMap { place in
        var fewer = drawn
        fewer.panels.remove(at: place)
        return fewer.panels.isEmpty ? nil : fewer
      }
    },
    holds: { drawn in
      let breaches = FigureLaws(drawn.figure.svg).breaches
      if breaches.isEmpty { return true }
      throw Breach(texts: breaches)
    })

  private struct Breach: Error { let texts: [String] }

  @Test("figures of any points, panels and axes keep the laws")
  func drawn() { check(Self.figures, cases: 300) }

  @Test("a line that leaves its panel is cut at the edge and goes on where it comes back")
  func cut() throws {
    let figure = SVGFigure(
      title: "t", x: Axis("x", range: 0...10), y: Axis("y", range: 0...10),
      series: [.init("a", style: .line, points: [.init(0, 5), .init(4, 25), .init(8, 5), .init(9, 5)])])
    let frame = try #require(
      figure.svg.firstMatch(
        of: /class="frame" x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)" height="([0-9.]+)"/))
    let (x, y) = (try #require(Double(frame.1)), try #require(Double(frame.2)))
    let (width, height) = (try #require(Double(frame.3)), try #require(Double(frame.4)))
    func place(_ across: Double, _ up: Double) -> String {
      "\(NumberText.fixed(x + across * width, decimals: 2)) \(NumberText.fixed(y + (1 - up) * height, decimals: 2))"
    }
    let path = "M\(place(0, 0.5))L\(place(0.1, 1))M\(place(0.7, 1))L\(place(0.8, 0.5))L\(place(0.9, 0.5))"
    #expect(figure.svg.contains("class=\"c0 line\" d=\"\(path)\""))
  }

  @Test("every series leaves something in its panel: a line a path, a marker each point on the panel")
  func everySeries() {
    let points: [SVGFigure.Series.Point] = [
      .init(1, 1, lower: 0, upper: 2), .init(2, 3), .init(5, 20), .init(3, .nan),
    ]
    let figure = SVGFigure(
      title: "t", x: Axis("x"), y: Axis("y", range: 0.5...10),
      series: [
        .init("a", style: .line, points: points), .init("b", style: .markers, points: points),
        .init("c", style: .dashedLine, points: points),
      ])
    let panel = figure.svg.components(separatedBy: "<g class=\"panel\">")[1]
    #expect(panel.components(separatedBy: "mark c1").count - 1 == 2)
    #expect(panel.components(separatedBy: "c1 bar").count - 1 == 1)
    #expect(panel.contains("c0 line\" d=") && panel.contains("c2 line dash\" d="))
  }

  @Test("eight names have colours of their own, markers and lines alike; nine share one and are caught")
  func colours() {
    func figure(_ count: Int, _ style: SVGFigure.Series.Style) -> SVGFigure {
      let series = (0..<count).map {
        SVGFigure.Series("series \($0)", style: style, points: [.init(0, Double($0)), .init(1, 2)])
      }
      return SVGFigure(title: "t", panels: [.init(x: Axis("x"), y: Axis("y"), series: series)])
    }
    func shared(_ count: Int, _ style: SVGFigure.Series.Style) -> [String] {
      let plot = figure(count, style)
      return FigureLaws(plot.svg).sharedColours(plot)
    }
    for style in [SVGFigure.Series.Style.line, .dashedLine, .markers] {
      #expect((1...8).allSatisfy { shared($0, style).isEmpty })
      #expect(shared(9, style) == ["9 names in 8 colours"])
    }
  }

  @Test("pictures that break a law are caught")
  func caught() {
    let sound = MockRun.figure.svg
    #expect(FigureLaws(sound).breaches.isEmpty)
    for (part, wrong) in [
      ("class=\"frame\" x=\"", "class=\"frame\" x=\"9"), ("class=\"frame\" x=\"", "class=\"frame\" x=\"nan"),
      ("font-size=\"12\"", "font-size=\"8\""),
      ("<g class=\"panel\">", "<g class=\"panel\"><path d=\"M1 1L2 2\"/>"),
      (">width, neurons<", ">\(String(repeating: "width, neurons ", count: 20))<"),
      ("mark c1\" d=\"M", "mark c1\" d=\"M-"), ("viewBox=\"0 0 ", "viewBox=\"0 0 2"), ("d=\"M", "d=\"Minf"),
    ] {
      let broken = sound.replacing(part, with: wrong)
      #expect(broken != sound && !FigureLaws(broken).breaches.isEmpty, "\(wrong)")
    }
  }
}
