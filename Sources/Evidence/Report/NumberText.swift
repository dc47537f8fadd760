/// Numbers as the report prints them: four significant digits, the same text on every machine.
///
/// The digits come from Swift's shortest description, which depends on nothing but the bits, and are rounded half away
/// from zero in decimal. No locale and no C formatting takes part.
public enum NumberText {
  /// A number with at most four significant digits, for example `0.0625`, `1.5e-9`, `12`, `nan`.
  ///
  /// Whole numbers below 10^7 are printed in full. Otherwise powers of ten outside 10^-4 ... 10^6 use an exponent.
  public static func short(_ number: Double) -> String { text(number, digits: 4) }

  /// A number with at most the given significant digits.
  public static func text(_ number: Double, digits: Int) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-infinity" : "infinity" }
    if number == 0 { return "0" }
    if abs(number) < 1e7, number == number.rounded() { return String(Int(number)) }
    let decimal = Decimal(abs(number)).rounded(to: max(1, digits))
    let sign = number < 0 ? "-" : ""
    return sign + ((-4...6).contains(decimal.exponent) ? decimal.plain : decimal.scientific)
  }

  /// A number with a fixed count of decimals, for coordinates: `12.50` becomes `12.5`, never an exponent.
  ///
  /// The number must be below 10^12 in absolute value; anything else becomes `0`, so that a figure stays well formed.
  public static func fixed(_ number: Double, decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number * scale).rounded()
    guard scaled.isFinite, abs(scaled) < 1e15 else { return "0" }
    let units = Int(abs(scaled))
    var text = String(units)
    if decimals > 0 {
      text = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
      text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return scaled < 0 ? "-\(text)" : text
  }

  /// All digits of a number's shortest text, as a number from 1 to 10 with its sign, and the power of ten; not of 0.
  static func scientific(_ number: Double) -> (mantissa: String, exponent: Int) {
    let decimal = Decimal(abs(number)).rounded(to: 17)
    return ((number < 0 ? "-" : "") + decimal.mantissa, decimal.exponent)
  }

  /// Significant digits `d_0 d_1 ...` and the exponent e of `d_0.d_1... * 10^e`.
  private struct Decimal {
    var digits: [UInt8]
    var exponent: Int

    init(_ positive: Double) {
      let parts = positive.description.split(separator: "e")
      let mantissa = parts[0].split(separator: ".")
      let whole = mantissa[0].utf8.map { $0 - 48 }
      let fraction = mantissa.count > 1 ? mantissa[1].utf8.map { $0 - 48 } : []
      let all = whole + fraction
      let leadingZeros = all.prefix { $0 == 0 }.count
      digits = Array(all.dropFirst(leadingZeros))
      exponent = whole.count - 1 - leadingZeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    }

    func rounded(to count: Int) -> Decimal {
      var result = self
      if digits.count > count {
        result.digits = Array(digits.prefix(count))
        if digits[count] >= 5 { result.increment() }
      }
      while result.digits.count > 1, result.digits.last == 0 { result.digits.removeLast() }
      return result
    }

    private mutating func increment() {
      for place in digits.indices.reversed() {
        if digits[place] < 9 {
          digits[place] += 1
          return
        }
        digits[place] = 0
      }
      digits.insert(1, at: 0)
      digits.removeLast()
      exponent += 1
    }

    private func text(_ digits: some Sequence<UInt8>) -> String { digits.map(String.init).joined() }

    var plain: String {
      if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text(digits) }
      let padded = digits + Array(repeating: 0, count: max(0, exponent + 1 - digits.count))
      let fraction = padded.dropFirst(exponent + 1)
      return text(padded.prefix(exponent + 1)) + (fraction.isEmpty ? "" : "." + text(fraction))
    }

    var mantissa: String {
      let fraction = digits.dropFirst()
      return "\(digits[0])" + (fraction.isEmpty ? "" : "." + text(fraction))
    }

    var scientific: String { "\(mantissa)e\(exponent)" }
  }
}
