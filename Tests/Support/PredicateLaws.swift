import Evidence
import Foundation
import Theory

/// Laws that every predicate must keep, whatever it judges, tried on a row that an experiment measured.
///
/// - A number that is NaN or infinite never verifies: it changes no check, or a check that it reaches is not verified.
/// - A wider interval never decides: an undecided check stays so, and no check turns from verified to refuted or back.
/// - Verdicts are monotone: as a number moves away from a value at which a check is verified, the check does not
///   become verified again once it has ceased to be.
///
/// Rows are Codable, so the checker finds the numbers in their JSON form and knows of no claim. A whole number (a count, a
/// rank) cannot be NaN and is left alone.
package struct PredicateLaws<Subject: Experiment> {
  private let experiment: Subject
  private let tree: RowTree
  private let checks: [Check]

  /// The laws for what an experiment says of a row.
  package init(_ experiment: Subject, _ row: Subject.Row) throws {
    self.experiment = experiment
    tree = try RowTree(row)
    checks = try experiment.judge(row)
  }

  /// Every breach, in words; at most `limit` numbers and intervals of the row are tried, evenly spread.
  package func breaches(limit: Int = 24) -> [String] {
    var found: [String] = []
    if verdicts(of: tree) != checks.map(Saying.init) {
      found.append("the row is not judged alike once decoded")
    }
    for place in Self.spread(tree.numbers, limit) {
      found += nonFinite(place)
      if place.names.isDisjoint(with: Subject.Row.conditions) { found += notMonotone(place) }
    }
    for place in Self.spread(tree.intervals, limit) { found += narrowed(place) }
    return found
  }

  /// What a check says, without what it detects.
  private struct Saying: Hashable {
    let name: String
    let verdict: Verdict

    init(_ check: Check) { (name, verdict) = (check.name, check.verdict) }
  }

  /// What is said of a row, nil if the row cannot hold it; a predicate that throws says nothing is verified.
  private func verdicts(of tree: RowTree) -> [Saying]? {
    guard let row = try? tree.row(Subject.Row.self) else { return nil }
    return (try? experiment.judge(row).map(Saying.init)) ?? []
  }

  /// Each check of the row with what is said in its place; nil if it is no longer made.
  private func paired(_ sayings: [Saying]) -> [(Check, Saying?)] {
    if sayings.map(\.name) == checks.map(\.name) { return Array(zip(checks, sayings)) }
    return checks.map { check in (check, sayings.first { $0.name == check.name }) }
  }

  private func nonFinite(_ place: RowTree.Place) -> [String] {
    tree.words(at: place).flatMap { word -> [String] in
      guard let sayings = verdicts(of: tree.replacing([place: word])) else { return [] }
      let isVerified = !sayings.isEmpty && sayings.allSatisfy(\.verdict.isVerified)
      return paired(sayings).compactMap { before, after in
        guard let after else {
          return isVerified ? "\(place) = \(word): \(before.name) is no longer checked" : nil
        }
        return after.verdict.isVerified && before.verdict != after.verdict
          ? "\(place) = \(word): \(after.name) is verified" : nil
      }
    }
  }

  private func narrowed(_ interval: RowTree.Interval) -> [String] {
    [1, 10, 1000].flatMap { factor -> [String] in
      guard let sayings = verdicts(of: tree.replacing(interval.widened(by: factor))) else { return [] }
      return paired(sayings).compactMap { before, after in
        guard let after else { return nil }
        let (from, to) = (before.verdict, after.verdict)
        let decides =
          from.word == to.word || !(to.isVerified || to.isRefuted)
        return decides
          ? nil
          : "\(interval.place) \(Int(factor)) times wider: \(after.name) from \(from.word) to \(to.word)"
      }
    }
  }

  /// Moves a number, or an interval with its estimate, up and then down, in growing steps; not through 0, beyond which a
  /// norm would be its own mirror image.
  private func notMonotone(_ place: RowTree.Place) -> [String] {
    [1.0, -1].flatMap { sign -> [String] in
      var ceased: Set<String> = []
      var found: [String] = []
      for step in stride(from: -14, through: sign > 0 ? 4 : -2, by: 2) {
        let moved = tree.moved(place, by: sign * pow(2, Double(step)))
        guard let sayings = verdicts(of: tree.replacing(moved)) else { return [] }
        let verified = Set(sayings.filter(\.verdict.isVerified).map(\.name))
        for name in checks.map(\.name) where !verified.contains(name) { ceased.insert(name) }
        for name in ceased.intersection(verified).sorted() {
          found.append("\(place) moved by \(sign < 0 ? "-" : "")2^\(step): \(name) is verified again")
        }
      }
      return found
    }
  }

  /// At most `limit` of some places, evenly spread.
  private static func spread<Place>(_ places: [Place], _ limit: Int) -> [Place] {
    if places.count <= limit { return places }
    return (0..<limit).map { places[$0 * places.count / limit] }
  }
}
