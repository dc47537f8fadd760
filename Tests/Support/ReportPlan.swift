import Evidence
import Judgments
import Theory

/// What a full run consists of: every judgment in the report's order, with its files and figures.
public enum ReportPlan {
  /// One claim of the plan.
  public struct Entry: Sendable {
    /// The claim's judgment.
    public let judgment: ClaimJudgment
    /// The folder of the claim's files, for example `FullyConnected`.
    public let family: String
    /// The stem of the claim's files, for example `F2RiskLowerBound`.
    public let stem: String
    /// Draws the figures from the evidence.
    public let figures: @Sendable (LedgerSnapshot) -> [ReportFigure]

    /// Plans a claim's evidence.
    public init(
      _ judgment: ClaimJudgment, family: String, stem: String,
      figures: @escaping @Sendable (LedgerSnapshot) -> [ReportFigure] = { _ in [] }
    ) {
      self.judgment = judgment
      self.family = family
      self.stem = stem
      self.figures = figures
    }
  }

  /// The claims in the report's order.
  public static let entries: [Entry] = []

  /// Every trial of a full run, in the report's order.
  static func trials(effort: Effort) -> [Trial] {
    entries.flatMap {
      $0.judgment.trials(.claim, effort: effort) + $0.judgment.trials(.control, effort: effort)
    }
  }

  /// The report's sections with figures drawn from the evidence.
  static func sections(_ snapshot: LedgerSnapshot) -> [ReportSection] {
    entries.map {
      ReportSection(
        claim: $0.judgment.claim, family: $0.family, stem: $0.stem, figures: $0.figures(snapshot))
    }
  }

  /// Claims of the theory that have no place in the plan, in words.
  static var gaps: [String] {
    let planned = Set(entries.map(\.judgment.claim.id))
    return Claim.all.filter { !planned.contains($0.id) }.map {
      "\($0.id) has no judgment in the report's plan"
    }
  }
}
