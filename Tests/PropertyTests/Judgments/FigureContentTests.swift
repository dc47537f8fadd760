import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

/// The plots of the published report, drawn again, show all that their experiments measured, on the axes that they say.
///
/// A line for each series, panel by panel: how many points it has, drawn how, and whether with bars. Where the report is
/// older than the experiments its rows are nothing to draw from, and the run that writes it anew holds its own figures to
/// their laws.
@Suite(.notesIssues)
struct FigureContentTests {
  @Test("every series drawn from rows has the points that its experiments made")
  func fromRows() throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    let figures = try DrawnFigures.fromRows(evidence.snapshot)
    #expect(figures.count == 15)
    for figure in figures { try Self.hold(figure) }
  }

  @Test("every series that is computed has its points")
  func computed() throws {
    let figures = try DrawnFigures.computed()
    #expect(figures.count == 5)
    for figure in figures { try Self.hold(figure) }
  }

  private static func hold(_ figure: ReportFigure) throws {
    let expected = try #require(FigureContents.expected[figure.fileName], "\(figure.fileName)")
    #expect(
      DrawnFigures.contents(figure) == expected.split(separator: "\n").map(String.init), "\(figure.fileName)")
    #expect(FigureLaws.breaches(figure, isWhole: true).isEmpty, "\(figure.fileName)")
  }

  @Test("each plot of the report has its contents here")
  func complete() throws {
    let folder = RunLedger.packageRoot.appending(path: RunReport.figures)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".svg")
    }
    // A heat map has no series; FigureValueTests holds its cells.
    #expect(Set(files) == Set(FigureContents.expected.keys).union(["AttentionMaps.svg"]))
  }
}
