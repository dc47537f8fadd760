/// A tick's label: a plain number, or a power of ten.
struct TickLabel {
  /// The text on the line.
  let base: String
  /// The raised text; empty for a plain number.
  let exponent: String

  /// Whether a plain number would be long or have many zeros.
  static func needsPower(_ value: Double) -> Bool {
    value != 0 && (abs(value) >= 1e5 || abs(value) < 1e-3)
  }

  init(_ value: Double, asPower: Bool) {
    guard asPower, value != 0 else {
      (base, exponent) = (Self.minus(NumberText.short(value)), "")
      return
    }
    let magnitude = abs(value)
    let power = Int((RoundTicks.log10(magnitude) + 1e-9).rounded(.down))
    let mantissa = NumberText.short(value / RoundTicks.powerOfTen(power))
    base = Self.minus(mantissa == "1" ? "10" : mantissa == "-1" ? "-10" : "\(mantissa)\u{B7}10")
    exponent = Self.minus(String(power))
  }

  /// The text with a true minus sign in place of a hyphen.
  private static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  /// The width in pixels at the size of a tick's label.
  var width: Double { TextWidth.of(base, size: 12) + TextWidth.of(exponent, size: 9) }
}

/// Widths of text in the figure's sans-serif font, on the safe side.
enum TextWidth {
  /// The width in pixels.
  static func of(_ text: String, size: Double) -> Double {
    var units = 0.0
    for character in text {
      switch character {
      case "i", "l", "j", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", "[", "]", " ", "\u{A0}":
        units += 0.36
      case "m", "w", "M", "W": units += 0.95
      case let other where other.isUppercase: units += 0.74
      default: units += 0.6
      }
    }
    return units * size
  }
}
