import Evidence
import Theory

/// A row with the largest distances, over its times, of layers trained on samples from the reduced descent (`TrainedBands`).
protocol TrainedBandsRow: EvidenceRow {
  /// What the value matrix is compared by: the name of its check, and what has the standard deviation.
  static var comparedValue: (check: String, entry: String) { get }
  /// In standard deviations.
  var value: Double { get }
  var massOnSubset: Double { get }
  var logit: Double { get }
}

extension TrainedBandsRow {
  /// The name of a part's check.
  static func check(_ part: TrainedBands.Part) -> String {
    part == .value ? comparedValue.check : part.rawValue
  }

  /// A check of every part.
  var checks: [Check] {
    TrainedBands.Part.allCases.map { part in
      Check(
        Self.check(part), TrainedBands.judge(part, distance: distance(part)),
        detects: .init(
          2 * TrainedBands.allowed(part),
          part == .value ? "standard deviations of \(Self.comparedValue.entry)" : "in \(part.rawValue)"))
    }
  }

  private func distance(_ part: TrainedBands.Part) -> Double {
    switch part {
    case .value: value
    case .massOnSubset: massOnSubset
    case .logit: logit
    }
  }
}
