import Evidence
import TestSupport
import Testing
import Theory

@testable import Judgments

/// D17's figure, held to its runs and to the limit of many steps at the edge.
@Suite(.notesIssues)
struct MisadjustmentFigureTests {
  @Test("runs lie on the exact law, and the limit grows without bound towards the edge")
  func law() throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    let panels = try DrawnFigures.plot(MisadjustmentFigure.draw(evidence.snapshot), panels: 2)
    // The limit is d/(B + d + 1) x/(1 - x) in shares x of the edge.
    for (name, factor) in [("d = 2, B = 2", 2.0 / 5), ("d = 3, B = 4", 3.0 / 8), ("d = 2, B = 16", 2.0 / 19)]
    {
      for panel in panels {
        let line = panel.points(name, .line)
        for marker in panel.points(name, .markers) {
          let law = FigureValueTests.height(of: line, at: marker.x)
          let (lower, upper) = (marker.lower ?? .nan, marker.upper ?? .nan)
          #expect(
            0.99 * lower < law && law < 1.01 * upper, "\(name), \(marker.x): \(law), \(lower) .. \(upper)")
        }
      }
      for point in panels[1].points(name, .line) {
        let limit = factor * point.x / (1 - point.x)
        #expect(abs(point.y / limit - 1) < 1e-9, "\(name), \(point.x): \(point.y) for \(limit)")
      }
    }
  }
}
