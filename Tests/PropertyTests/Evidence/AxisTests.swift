import Sim
import TestSupport
import Testing

@testable import Evidence

/// Axes over drawn data: far from 0, of tiny spans, of one value, over many decades, around both zeros.
@Suite(.notesIssues)
struct AxisTests {
  private struct Drawn: Sendable, CustomStringConvertible {
    var scale: Axis.Scale
    var values: [Double]
    var isStated = false

    var axis: Axis {
      let (least, most) = (values.min() ?? 1, values.max() ?? 1)
      return Axis("x", scale: scale, range: isStated ? least...most : nil)
    }
    var resolved: ResolvedAxis { ResolvedAxis(axis, values: values) }
    var description: String { "\(scale) axis\(isStated ? ", stated," : "") of \(values)" }
  }

  /// A number of any size, of one digit or of many.
  private static func number(_ stream: inout RandomStream) -> Double {
    let digits = Draw.integer(0...1, &stream) == 0
    let mantissa = digits ? Double(Draw.integer(1...9, &stream)) : Draw.number(1...10, &stream)
    return RoundTicks.decimal(1, Draw.integer(-250...250, &stream)) * mantissa
  }

  private static func draw(_ stream: inout RandomStream) -> Drawn {
    let scale: Axis.Scale = Draw.integer(0...1, &stream) == 0 ? .linear : .logarithmic
    let base = number(&stream)
    var values = [base]
    switch Draw.integer(0...6, &stream) {
    case 0: break
    case 1: values.append(base * (1 + RoundTicks.decimal(1, -Draw.integer(1...16, &stream))))
    case 2: values.append(base * Draw.number(1...10, &stream))
    case 3: values.append(base * RoundTicks.decimal(1, Draw.integer(1...40, &stream)))
    case 4: values += (0..<5).map { _ in base * Draw.number(0.5...2, &stream) }
    case 5: values.append(Draw.integer(0...1, &stream) == 0 ? 0 : -0.0)
    default: values = [Draw.integer(0...1, &stream) == 0 ? 0 : -0.0]
    }
    if scale == .linear {
      switch Draw.integer(0...3, &stream) {
      case 0: values = values.map { -$0 }
      case 1: values.append(-base)
      default: break
      }
    }
    return Drawn(scale: scale, values: values, isStated: Draw.integer(0...2, &stream) == 0)
  }

  private static func shrink(_ drawn: Drawn) -> [Drawn] {
    drawn.values.count > 1
      ? drawn.values.indices.map { place in
        var fewer = drawn
        fewer.values.remove(at: place)
        return fewer
      } : drawn.isStated ? [Drawn(scale: drawn.scale, values: drawn.values)] : []
  }

  private func check(_ name: String, _ holds: @escaping @Sendable (Drawn) -> Bool) {
    TestSupport.check(
      Property(name, draw: Self.draw, shrinks: Self.shrink, holds: holds), cases: 1000,
      suite: "AxisTests")
  }

  @Test("an axis has two ticks or more, all on it, in order")
  func ticks() {
    check("ticks are on the axis") { drawn in
      let axis = drawn.resolved
      let shares = axis.labelled.map(\.share)
      let isOrdered = zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 }
      return shares.count >= 2 && shares.count == axis.ticks.count && shares.count <= 30
        && isOrdered && shares.allSatisfy { (0...1).contains($0) }
    }
  }

  @Test("no two ticks have one label, and a label is its tick to the last digit")
  func labels() {
    check("labels say the ticks") { drawn in
      let axis = drawn.resolved
      let labels = axis.labelled.map(\.label)
      return Set(labels).count == labels.count && labels.map(Self.number) == axis.ticks
    }
  }

  @Test("every value that an axis can show is on it, and a stated axis ends where it is said to")
  func values() {
    check("values are on the axis") { drawn in
      let axis = drawn.resolved
      let shown = drawn.values.filter { drawn.scale == .linear || $0 > 0 }
      let shares = shown.compactMap(axis.share)
      let hasExtent = (shown.max() ?? 0) - (shown.min() ?? 0) > 1e-6 * abs(shown.max() ?? 0)
      let isWhole = shown.count == drawn.values.count && hasExtent
      let ends = !drawn.isStated || !isWhole || (shares.min() == 0 && shares.max() == 1)
      return shares.count == shown.count && ends
        && shares.allSatisfy { $0.isFinite && $0 >= -1e-9 && $0 <= 1 + 1e-9 }
    }
  }

  @Test("what is never negative gets no negative ticks, and a negative zero is labelled 0")
  func zeros() {
    for zero in [0, -0.0] {
      for values in [[zero], [zero, 1], [zero, 1e-9], [zero, 1e12]] {
        let axis = ResolvedAxis(Axis("x"), values: values)
        #expect(axis.ticks.first == 0 && axis.labelled.first?.label.base == "0", "\(values)")
      }
      let asked = ResolvedAxis(Axis("x", ticks: [zero, 1]), values: [0, 1])
      #expect(asked.labelled.map(\.label.base) == ["0", "1"])
    }
  }

  @Test("ticks far from 0, and those of one value")
  func examples() {
    func texts(_ values: [Double], _ scale: Axis.Scale) -> [String] {
      ResolvedAxis(Axis("x", scale: scale), values: values).labelled.map { $0.label.base + $0.label.exponent }
    }
    #expect(
      texts([1e4, 1e4 + 0.5], .linear) == ["10000", "10000.1", "10000.2", "10000.3", "10000.4", "10000.5"])
    #expect(texts([3], .logarithmic) == ["2", "5"])
    #expect(texts([1, 1000], .logarithmic) == ["1", "10", "100", "1000"])
    #expect(texts([40, 41], .logarithmic).count >= 4)
  }

  @Test(
    "ticks that are not on the axis are replaced by round ones, and a range that no axis has by the data's")
  func refused() {
    #expect(ResolvedAxis(Axis("x", ticks: [4, 8]), values: [100, 200]).ticks.count >= 4)
    #expect(ResolvedAxis(Axis("x", ticks: [4, 8, 500]), values: [5, 9]).ticks.count >= 4)
    #expect(ResolvedAxis(Axis("x", ticks: [4, 8, 500]), values: [3, 9]).ticks == [4, 8])
    let stated = ResolvedAxis(Axis("x", scale: .logarithmic, range: 0...1), values: [1, 1000])
    #expect(stated.ticks == [1, 10, 100, 1000])
  }

  /// A label as a number.
  private static func number(_ label: TickLabel) -> Double? {
    func plain(_ text: String) -> String { text.replacing("\u{2212}", with: "-") }
    let base = plain(label.base)
    if label.exponent.isEmpty { return Double(base) }
    let sign = base.hasPrefix("-") ? "-" : ""
    let mantissa =
      base.hasSuffix("\u{B7}10") ? String(base.dropLast(3)) : base == sign + "10" ? sign + "1" : "?"
    return Double("\(mantissa)e\(plain(label.exponent))")
  }
}
