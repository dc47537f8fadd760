import Evidence
import Theory

/// S1's shared column: a fully connected network whose first layer is shared over tokens, by F6's formula.
struct SharedLayerByFormula: Experiment {
  static let check = "shared layer"

  let target: RiskTarget
  /// How many of the d channels are left out.
  var channelsLeftOut = 0
  /// What is taken off the threshold K.
  var thresholdLowered = 0.0

  /// The least and the greatest length, at 1 % of d/q.
  private static let ends = [10, 1_000_000].map {
    SharedLayerByFormula(target: RiskTarget(tokens: $0, percent: 1))
  }

  static let all: [any Experiment] = ends

  static let nearMisses: [Control] = ends.flatMap { shared -> [Control] in
    [
      .nearMiss(
        of: shared, "one channel fewer", check: check,
        SharedLayerByFormula(target: shared.target, channelsLeftOut: 1)),
      .nearMiss(
        of: shared, "the threshold lower by 1/4", check: check,
        SharedLayerByFormula(target: shared.target, thresholdLowered: 0.25)),
    ]
  }

  struct Row: EvidenceRow {
    let tokens: Int
    let channels: Int
    let threshold: Double
    let parameters: Int
    let share: Double

    static let columns: [Column<Row>] = [
      Column(count: "T") { $0.tokens },
      Column(count: "channels") { $0.channels },
      Column("threshold K") { $0.threshold },
      Column(count: "parameters") { $0.parameters },
      Column("share of d/q") { $0.share },
    ]
  }

  var claim: Claim { .s1Widths }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(target.name), shared over tokens"
      + (channelsLeftOut == 0 ? "" : ", \(channelsLeftOut) channel fewer")
      + (thresholdLowered == 0 ? "" : ", threshold lower by \(thresholdLowered)")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let widths = try target.widths()
    let channels = widths.sharedWidth - channelsLeftOut
    let threshold = try widths.sharedThreshold() - thresholdLowered
    return Row(
      tokens: widths.problem.tokens, channels: channels, threshold: threshold,
      parameters: widths.sharedParameters,
      share: try widths.sharedShare(channels: channels, threshold: threshold))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = S1WidthsPredicate(try target.widths())
    return [
      Check(Self.check, predicate.judge(sharedShare: row.share), detects: .init(0.25, "of the threshold"))
    ]
  }
}
