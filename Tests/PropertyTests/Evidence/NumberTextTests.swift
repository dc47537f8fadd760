import Evidence
import TestSupport
import Testing

@Suite(.notesIssues)
struct NumberTextTests {
  @Test(
    "four significant digits, rounded half away from zero in decimal",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (8000, "8000"), (1_234_567, "1234567"), (0.5, "0.5"),
      (0.0625, "0.0625"), (1.0 / 3, "0.3333"), (2.0 / 3, "0.6667"), (1.23445, "1.234"), (1.2345, "1.235"),
      (0.99996, "1"), (9.9996, "10"), (99999.6, "100000"), (0.00012345, "0.0001235"),
      (0.000012345, "1.235e-5"),
      (1e-9, "1e-9"), (1.5e-9, "1.5e-9"), (9.99996e-9, "1e-8"), (1e7, "1e7"), (1.23456e20, "1.235e20"),
      (123456.7, "123500"), (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.798e308"),
      (-2.5e-7, "-2.5e-7"),
      (.infinity, "infinity"), (-.infinity, "-infinity"), (.nan, "nan"),
    ] as [(Double, String)])
  func short(number: Double, text: String) {
    #expect(NumberText.short(number) == text)
  }

  @Test(
    "coordinates have a fixed number of decimals and never an exponent",
    arguments: [
      (0, "0"), (1.005, "1"), (12.5, "12.5"), (-0.001, "0"), (-3.456, "-3.46"), (0.07, "0.07"),
      (1e9, "1000000000"),
      (.nan, "0"), (1e300, "0"),
    ] as [(Double, String)])
  func fixed(number: Double, text: String) {
    #expect(NumberText.fixed(number, decimals: 2) == text)
  }

  @Test("what is printed is within half a unit of the fourth digit")
  func nearby() {
    let property = Property(
      "printed numbers are near",
      draw: { Draw.number(-9...9, &$0) * (Draw.integer(0...1, &$0) == 0 ? 1 : 1e-6) }, shrinks: Shrink.number,
      holds: { number in
        let printed = Double(NumberText.short(number)) ?? .nan
        return abs(printed - number) <= 0.500001e-3 * abs(number)
      })
    check(property, cases: 300)
  }
}
