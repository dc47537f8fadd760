/// An axis of a figure: its label, scale and, if they are not to be found from the data, range and ticks.
public struct Axis: Hashable, Sendable {
  /// How values are placed.
  public enum Scale: Hashable, Sendable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios; values that are not positive are left out.
    case logarithmic
  }

  /// What is measured, in words and with its unit.
  public let label: String
  /// How values are placed.
  public let scale: Scale
  /// The ends of the axis, or nil to take them from the data.
  public let range: ClosedRange<Double>?
  /// The places of the ticks, or nil for round ones.
  public let ticks: [Double]?

  /// Describes an axis.
  public init(
    _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil, ticks: [Double]? = nil
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.ticks = ticks
  }
}

/// An axis with its ends and ticks found; it maps a value to a share, from 0 to 1, of its length.
struct ResolvedAxis {
  let label: String
  let ticks: [Double]
  private let scale: Axis.Scale
  private let low: Double
  private let high: Double

  init(_ axis: Axis, values: [Double]) {
    let usable = values.filter { $0.isFinite && (axis.scale == .linear || $0 > 0) }
    let least = axis.range?.lowerBound ?? usable.min() ?? 1
    let most = axis.range?.upperBound ?? usable.max() ?? 1
    label = axis.label
    scale = axis.scale
    switch axis.scale {
    case .linear:
      let step = RoundTicks.step(least, most)
      let ends = axis.range == nil ? RoundTicks.ends(least, most, step) : (least, most)
      (low, high) = ends.0 < ends.1 ? ends : (ends.0 - 1, ends.0 + 1)
      ticks = axis.ticks ?? RoundTicks.linear(low, high, RoundTicks.step(low, high))
    case .logarithmic:
      let start = RoundTicks.log10(least)
      let end = RoundTicks.log10(most)
      let pad = axis.range == nil ? max(0.04 * (end - start), 0.02) : 0
      (low, high) = start < end || pad > 0 ? (start - pad, end + pad) : (start - 1, end + 1)
      ticks = axis.ticks ?? RoundTicks.logarithmic(low, high)
    }
  }

  /// The share of the axis's length at a value, or nil where a logarithmic axis has no place for it.
  func share(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return (value - low) / (high - low)
    case .logarithmic: return value > 0 ? (RoundTicks.log10(value) - low) / (high - low) : nil
    }
  }

  /// The ticks on the axis with their labels.
  var labelled: [(share: Double, label: TickLabel)] {
    // On one axis the labels are all plain or all powers of ten.
    let asPowers = ticks.contains { TickLabel.needsPower($0) }
    return ticks.compactMap { tick in
      guard let share = share(tick), share > -1e-9, share < 1 + 1e-9 else { return nil }
      return (share, TickLabel(tick, asPower: asPowers))
    }
  }
}
