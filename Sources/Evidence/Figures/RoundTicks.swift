import Theory

/// Round places for ticks: the numbers nearest to whole multiples of 1, 2 or 5 times a power of ten.
enum RoundTicks {
  /// The distance between ticks, `multiple * 10^power`.
  private struct Step {
    let multiple: Int
    let power: Int

    /// The step that makes four to ten of a span, which is positive.
    init(span: Double) {
      power = Int(log10(span / 4).rounded(.down))
      let unit = decimal(1, power)
      multiple = [5, 2].first { span / (Double($0) * unit) >= 4 } ?? 1
    }

    /// A whole number of steps, as the nearest number.
    func times(_ count: Int) -> Double { decimal(count * multiple, power) }
  }

  /// The decimal logarithm of a positive value; exact at powers of ten within rounding of the last place.
  static func log10(_ value: Double) -> Double { Elementary.log(value) / Elementary.log(10) }

  /// The number nearest to `units * 10^power`, so that its shortest text is the round number.
  static func decimal(_ units: Int, _ power: Int) -> Double { Double("\(units)e\(power)") ?? 0 }

  /// The ends of an axis that holds a range, of positive span, with a little room, on half steps.
  static func ends(_ least: Double, _ most: Double) -> (Double, Double) {
    let step = Step(span: most - least).times(1)
    // What is never negative gets an axis without negative values.
    let room = ((least - 0.15 * step) / (step / 2)).rounded(.down) * (step / 2)
    let low = least >= 0 ? max(0, room) : room
    return (low, ((most + 0.15 * step) / (step / 2)).rounded(.up) * (step / 2))
  }

  /// The multiples of a step in a range of positive span, at most 1e13 times its own length away from 0.
  static func linear(_ low: Double, _ high: Double) -> [Double] {
    let step = Step(span: high - low)
    let first = Int((low / step.times(1) - 1e-9).rounded(.up))
    let last = Int((high / step.times(1) + 1e-9).rounded(.down))
    return first <= last ? (first...last).map(step.times) : []
  }

  /// The powers of ten between two decimal logarithms, or every few if they are many; 1, 2 and 5 times them if few, and
  /// round numbers at equal distances if there are not two of these.
  static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    let decades = max(0, last - first + 1)
    if decades >= 3 {
      let every = (decades + 7) / 8
      return stride(from: first, through: last, by: every).map { decimal(1, $0) }
    }
    func isWithin(_ tick: Double) -> Bool {
      tick > 0 && log10(tick) >= low - 1e-9 && log10(tick) <= high + 1e-9
    }
    let found = ((first - 1)...(first + decades + 1)).flatMap { exponent in
      [1, 2, 5].map { decimal($0, exponent) }
    }.filter(isWithin)
    if found.count >= 2 { return found }
    let (least, most) = (Elementary.exp(low * Elementary.log(10)), Elementary.exp(high * Elementary.log(10)))
    return linear(least, most).filter(isWithin)
  }
}
