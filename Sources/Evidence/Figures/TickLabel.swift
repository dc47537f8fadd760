/// A tick's label: a plain number, or a power of ten; read as a number it is the tick, to the last digit.
struct TickLabel: Hashable {
  /// The size of the letters.
  static let size = 12.0
  /// The size of the raised letters.
  static let raisedSize = 10.0

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
      (base, exponent) = (Self.minus(NumberText.text(value, digits: 17)), "")
      return
    }
    let (mantissa, power) = NumberText.scientific(value)
    base = Self.minus(mantissa == "1" ? "10" : mantissa == "-1" ? "-10" : "\(mantissa)\u{B7}10")
    exponent = Self.minus(String(power))
  }

  /// The text with a true minus sign in place of a hyphen.
  private static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  /// The width in pixels.
  var width: Double {
    TextWidth.of(base, size: Self.size) + TextWidth.of(exponent, size: Self.raisedSize)
  }
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
