import Evidence
import Foundation
import TestSupport
import Testing
import Theory

/// The test vectors of libieeep1788 (github.com/oheim/ITF1788, Apache-2.0), read from ../shared where they are there.
@Suite struct IntervalVectorTests {
  static let folder = RunLedger.packageRoot.deletingLastPathComponent()
    .appending(path: "shared/reference/itf1788")
  static let isThere = FileManager.default.fileExists(atPath: folder.path)

  /// One line `operation arguments = result;`, undecorated.
  struct Vector {
    let operation: String
    let arguments: [Interval]
    /// What follows the intervals: the exponent of `pown`.
    let rest: String
    let result: String
    let line: String

    init?(_ text: Substring) throws {
      line = text.trimmingCharacters(in: .whitespaces)
      guard line.hasSuffix(";"), let equals = line.range(of: " = "), !line.contains("]_"),
        !line.contains("nai"),
        let name = line.split(separator: " ").first
      else { return nil }
      operation = String(name)
      result = line[equals.upperBound...].dropLast().trimmingCharacters(in: .whitespaces)
      let left = line[..<equals.lowerBound].dropFirst(name.count)
      arguments = try left.matches(of: /\[([^\]]*)\]/).map { try Self.interval(String($0.output.1)) }
      rest = left.replacing(/\[[^\]]*\]/, with: "").trimmingCharacters(in: .whitespaces)
    }

    static func number(_ text: some StringProtocol) throws -> Double {
      let plain = text.trimmingCharacters(in: .whitespaces).lowercased().replacing("infinity", with: "inf")
      return try #require(Double(plain))
    }

    static func interval(_ text: String) throws -> Interval {
      let plain = text.trimmingCharacters(in: .whitespaces)
      if plain == "empty" { return .empty }
      if plain == "entire" { return .entire }
      let ends = plain.split(separator: ",")
      return try Interval(number(try #require(ends.first)), number(try #require(ends.last)))
    }
  }

  private static func vectors(_ file: String) throws -> [Vector] {
    try String(contentsOf: folder.appending(path: "libieeep1788_\(file).itl"), encoding: .utf8)
      .split(separator: "\n").compactMap(Vector.init)
  }

  private static let intervals: [String: @Sendable (Vector) -> Interval] = [
    "pos": { $0.arguments[0] }, "neg": { -$0.arguments[0] }, "add": { $0.arguments[0] + $0.arguments[1] },
    "sub": { $0.arguments[0] - $0.arguments[1] }, "mul": { $0.arguments[0] * $0.arguments[1] },
    "div": { $0.arguments[0] / $0.arguments[1] }, "recip": { .one / $0.arguments[0] },
    "sqr": { $0.arguments[0].square }, "sqrt": { $0.arguments[0].squareRoot },
    "pown": { $0.arguments[0].power(Int($0.rest) ?? 0) }, "exp": { $0.arguments[0].exp },
    "log": { $0.arguments[0].log }, "intersection": { $0.arguments[0].intersection($0.arguments[1]) },
    "convexHull": { $0.arguments[0].hull($0.arguments[1]) },
  ]

  private static let booleans: [String: @Sendable ([Interval]) -> Bool] = [
    "isEmpty": { $0[0].isEmpty }, "isEntire": { $0[0].isEntire }, "equal": { $0[0] == $0[1] },
    "subset": { $0[0].isSubset(of: $0[1]) }, "interior": { $0[0].isInterior(to: $0[1]) },
    "disjoint": { $0[0].isDisjoint(from: $0[1]) }, "precedes": { $0[0].precedes($0[1]) },
    "strictPrecedes": { $0[0].strictlyPrecedes($0[1]) },
  ]

  private static let numbers: [String: @Sendable (Interval) -> Double] = [
    "inf": { $0.lower }, "sup": { $0.upper }, "mid": { $0.midpoint }, "wid": { $0.width },
    "rad": { $0.radius },
    "mag": { $0.magnitude }, "mig": { $0.mignitude },
  ]

  /// Operations whose results may be wider than the tightest, by so many units in the last place: `pown` is repeated products.
  private static let wider: [String: UInt64] = ["pown": 16, "exp": 4, "log": 4]

  private static func isWithin(_ allowed: UInt64, _ found: Interval, of tightest: Interval) -> Bool {
    func units(_ x: Double, _ y: Double) -> UInt64 {
      x == y ? 0 : max(x.bitPattern, y.bitPattern) - min(x.bitPattern, y.bitPattern)
    }
    return tightest.isSubset(of: found) && units(found.lower, tightest.lower) <= allowed
      && units(found.upper, tightest.upper) <= allowed
  }

  /// 1004 of the files' undecorated vectors are for what is implemented.
  @Test("1004 vectors of libieeep1788", .enabled(if: isThere, "no ../shared/reference/itf1788"))
  func vectorsHold() throws {
    var count = 0
    for vector in try ["elem", "bool", "num", "set"].flatMap(Self.vectors) {
      let name = vector.operation
      if let operation = Self.intervals[name] {
        let found = operation(vector)
        let stated = try Vector.interval(String(vector.result.dropFirst().dropLast()))
        #expect(
          Self.wider[name].map { Self.isWithin($0, found, of: stated) } ?? (found == stated),
          "\(vector.line) found \(found)")
      } else if let operation = Self.booleans[name] {
        #expect("\(operation(vector.arguments))" == vector.result, "\(vector.line)")
      } else if let operation = Self.numbers[name] {
        let (found, stated) = (operation(vector.arguments[0]), try Vector.number(vector.result))
        #expect(found == stated || (found.isNaN && stated.isNaN), "\(vector.line) found \(found)")
      } else {
        continue
      }
      count += 1
    }
    #expect(count == 1004)
  }
}
