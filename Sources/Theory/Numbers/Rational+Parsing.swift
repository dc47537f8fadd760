extension Rational {
  /// The exact value of a floating-point number.
  ///
  /// Valid range: finite, and of the form n/2^k with |n| and 2^k below 2^127.
  ///
  /// - Throws: `TheoryError` outside that range.
  public init(exactly value: Double) throws(TheoryError) {
    let rule = "a finite number n/2^k with |n| and 2^k below 2^127"
    guard value.isFinite else { throw TheoryError(value: "\(value)", rule: rule) }
    if value == 0 {
      self = .zero
      return
    }
    // value = significand * 2^exponent with 1 <= significand < 2; scale by the bits really used.
    let fractionBits = value.significandWidth
    let integer = Int128(value.significand * Double(sign: .plus, exponent: fractionBits, significand: 1))
    let power = Int(value.exponent) - fractionBits
    let signed = value < 0 ? -integer : integer
    guard power > -127, power + fractionBits < 126 else { throw TheoryError(value: "\(value)", rule: rule) }
    if power >= 0 {
      try self.init(numerator: signed << Int128(power), denominator: 1)
    } else {
      try self.init(numerator: signed, denominator: Int128(1) << Int128(-power))
    }
  }

  /// The exact value of a decimal text such as `0.01`, `-3`, `1e-3`, or of a quotient such as `1/3`.
  ///
  /// - Throws: `TheoryError` if the text is not a number, its denominator is zero, or the value does not fit.
  public init(parsing text: String) throws(TheoryError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try Rational.decimal(parts[0], whole: text)
    self = parts.count == 1 ? first : try first.divided(by: Rational.decimal(parts[1], whole: text))
  }

  /// Reads an optional sign, digits with an optional point, and an optional exponent.
  private static func decimal(_ part: Substring, whole: String) throws(TheoryError) -> Rational {
    let bad = TheoryError(
      value: "'\(whole)'", rule: "a decimal number such as 0.01, or a quotient such as 1/3")
    let large = TheoryError(value: "'\(whole)'", rule: "at most 38 digits and an exponent from -38 to 38")
    var bytes = Array(part.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var digits: Int128 = 0
    var digitCount = 0
    var exponent = 0
    var isFraction = false
    while let byte = bytes.first, byte == UInt8(ascii: ".") || isDigit(byte) {
      bytes.removeFirst()
      if byte == UInt8(ascii: ".") {
        if isFraction { throw bad }
        isFraction = true
        continue
      }
      let (tenfold, productOverflow) = digits.multipliedReportingOverflow(by: 10)
      let (next, sumOverflow) = tenfold.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
      if productOverflow || sumOverflow { throw large }
      digits = next
      digitCount += 1
      if isFraction { exponent -= 1 }
    }
    if digitCount == 0 { throw bad }
    if let mark = bytes.first {
      let tail = bytes.dropFirst()
      guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"), tail.count <= 4,
        let power = Int(String(decoding: tail, as: UTF8.self))
      else { throw bad }
      exponent += power
    }
    let signed = isNegative ? -digits : digits
    if digits == 0 { return .zero }
    if abs(exponent) > 38 { throw large }
    var scale: Int128 = 1
    for _ in 0..<abs(exponent) { scale *= 10 }  // at most 10^38 < 2^127
    let mantissa = try Rational(numerator: signed, denominator: 1)
    let power = try Rational(numerator: scale, denominator: 1)
    return try exponent < 0 ? mantissa.divided(by: power) : mantissa.multiplied(by: power)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}

extension Rational: Codable {
  /// Reads the text that `encode` writes, for example `-6/7` or `3`.
  ///
  /// - Throws: `DecodingError` if the text is not a rational number that fits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      self = try Rational(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  /// Writes the number as text, so that no digit is lost.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
