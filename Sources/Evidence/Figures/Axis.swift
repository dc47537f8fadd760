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
  /// The ends of the axis, or nil to take them from the data; a logarithmic axis takes positive ends only.
  public let range: ClosedRange<Double>?
  /// The places of the ticks, or nil for round ones, which also stand in where fewer than two are on the axis.
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

/// An axis with its ends and ticks found; it maps a value to a share of its length, 0 and 1 at the ends.
///
/// Whatever the data are, it has a length and two ticks at least: a single value gets room to either side. Values from
/// 1e-300 (or -1e300 on a linear axis) to 1e300 have a place.
struct ResolvedAxis {
  private static let largest = 1e300
  private static let smallest = 1e-300

  let label: String
  /// The ticks, all on the axis, in ascending order.
  let ticks: [Double]
  private let scale: Axis.Scale
  /// The ends, on a logarithmic axis their decimal logarithms.
  private let low: Double
  private let high: Double

  init(_ axis: Axis, values: [Double]) {
    label = axis.label
    scale = axis.scale
    let usable = values.filter { Self.hasPlace($0, axis.scale) }
    let stated = axis.range.flatMap { range in
      [range.lowerBound, range.upperBound].allSatisfy { Self.hasPlace($0, axis.scale) } ? range : nil
    }
    let least = stated?.lowerBound ?? usable.min() ?? 1
    let most = stated?.upperBound ?? usable.max() ?? 1
    let ends: (low: Double, high: Double)
    let round: [Double]
    switch axis.scale {
    case .linear:
      ends = Self.linearEnds(least, most, isStated: stated != nil)
      round = RoundTicks.linear(ends.low, ends.high)
    case .logarithmic:
      let (start, end) = (RoundTicks.log10(least), RoundTicks.log10(most))
      // A factor of 2 to either side of a single value.
      let room = end - start < 1e-9 ? 0.3 : stated == nil ? max(0.04 * (end - start), 0.02) : 0
      ends = (start - room, end + room)
      round = RoundTicks.logarithmic(ends.low, ends.high)
    }
    (low, high) = ends
    func isOn(_ tick: Double) -> Bool {
      guard Self.hasPlace(tick, axis.scale) else { return false }
      let place = axis.scale == .linear ? tick : RoundTicks.log10(tick)
      let slack = 1e-9 * (ends.high - ends.low)
      return place >= ends.low - slack && place <= ends.high + slack
    }
    let asked = (axis.ticks ?? []).filter(isOn)
    ticks = asked.count < 2 ? round.filter(isOn) : asked
  }

  private static func hasPlace(_ value: Double, _ scale: Axis.Scale) -> Bool {
    abs(value) <= largest && (scale == .linear || value >= smallest)
  }

  /// The ends of a linear axis; a span that is lost in the rounding of its values is widened.
  private static func linearEnds(_ least: Double, _ most: Double, isStated: Bool) -> (Double, Double) {
    let size = max(abs(least), abs(most))
    if most - least < max(1e-12 * size, 1e-290) {
      let room = size > 1e-280 ? 0.1 * size : 1
      return (least >= 0 ? max(0, least - room) : least - room, most + room)
    }
    return isStated ? (least, most) : RoundTicks.ends(least, most)
  }

  /// The share of the axis's length at a value, beyond 0 or 1 outside the axis; nil where a value has no place.
  func share(_ value: Double) -> Double? {
    guard Self.hasPlace(value, scale) else { return nil }
    return ((scale == .linear ? value : RoundTicks.log10(value)) - low) / (high - low)
  }

  /// The same for the end of an interval: what is beyond an end of the axis, or has no place, is at that end.
  func shareOfEnd(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    guard let share = share(value) else { return value > Self.smallest ? 1 : 0 }
    return min(1, max(0, share))
  }

  /// The ticks with their shares and labels.
  var labelled: [(share: Double, label: TickLabel)] {
    // On one axis the labels are all plain or all powers of ten.
    let asPowers = ticks.contains { TickLabel.needsPower($0) }
    return ticks.compactMap { tick in
      share(tick).map { (min(1, max(0, $0)), TickLabel(tick, asPower: asPowers)) }
    }
  }
}
