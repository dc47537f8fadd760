import Evidence
import Foundation
import TestSupport
import Testing

@Suite(.notesIssues)
struct FigureTests {
  @Test("special characters are escaped in titles, labels and names")
  func escapes() {
    let svg = MockRun.figure.svg
    #expect(svg.contains(">Risk &amp; &lt;width&gt;</text>"))
    #expect(svg.contains(">a &quot;trained&quot; network</text>"))
    #expect(!svg.contains("<width>"))
  }

  @Test("the same figure gives the same bytes, in both colour schemes")
  func bytes() {
    #expect(MockRun.figure.svg == MockRun.figure.svg)
    #expect(MockRun.figure.svg.contains("prefers-color-scheme: dark"))
    #expect(MockRun.figure.svg.hasSuffix("</svg>\n"))
  }

  @Test("a dashed line is dashed in the plot and in the legend, another nowhere")
  func dashes() {
    func dashes(_ styles: [SVGFigure.Series.Style]) -> Int {
      let series = styles.map {
        SVGFigure.Series("\($0)", style: $0, points: [.init(1, 1), .init(2, 2)])
      }
      return SVGFigure(title: "t", x: Axis("x"), y: Axis("y"), series: series).svg
        .components(separatedBy: " line dash\"").count - 1
    }
    #expect(dashes([.line, .markers]) == 0)
    #expect(dashes([.dashedLine]) == 2)
    #expect(dashes([.line, .dashedLine, .markers]) == 2)
  }

  @Test("values that a logarithmic axis cannot show, and no values at all, leave a figure well formed")
  func degenerate() {
    let nothing = SVGFigure(title: "", x: Axis("x", scale: .logarithmic), y: Axis("y"), series: [])
    let odd = SVGFigure(
      title: "odd", x: Axis("x", scale: .logarithmic), y: Axis("y", scale: .logarithmic),
      series: [
        .init("a", style: .line, points: [.init(0, 1), .init(-1, 2), .init(.nan, 3), .init(.infinity, 1)]),
        .init("b", style: .markers, points: [.init(1, 1), .init(1, 0, lower: 0, upper: 1)]),
      ])
    let huge = SVGFigure(
      title: "huge", x: Axis("x"), y: Axis("y"),
      series: [.init("a", style: .line, points: [.init(-1e300, 1e-300), .init(1e300, 1e300)])])
    for figure in [nothing, odd, huge] {
      #expect(!figure.svg.contains("nan"))
      #expect(!figure.svg.contains("inf"))
      #expect(figure.svg.hasSuffix("</svg>\n"))
    }
  }

  @Test("ticks are round, and powers of ten where plain numbers would be long")
  func ticks() {
    let figure = SVGFigure(
      title: "t", x: Axis("x", scale: .logarithmic, range: 1e-4...1), y: Axis("y", range: 0...1),
      series: [])
    for label in [
      ">0.2</text>", ">0.8</text>", ">1</text>", ">10<tspan dy=\"-5\" font-size=\"10\">\u{2212}3</tspan>",
    ] {
      #expect(figure.svg.contains(label))
    }
  }
}
