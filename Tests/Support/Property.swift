import Evidence
import Sim

/// A law that must hold for every input: how to draw one, how to make it smaller, and whether the law holds.
public struct Property<Input: Sendable>: Sendable {
  /// The name in the replay command; two properties of different names draw different inputs.
  public let name: String
  /// Draws an input.
  public let draw: @Sendable (inout RandomStream) throws -> Input
  /// Smaller inputs to try in place of a failing one, the smallest first; every one must be valid.
  public let shrinks: @Sendable (Input) -> [Input]
  /// Whether the law holds; an error counts as a failure.
  public let holds: @Sendable (Input) throws -> Bool

  /// States a law.
  public init(
    _ name: String, draw: @escaping @Sendable (inout RandomStream) throws -> Input,
    shrinks: @escaping @Sendable (Input) -> [Input] = { _ in [] },
    holds: @escaping @Sendable (Input) throws -> Bool
  ) {
    self.name = name
    self.draw = draw
    self.shrinks = shrinks
    self.holds = holds
  }

  /// The first of the cases in which the law fails, with the smallest failing input found; nil if it holds in all.
  ///
  /// - Throws: What drawing throws; the property itself is at fault then.
  public func firstFailure(in cases: some Sequence<Int>, baseSeed: UInt64) throws -> PropertyFailure<Input>? {
    for index in cases {
      let original = try input(index, baseSeed: baseSeed)
      if let reason = failure(original) {
        return shrunk(PropertyFailure(index: index, original: original, minimal: original, reason: reason))
      }
    }
    return nil
  }

  /// The input of one case: a function of the property's name, the case and the base seed.
  func input(_ index: Int, baseSeed: UInt64) throws -> Input {
    let address = try StreamAddress(
      baseSeed: baseSeed, name: StreamName("property: \(name)"), repetition: index, purpose: .check)
    var stream = RandomStream(address, step: 0)
    return try draw(&stream)
  }

  /// Why the law fails for an input, or nil if it holds.
  private func failure(_ input: Input) -> String? {
    do {
      return try holds(input) ? nil : "the property does not hold"
    } catch {
      return "it throws: \(error)"
    }
  }

  /// Walks to smaller inputs as long as one of them fails too.
  private func shrunk(_ failure: PropertyFailure<Input>) -> PropertyFailure<Input> {
    var best = failure
    var left = 10_000
    var improved = true
    while improved, left > 0 {
      improved = false
      for smaller in shrinks(best.minimal) where left > 0 {
        left -= 1
        guard let reason = self.failure(smaller) else { continue }
        best = PropertyFailure(
          index: best.index, original: best.original, minimal: smaller, reason: reason)
        improved = true
        break
      }
    }
    return best
  }
}

/// A case in which a property fails.
public struct PropertyFailure<Input: Sendable>: Sendable {
  /// The case's index among those drawn.
  public let index: Int
  /// The input drawn.
  public let original: Input
  /// The smallest failing input found.
  public let minimal: Input
  /// What is wrong with the smallest input.
  public let reason: String
}
