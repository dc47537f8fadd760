import Testing
import Theory

@Suite struct RationalTests {
  static let samples: [Rational] = {
    var list: [Rational] = []
    for numerator in -6...6 {
      for denominator in 1...6 {
        list.append(try! Rational(numerator: Int128(numerator), denominator: Int128(denominator)))
      }
    }
    return list
  }()

  @Test func `arithmetic agrees with cross multiplication`() throws {
    for left in Self.samples {
      for right in Self.samples {
        let (a, b, c, d) = (left.numerator, left.denominator, right.numerator, right.denominator)
        #expect(try left + right == Rational(numerator: a * d + c * b, denominator: b * d))
        #expect(try left - right == Rational(numerator: a * d - c * b, denominator: b * d))
        #expect(try left * right == Rational(numerator: a * c, denominator: b * d))
        #expect((left < right) == (a * d < c * b))
        if c != 0 { #expect(try left / right == Rational(numerator: a * d, denominator: b * c)) }
      }
    }
  }

  @Test func `lowest terms and a positive denominator`() throws {
    let value = try Rational(numerator: 6, denominator: -4)
    #expect(value.description == "-3/2")
    #expect(value.double == -1.5)
    #expect(try Rational(numerator: 0, denominator: -7).description == "0")
    #expect(Rational(12).description == "12")
  }

  @Test func `ceiling rounds up for both signs`() throws {
    #expect(try Rational(numerator: 7, denominator: 2).ceiling == 4)
    #expect(try Rational(numerator: -7, denominator: 2).ceiling == -3)
    #expect(Rational(5).ceiling == 5)
    #expect(Rational(-5).ceiling == -5)
  }

  @Test func `overflow and division by zero are errors that name the value`() throws {
    let huge = try Rational(numerator: Int128.max, denominator: 1)
    #expect(throws: TheoryError.self) { try huge + Rational.one }
    #expect(throws: TheoryError.self) { try huge * Rational(2) }
    #expect(throws: TheoryError.self) { try Rational(1) / huge / Rational(2) }
    #expect(throws: TheoryError.self) { try Rational(numerator: Int128.min, denominator: 1) }
    #expect(throws: TheoryError.self) { try Rational(numerator: 1, denominator: Int128.min) }
    #expect(throws: TheoryError.self) { try Rational(1) / .zero }
    #expect(throws: TheoryError.self) { try Rational(numerator: 1, denominator: 0) }
    #expect(try Rational(numerator: Int128.min, denominator: 2).numerator == Int128.min / 2)
    #expect(try huge * Rational(numerator: 1, denominator: Int128.max) == .one)
    #expect(try huge - huge == .zero)
  }

  @Test func `comparison never overflows`() throws {
    let left = try Rational(numerator: Int128.max, denominator: Int128.max - 1)
    let right = try Rational(numerator: Int128.max - 1, denominator: Int128.max - 2)
    #expect(left < right)
    #expect(right.negated < left.negated)
    #expect(!(left < left))
  }

  @Test func `a Double converts exactly`() throws {
    for value in [0.0, 1, -1, 0.1, -0.375, 1e-9, 0x1p100, 123456.789, 0x1.fffffffffffffp52] {
      #expect(try Rational(exactly: value).double == value)
    }
    #expect(try Rational(exactly: 0.375).description == "3/8")
    #expect(try Rational(exactly: 0.1).description == "3602879701896397/36028797018963968")
    for value in [Double.nan, .infinity, 1e300, 1e-300, .leastNonzeroMagnitude] {
      #expect(throws: TheoryError.self) { try Rational(exactly: value) }
    }
  }

  @Test(arguments: [
    ("0.01", "1/100"), ("-3", "-3"), ("+.5", "1/2"), ("2.", "2"), ("1e-3", "1/1000"), ("12.5E2", "1250"),
    ("1/3", "1/3"), ("0.5/-2", "-1/4"), ("0e999", "0"),
  ])
  func `decimal text is read exactly`(text: String, value: String) throws {
    #expect(try Rational(parsing: text).description == value)
  }

  @Test(arguments: [
    "", ".", "-", "1e", "e5", "1..2", "1.2.3", "0x1", "nan", "inf", " 1", "1 ", "1/0", "1/", "/2", "1/2/3",
    "1e39",
    "1e99999", "1e--5", "999999999999999999999999999999999999999", "--1",
  ])
  func `other text is an error`(text: String) {
    #expect(throws: TheoryError.self) { try Rational(parsing: text) }
  }
}
