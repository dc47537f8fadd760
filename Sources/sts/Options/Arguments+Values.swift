import Evidence
import Theory

extension Arguments {
  /// The integer value of an option.
  ///
  /// - Throws: `UsageError` for anything but a decimal integer in the range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int {
    let text = try text(name)
    guard let value = Self.decimalInteger(text), range.contains(value) else { throw refusal(name, text) }
    return value
  }

  /// The unsigned 64-bit value of an option, such as a seed.
  ///
  /// - Throws: `UsageError` for anything but a decimal integer from 0 to 2^64 - 1.
  func word(_ name: String) throws(UsageError) -> UInt64 {
    let text = try text(name)
    guard let value = UInt64(digits: text) else { throw refusal(name, text) }
    return value
  }

  /// The finite real value of an option.
  ///
  /// - Throws: `UsageError` for anything but a decimal number in the range.
  func real(_ name: String, in range: ClosedRange<Double>) throws(UsageError) -> Double {
    let text = try text(name)
    guard let value = Self.decimalNumber(text), range.contains(value) else { throw refusal(name, text) }
    return value
  }

  /// The comma-separated real values of an option, from one to `count` of them.
  ///
  /// - Throws: `UsageError` for an empty or too long list, or an entry that is not a decimal number in the range.
  func reals(_ name: String, in range: ClosedRange<Double>, atMost count: Int) throws(UsageError) -> [Double]
  {
    let text = try text(name)
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count > count { throw refusal(name, text) }
    var values: [Double] = []
    for part in parts {
      guard let value = Self.decimalNumber(part), range.contains(value) else {
        throw refusal(name, String(part))
      }
      values.append(value)
    }
    return values
  }

  /// The comma-separated integers of an option, each greater than the one before, from one to `count` of them.
  ///
  /// - Throws: `UsageError` for an empty or too long list, or an entry that is not such an integer in the range.
  func risingIntegers(_ name: String, in range: ClosedRange<Int>, atMost count: Int) throws(UsageError)
    -> [Int]
  {
    let text = try text(name)
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count > count { throw refusal(name, text) }
    var values: [Int] = []
    for part in parts {
      guard let value = Self.decimalInteger(part), range.contains(value), value > values.last ?? -1 else {
        throw refusal(name, String(part))
      }
      values.append(value)
    }
    return values
  }

  /// The effort that `--effort` names; nil when it is not given.
  ///
  /// - Throws: `UsageError` for any other word.
  func effort() throws(UsageError) -> Effort? {
    guard let text = try optionalText("--effort") else { return nil }
    guard let effort = Effort(rawValue: text) else { throw refusal("--effort", text) }
    return effort
  }

  /// The problem that `--tokens`, `--dimension` and `--sparsity` name.
  ///
  /// - Throws: `UsageError` for values that are no integers, `TheoryError` for those that make no problem.
  func problem() throws -> Problem {
    try Problem(
      tokens: integer("--tokens", in: 2...Int.max), dimension: integer("--dimension", in: 1...Int.max),
      sparsity: integer("--sparsity", in: 1...Int.max))
  }

  /// A finite number in decimal notation: digits with a point and a power of ten, no hexadecimal, no `inf`, no `nan`.
  static func decimalNumber(_ text: some StringProtocol) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    // Zero has one spelling, in answers too.
    return value == 0 ? 0 : value
  }

  /// An integer in decimal digits, with a minus sign before those of a negative one: one integer has one
  /// sign.
  static func decimalInteger(_ text: some StringProtocol) -> Int? {
    guard text.utf8.first == UInt8(ascii: "-") else { return Int(digits: text) }
    guard UInt64(digits: text.dropFirst()) != nil, let value = Int(text), value != 0 else { return nil }
    return value
  }
}
