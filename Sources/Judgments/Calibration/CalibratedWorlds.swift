import Evidence
import Sim
import Theory

/// Simulated worlds of one law, in each of which some events may happen with at most a stated probability.
///
/// World n's random numbers are a function of the base seed, of the subject's and the law's names and of n, so that the first
/// worlds of a longer calibration are those of a shorter one.
public struct CalibratedWorlds: Sendable {
  /// Something that may happen in a world.
  struct Event: Sendable {
    let name: String
    /// The probability that is stated for it at most.
    let atMost: Double
    let happened: Bool
  }

  /// What the subject is.
  public let kind: CalibrationRow.Kind
  /// The name of an inequality, or a claim's id.
  public let subject: String
  /// The law of the worlds, for example `20 fair coins`.
  public let name: String

  private let draw: @Sendable (_ world: Int, _ seed: UInt64) async throws -> [Event]

  init(
    _ kind: CalibrationRow.Kind, _ subject: String, _ name: String,
    draw: @escaping @Sendable (_ world: Int, _ seed: UInt64) async throws -> [Event]
  ) {
    self.kind = kind
    self.subject = subject
    self.name = name
    self.draw = draw
  }

  /// Draws worlds 0 up to `worlds` and counts each event, in all of them and in the first.
  ///
  /// - Throws: What an experiment, a predicate or an inequality throws.
  public func rows(worlds: Int, first: Int, seed: UInt64) async throws -> [CalibrationRow] {
    let parts = try await withThrowingTaskGroup(of: (Int, Tally).self) { group in
      for (part, start) in stride(from: 0, to: worlds, by: Self.worldsInPart).enumerated() {
        let range = start..<min(worlds, start + Self.worldsInPart)
        group.addTask { (part, try await tally(range, first: first, seed: seed)) }
      }
      var parts: [Int: Tally] = [:]
      for try await (part, tally) in group { parts[part] = tally }
      return parts
    }
    var whole = Tally()
    for part in parts.keys.sorted() { parts[part].map { whole.add($0) } }
    return whole.counts.map { count in
      CalibrationRow(
        kind: kind, subject: subject, world: name, event: count.name, atMost: count.atMost, worlds: worlds,
        count: count.all, firstWorlds: min(first, worlds), firstCount: count.first)
    }
  }

  /// How many worlds come first, which a test draws again.
  public static let firstWorlds = 150

  /// How many worlds are drawn one after the other.
  private static let worldsInPart = 50

  private func tally(_ range: Range<Int>, first: Int, seed: UInt64) async throws -> Tally {
    var tally = Tally()
    for world in range {
      for event in try await draw(world, seed) { tally.add(event, isFirst: world < first) }
    }
    return tally
  }
}

extension CalibratedWorlds: CustomStringConvertible {
  /// For example `Hoeffding: 20 uniform numbers`.
  public var description: String { "\(subject): \(name)" }
}

/// Events counted over worlds, in the order in which they first came up.
private struct Tally {
  struct Count {
    let name: String
    var atMost: Double
    var all: Int
    var first: Int
  }

  private(set) var counts: [Count] = []

  mutating func add(_ event: CalibratedWorlds.Event, isFirst: Bool) {
    let one = event.happened ? 1 : 0
    add(Count(name: event.name, atMost: event.atMost, all: one, first: isFirst ? one : 0))
  }

  mutating func add(_ other: Tally) {
    for count in other.counts { add(count) }
  }

  private mutating func add(_ count: Count) {
    guard let place = counts.firstIndex(where: { $0.name == count.name }) else {
      counts.append(count)
      return
    }
    counts[place].atMost = max(counts[place].atMost, count.atMost)
    counts[place].all += count.all
    counts[place].first += count.first
  }
}
