import Theory

/// Round places for ticks.
enum RoundTicks {
  /// The decimal logarithm of a positive value; exact at powers of ten within rounding of the last place.
  static func log10(_ value: Double) -> Double { Elementary.log(value) / Elementary.log(10) }

  /// The distance 1, 2 or 5 times a power of ten that makes four to eight steps of a range.
  static func step(_ least: Double, _ most: Double) -> Double {
    let span = most - least
    guard span > 0, span.isFinite else { return 1 }
    let power = powerOfTen(Int(log10(span / 4).rounded(.down)))
    let multiple = [5.0, 2.0].first { span / ($0 * power) >= 4 } ?? 1
    return multiple * power
  }

  /// The ends of an axis that holds the range with a little room, on half steps.
  static func ends(_ least: Double, _ most: Double, _ step: Double) -> (Double, Double) {
    // What is never negative gets an axis without negative values.
    let room = ((least - 0.15 * step) / (step / 2)).rounded(.down) * (step / 2)
    let low = least >= 0 ? max(0, room) : room
    return (low, ((most + 0.15 * step) / (step / 2)).rounded(.up) * (step / 2))
  }

  /// The multiples of the step in a range.
  static func linear(_ low: Double, _ high: Double, _ step: Double) -> [Double] {
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    guard first <= last, last - first < 100 else { return [] }
    // Dividing by the whole number 1/step gives 0.3 and not 0.30000000000000004.
    return (first...last).map { step < 1 ? Double($0) / (1 / step).rounded() : Double($0) * step }
  }

  /// The powers of ten between two decimal logarithms, or every few if they are many; 1, 2 and 5 times them if few.
  static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    let decades = max(0, last - first + 1)
    if decades >= 3 {
      let every = (decades + 7) / 8
      return stride(from: first, through: last, by: every).map(powerOfTen)
    }
    let candidates = ((first - 1)...(first + decades + 1)).flatMap { exponent in
      [1.0, 2.0, 5.0].map { $0 * powerOfTen(exponent) }
    }
    return candidates.filter { log10($0) >= low - 1e-9 && log10($0) <= high + 1e-9 }
  }

  /// A power of ten by products and one division, correctly rounded for exponents up to 22.
  static func powerOfTen(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(300, abs(exponent)) { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }
}
