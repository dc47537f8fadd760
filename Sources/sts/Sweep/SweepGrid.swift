/// The points of a sweep: every combination of the values of its axes.
///
/// Written `tokens=8..64:8,sparsity=1..4,positions=one-hot|frame:64`: an axis is the name of an option of `sts judge` for own
/// parameters without its dashes, its values are separated by `|`, and `a..b:s` stands for a, a + s, ... up to b, s being
/// 1 unless it is given.
struct SweepGrid: Hashable, Sendable {
  /// One axis.
  struct Axis: Hashable, Sendable {
    let name: String
    let values: [String]
  }

  /// The most points, and the most values of one axis.
  static let mostPoints = 1_000_000

  let axes: [Axis]

  /// The grid of a text; nil if it is none, has an axis twice, or too many points.
  init?(_ text: String) {
    var axes: [Axis] = []
    var count = 1
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, let values = Self.values(sides[1]) else { return nil }
      let name = String(sides[0])
      guard !axes.contains(where: { $0.name == name }) else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: values.count)
      guard !overflow, product <= Self.mostPoints else { return nil }
      count = product
      axes.append(Axis(name: name, values: values))
    }
    self.axes = axes
  }

  /// Every combination, the last axis running fastest; each is a list of names and values.
  var points: [[(name: String, value: String)]] {
    axes.reduce([[]]) { points, axis in
      points.flatMap { point in axis.values.map { point + [(axis.name, $0)] } }
    }
  }

  private static func values(_ text: Substring) -> [String]? {
    var values: [String] = []
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      guard let some = range(part) ?? (part.isEmpty || part.contains("..") ? nil : [String(part)]) else {
        return nil
      }
      values += some
      if values.count > mostPoints { return nil }
    }
    return Set(values).count == values.count ? values : nil
  }

  /// The numbers of `a..b` or `a..b:s`.
  private static func range(_ text: Substring) -> [String]? {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = sides[0].components(around: "..")
    guard let ends, let first = Arguments.decimalInteger(ends.0), let last = Arguments.decimalInteger(ends.1),
      let step = sides.count == 2 ? Arguments.decimalInteger(sides[1]) : 1, step > 0, first <= last,
      last.subtractingReportingOverflow(first).overflow == false, (last - first) / step < mostPoints
    else { return nil }
    return stride(from: first, through: last, by: step).map(String.init)
  }
}

extension Substring {
  /// The texts before and after a separator that occurs.
  fileprivate func components(around separator: String) -> (Substring, Substring)? {
    guard let place = firstRange(of: separator) else { return nil }
    return (self[..<place.lowerBound], self[place.upperBound...])
  }
}
