import Sim
import TestSupport
import Testing
import Theory

@Suite struct IntervalTests {
  /// A start and operations on it, each with a rational operand.
  struct Calculation: Sendable {
    struct Step: Sendable {
      let operation: Int
      let numerator: Int
      let denominator: Int
    }
    var steps: [Step]
  }

  private static func draw(_ stream: inout RandomStream) -> Calculation {
    Calculation(
      steps: (0..<Draw.integer(1...12, &stream)).map { _ in
        Calculation.Step(
          operation: Draw.integer(0...4, &stream), numerator: Draw.integer(-99...99, &stream),
          denominator: Draw.integer(1...97, &stream))
      })
  }

  private static func shorter(_ calculation: Calculation) -> [Calculation] {
    calculation.steps.indices.map { index in
      var copy = calculation
      copy.steps.remove(at: index)
      return copy
    }
  }

  /// How often the rational value lies in the interval after a step; nil where it once does not.
  private static func contained(_ calculation: Calculation) throws -> Int? {
    var (value, interval, count) = (Rational(1), Interval.one, 0)
    var enclosed = Enclosed(1)
    for step in calculation.steps {
      let operand = try Rational(numerator: Int128(step.numerator), denominator: Int128(step.denominator))
      let other = Interval(operand)
      guard
        let next = try?
          ([
            { try value + operand }, { try value - operand }, { try operand * value },
            { step.numerator == 0 ? value : try value / operand }, { try value * value },
          ] as [() throws -> Rational])[step.operation]()
      else { return count }
      value = next
      switch step.operation {
      case 0: (interval, enclosed) = (interval + other, try enclosed + Enclosed(operand))
      case 1: (interval, enclosed) = (interval - other, try enclosed - Enclosed(operand))
      case 2: (interval, enclosed) = (other * interval, try Enclosed(operand) * enclosed)
      case 3 where step.numerator != 0:
        (interval, enclosed) = (interval / other, try enclosed / Enclosed(operand))
      case 3: break
      default: (interval, enclosed) = (interval.square, try enclosed * enclosed)
      }
      // Numbers beyond 127 bits are not compared.
      guard let inside = try? interval.contains(value),
        let alsoInside = try? enclosed.interval.contains(value)
      else { return count }
      if !inside || !alsoInside { return nil }
      count += 1
    }
    return count
  }

  @Test func `rational calculations lie inside their interval evaluation`() throws {
    check(
      Property(
        "rational calculations inside intervals", draw: Self.draw, shrinks: Self.shorter,
        holds: { try Self.contained($0) != nil }),
      cases: 2000)
    // They are compared: not every calculation ends at once.
    let address = try StreamAddress(
      baseSeed: 1, name: StreamName("interval calculations"), repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    let counts = try (0..<100).map { _ in try Self.contained(Self.draw(&stream)) ?? 0 }
    #expect(counts.reduce(0, +) > 200)
  }

  @Test func `a bare operation is within one unit of its rounded result`() {
    check(
      Property(
        "operations within one unit",
        draw: { stream in
          (0..<2).map { _ in
            let exponent = Draw.integer(-1070...1020, &stream)
            return Draw.number(-2...2, &stream) * Double(sign: .plus, exponent: exponent, significand: 1)
          }
        },
        holds: { pair in
          let (a, b) = (pair[0], pair[1])
          let (x, y, magnitude) = (try Interval(a), try Interval(b), try Interval(abs(a)))
          func isTight(_ interval: Interval, _ nearest: Double) -> Bool {
            guard nearest.isFinite else { return interval.upper == .infinity || interval.lower == -.infinity }
            return interval.lower <= nearest && nearest <= interval.upper
              && (interval.lower == interval.upper || interval.upper == interval.lower.nextUp)
          }
          return isTight(x + y, a + b) && isTight(x - y, a - b) && isTight(x * y, a * b)
            && (b == 0 || isTight(x / y, a / b))
            && isTight(magnitude.squareRoot, abs(a).squareRoot())
        }), cases: 3000)
  }

  /// ln 2 = sum 2/((2j+1) 3^(2j+1)) in units of 2^-110, each term rounded down: short by at most one unit a term.
  @Test func `the two parts of ln 2 are within half a unit of the second`() throws {
    var (sum, power, terms) = (Int128(0), (Int128(1) << 111) / 3, Int128(0))
    while power > 0 {
      sum += power / (2 * terms + 1)
      power /= 9
      terms += 1
    }
    let high = Int128(0x1.62e42fee00000p+109)
    let low = Int128(0x1.a39ef35793c76p+77)
    // The second part's unit in the last place is 2^-85; every term and its power are rounded down.
    #expect(abs(sum + terms - high - low) <= (Int128(1) << 24) + 2 * terms)
    let logTwo = Interval(2).log
    #expect(logTwo.lower <= 0x1.62e42fefa39efp-1 && logTwo.upper >= 0x1.62e42fefa39f0p-1)
    #expect(logTwo.width <= 3e-16)
  }

  @Test func `exp and log enclose known values and one another`() throws {
    let e = Interval.one.exp
    #expect(e.lower <= 0x1.5BF0A8B145769p+1 && e.upper >= 0x1.5BF0A8B14576Ap+1 && e.relativeWidth < 1e-15)
    check(
      Property(
        "log of exp", draw: { Draw.number(-700...700, &$0) }, shrinks: Shrink.number,
        holds: { x in
          let number = try Interval(x)
          let back = number.exp.log
          return back.contains(x) && back.width <= 1e-13 * max(1, abs(x)) && number.exp.relativeWidth < 2e-15
        }), cases: 2000)
    #expect(Interval(0).exp == .one && Interval.one.log == .zero)
  }

  @Test func `negative powers are those of the inverse, in range where either way leaves it`() throws {
    func interval(_ lower: Double, _ upper: Double) throws -> Interval { try Interval(lower, upper) }
    for (base, n, expected) in [
      (try interval(2, 4), -1, try interval(0.25, 0.5)),
      (try interval(2, 4), -3, try interval(0x1p-6, 0x1p-3)),
      (try interval(-4, -2), -2, try interval(0x1p-4, 0x1p-2)),
      (try interval(-4, -2), -3, try interval(-0x1p-3, -0x1p-6)),
      (try interval(-2, 2), -2, try interval(0.25, .infinity)), (try interval(-2, 4), -1, .entire),
      (try interval(0, 2), -2, try interval(0.25, .infinity)),
    ] { #expect(base.power(n) == expected, "\(base)^\(n)") }
    // 3^-4 = 1/81, between neighbours.
    let third = try interval(3, 3).power(-4)
    #expect(
      third.lower <= 1 / 81.0 && 1 / 81.0 <= third.upper && third.upper - third.lower <= 4 * (1 / 81.0).ulp)
    // 2^1200 and 2^-1200: one of the two ways is out of range, no number is lost by it.
    let (small, large) = (
      try interval(0x1p-600, 0x1p-600).power(-2), try interval(0x1p600, 0x1p600).power(-2)
    )
    #expect(small.lower >= 0x1p1023 && small.upper == .infinity)
    #expect(large.lower == 0 && large.upper <= 0x1p-1070)
    // 1/x^n meets 2^1074 only as infinity; (1/x)^n is 2^-1074.
    #expect(try interval(0x1p537, 0x1p537).power(-2) == interval(0x1p-1074, 0x1p-1074))
  }

  @Test func `sets and domains are those of IEEE 1788`() throws {
    func interval(_ lower: Double, _ upper: Double) throws -> Interval { try Interval(lower, upper) }
    let unit = try interval(0, 1)
    #expect(unit / .zero == .empty)
    #expect(try .one / unit == interval(1, .infinity))
    #expect(try interval(-1, 1) / interval(-1, 1) == .entire)
    #expect(Interval.entire.lower == -.infinity && Interval.entire.upper == .infinity)
    #expect(try interval(-2, -1).squareRoot == .empty)
    #expect(try interval(-2, 4).squareRoot == interval(0, 2))
    #expect(try interval(-2, 0).log == .empty)
    #expect(Interval.empty.exp == .empty)
    #expect(unit + .empty == .empty)
    #expect(try interval(-3, 2).square == interval(0, 9))
    #expect(try interval(-3, 2).power(3) == interval(-27, 8))
    #expect(throws: TheoryError.self) { try Interval(2, 1) }
    #expect(throws: TheoryError.self) { try Interval(.nan, 1) }
    #expect(throws: TheoryError.self) { try Interval(Double.infinity) }
  }

  @Test func `an enclosed number is refused where its guarantee would end`() throws {
    let third = Enclosed(try Rational(numerator: 1, denominator: 3))
    let none = try third - third
    #expect(none.lower < 0 && none.upper > 0)
    #expect(throws: TheoryError.self) { try third / none }
    #expect(throws: TheoryError.self) { try none.squareRoot() }
    #expect(throws: TheoryError.self) { try none.log() }
    #expect(throws: TheoryError.self) { try Enclosed(1000).exp() }
    #expect(throws: TheoryError.self) { try Enclosed(exactly: .infinity) }
    #expect(try third.exp().log().interval.contains(Rational(numerator: 1, denominator: 3)))
    #expect(third.judge(atMost: Enclosed(1), "third").isVerified)
    #expect(Enclosed(1).judge(atMost: third, "one").isRefuted)
    #expect(third.judge(atMost: third, "third").word == "undecided")
  }
}
