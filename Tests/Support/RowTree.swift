import Evidence
import Foundation

/// A row in its JSON form, in which numbers can be found and replaced without knowing the row's type.
struct RowTree {
  /// Where a number stands: names and indices from the root, joined by dots.
  struct Place: Hashable, CustomStringConvertible {
    let steps: [Step]
    /// The names on the way.
    var names: Set<String> { Set(steps.map(\.description)) }
    var description: String { steps.map(\.description).joined(separator: ".") }

    /// The place of a part of what stands here.
    func appending(_ step: Step) -> Place { Place(steps: steps + [step]) }
  }

  /// One step on the way from the root.
  enum Step: Hashable, CustomStringConvertible {
    case name(String)
    case index(Int)

    var description: String {
      switch self {
      case .name(let name): name
      case .index(let index): "\(index)"
      }
    }
  }

  /// An interval with an estimate inside, as `Measured` is written.
  struct Interval {
    let place: Place
    let lower: Double
    let upper: Double

    /// The ends, each moved outwards by a multiple of the width.
    func widened(by factor: Double) -> [Place: Any] {
      let width = upper > lower ? upper - lower : 0.01 * max(abs(lower), 1e-6)
      return [
        place.appending(.name("lower")): lower - factor * width,
        place.appending(.name("upper")): upper + factor * width,
      ]
    }
  }

  private let root: Any
  /// Every number, in the order of the sorted names; a whole number may be a count.
  let numbers: [Place]
  /// Every interval with two finite ends.
  let intervals: [Interval]

  /// The tree of a row.
  init(_ row: some EvidenceRow) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self.init(try JSONSerialization.jsonObject(with: encoder.encode(row)))
  }

  private init(_ root: Any, numbers: [Place], intervals: [Interval]) {
    (self.root, self.numbers, self.intervals) = (root, numbers, intervals)
  }

  private init(_ root: Any) {
    var numbers: [Place] = []
    var intervals: [Interval] = []
    Self.visit(root, Place(steps: [])) { place, node in
      if node is NSNumber { numbers.append(place) }
      guard let node = node as? [String: Any], node["falseAlarm"] != nil, node["estimate"] != nil,
        let lower = node["lower"] as? NSNumber, let upper = node["upper"] as? NSNumber
      else { return }
      intervals.append(Interval(place: place, lower: lower.doubleValue, upper: upper.doubleValue))
    }
    self.init(root, numbers: numbers, intervals: intervals)
  }

  private static func visit(_ node: Any, _ place: Place, _ found: (Place, Any) -> Void) {
    found(place, node)
    if let node = node as? [String: Any] {
      for (name, part) in node.sorted(by: { $0.key < $1.key }) {
        visit(part, place.appending(.name(name)), found)
      }
    } else if let node = node as? [Any] {
      for (index, part) in node.enumerated() { visit(part, place.appending(.index(index)), found) }
    }
  }

  /// The row that the tree holds.
  func row<Row: EvidenceRow>(_ type: Row.Type) throws -> Row {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Row.self, from: JSONSerialization.data(withJSONObject: root))
  }

  /// The tree with other values at some places; the places are those of the row that was measured.
  func replacing(_ values: [Place: Any]) -> RowTree {
    RowTree(
      values.reduce(root) { Self.replacing($0, $1.key.steps[...], $1.value) }, numbers: numbers,
      intervals: intervals)
  }

  private static func replacing(_ node: Any, _ steps: ArraySlice<Step>, _ value: Any) -> Any {
    guard let step = steps.first else { return value }
    switch step {
    case .name(let name):
      guard var parts = node as? [String: Any], let part = parts[name] else { return node }
      parts[name] = replacing(part, steps.dropFirst(), value)
      return parts
    case .index(let index):
      guard var parts = node as? [Any] else { return node }
      parts[index] = replacing(parts[index], steps.dropFirst(), value)
      return parts
    }
  }

  /// What a number may not be: NaN or infinite, but for the end of an interval that is not used.
  func words(at place: Place) -> [String] {
    let parent = Place(steps: place.steps.dropLast())
    guard intervals.contains(where: { $0.place == parent }), case .name(let name)? = place.steps.last else {
      return ["nan", "inf", "-inf"]
    }
    return ["nan"] + (name == "lower" ? [] : ["-inf"]) + (name == "upper" ? [] : ["inf"])
  }

  /// A number moved by a multiple of its size; the ends of an interval move with their estimate.
  func moved(_ place: Place, by factor: Double) -> [Place: Any] {
    let parent = Place(steps: place.steps.dropLast())
    let interval = intervals.first { $0.place == parent }
    let names = interval == nil ? nil : ["estimate", "lower", "upper"].map { parent.appending(.name($0)) }
    let size = max(abs(value(at: place)), 1e-9)
    var moved: [Place: Any] = [:]
    for place in names ?? [place] { moved[place] = value(at: place) + factor * size }
    return moved
  }

  private func value(at place: Place) -> Double {
    var node = root
    for step in place.steps {
      switch step {
      case .name(let name): node = (node as? [String: Any])?[name] ?? 0
      case .index(let index): node = (node as? [Any])?[index] ?? 0
      }
    }
    return (node as? NSNumber)?.doubleValue ?? 0
  }
}
