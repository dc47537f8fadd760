import Evidence
import Judgments
import TestSupport
import Testing
import Theory

/// The figures of the published run, drawn again from its rows, show all that its experiments measured.
///
/// A number for each series of markers, panel by panel: how many points its experiments feed it at the default effort. Who
/// adds an experiment to a figure adds its points here. Where the report is older than the experiments there is nothing to
/// draw from, and the run that writes it anew holds its own figures to their laws.
@Suite(.notesIssues)
struct FigureContentTests {
  private static let measured: [String: [[Int]]] = [
    "ErrorDistribution.svg": [[20], [20], [20], [20]],
    "F10TrainedNetworks.svg": [[7, 35]],
    "SmoothLaws.svg": [[14], [14]],
    "Bits.svg": [[18, 3, 15, 5], [18, 3, 15, 5]],
    "Samples.svg": [[3, 3, 3, 3, 3]],
    "GradientNoise.svg": [[4, 2, 1], [4, 2, 1], [5, 5, 5]],
    "QuadraticLaw.svg": [[9, 6, 6], [5], [12]],
    "LongerSequences.svg": [[6, 4, 5]],
    "Widths.svg": [[6], [6]],
    "TrainedPairs.svg": [[4, 4], [4, 4]],
    "SamplesByAttention.svg": [[2, 4, 4, 4], [3, 2, 1, 1]],
    "Misadjustment.svg": [[3, 3, 2], [1]],
    "AdamCurve.svg": [[13, 13, 13], [13, 13, 13]],
  ]

  @Test("every series has the points that its experiments made", arguments: drawn.map(\.claim.id))
  func points(claim: String) throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    let judgment = try #require(Self.drawn.first { $0.claim.id == claim })
    for figure in try judgment.figures(evidence.snapshot) {
      let panels = (figure.plot?.panels ?? []).map { panel in
        panel.series.filter { $0.style == .markers }.map(\.points.count)
      }
      #expect(panels == Self.measured[figure.fileName], "\(figure.fileName)")
      #expect(FigureLaws.breaches(figure, isWhole: true).isEmpty, "\(figure.fileName)")
    }
  }

  /// The judgments whose figures read rows alone and cost next to nothing to draw.
  private static let drawn: [ClaimJudgment] = [
    .f8InProbability, .f10TrainedNetworks, .f12SmoothLaws, .f13Bits, .f14Samples, .d12GradientNoise,
    .d17ExactMisadjustment, .d22Adam, .l2QuadraticLaw, .l4LongerSequences, .s1Widths, .s2TrainedPairs,
    .s3Samples,
  ]
}
