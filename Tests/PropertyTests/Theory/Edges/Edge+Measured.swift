import Foundation
import Theory

/// A measurement between two ends.
func measured(_ estimate: Double, _ lower: Double, _ upper: Double) -> Measured {
  Measured(estimate: estimate, lower: lower, upper: upper, falseAlarm: 1e-9)
}

/// A measurement of no width.
func point(_ value: Double) -> Measured { measured(value, value, value) }

/// An object of numbers in JSON, also of such as no measurement gives.
func json(_ fields: [String: Double]) -> String {
  let text = fields.map { name, value in
    "\"\(name)\": " + (value.isFinite ? "\(value)" : "\"\(value.isNaN ? "nan" : "\(value)")\"")
  }
  return "{\(text.joined(separator: ", "))}"
}

/// A Codable value that no initialiser takes, from its JSON.
func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
  let decoder = JSONDecoder()
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return try decoder.decode(type, from: Data(text.utf8))
}

/// A Codable value of numbers.
func decoded<Value: Decodable>(_ type: Value.Type, _ fields: [String: Double]) throws -> Value {
  try decoded(type, json(fields))
}

extension Edge {
  /// A predicate whose interval must lie at or below a positive bound.
  static func atMost(_ bound: Double, _ judge: @escaping (Measured) throws -> Verdict) -> [Edge] {
    [
      .band(0...bound, [0.5 * bound: 0.5], below: "undecided", above: "undecided") {
        try judge(measured(0.5 * $0, 0, $0))
      },
      .band(-Double.infinity...bound, above: "refuted") { try judge(point($0)) },
      .undecided("an estimate that is no number") { try judge(measured(.nan, 0, 0.5 * bound)) },
      .undecided("an estimate outside its interval") { try judge(measured(2 * bound, 0, 0.5 * bound)) },
    ]
  }

  /// A predicate whose interval must not lie wholly below a positive bound, and reach no farther than a resolution above its
  /// estimate where it begins below.
  static func notBelow(
    _ bound: Double, resolution: Double, _ judge: @escaping (Measured) throws -> Verdict
  ) -> [Edge] {
    [
      .band(bound...Double.infinity, [2 * bound: 0.5, 4 * bound: 0.75]) { try judge(point($0)) },
      .band(0...resolution, below: "undecided", above: "undecided") {
        try judge(measured(bound, 0.5 * bound, bound + $0))
      },
      .verified(0.75, "wide, but above") { try judge(measured(2 * bound, bound, 4 * bound)) },
      .refuted("wide, but below") { try judge(measured(0.5 * bound, -10 * bound, 0.99 * bound)) },
      .undecided("an estimate that is no number") { try judge(measured(.nan, bound, 2 * bound)) },
      .undecided("an estimate outside its interval") { try judge(measured(bound, 2 * bound, 3 * bound)) },
    ]
  }

  /// A predicate whose interval must hold a positive value, and be no longer than a length.
  static func contains(
    _ value: Double, longest: Double, _ judge: @escaping (Measured) throws -> Verdict
  ) -> [Edge] {
    let reach = 0.3 * longest
    func moved(_ shift: Double) -> Measured {
      measured(value + shift, value + shift - 0.5 * reach, value + shift + reach)
    }
    return [
      .band(-reach...0.5 * reach, [0: 1, -0.5 * reach: 0.5, 0.25 * reach: 0.5]) { try judge(moved($0)) },
      .band(0...longest, below: "undecided", above: "undecided") {
        try judge(measured(value, value - 0.5 * $0, value + 0.5 * $0))
      },
      .undecided("an estimate that is no number") {
        try judge(measured(.nan, value - 0.1 * longest, value + 0.1 * longest))
      },
      .undecided("an estimate outside its interval") {
        try judge(measured(value + longest, value - 0.1 * longest, value + 0.1 * longest))
      },
    ]
  }
}
