import Evidence
import Sim
import Theory

/// A law of worlds in which an inequality's interval is drawn around a truth that is known.
///
/// Intervals at smaller levels hold those at greater ones, so that the interval at a level misses the truth just where the
/// bound of a p-value that goes with it is at most the level: that misses are no more than the level says is that this bound
/// is super-uniform.
public struct InequalitySetting: Sendable {
  /// What one world gives: the truth, and the interval at a level.
  struct World {
    let truth: Double
    let interval: (_ level: Double) throws -> Measured
  }

  /// The levels at which misses are counted.
  static let levels = [0.5, 0.1, 0.01]

  /// The inequality's name, that of its file.
  public let inequality: String
  /// The law of the worlds.
  public let name: String

  private let draw: @Sendable (inout RandomStream) throws -> World

  init(
    _ inequality: String, _ name: String, draw: @escaping @Sendable (inout RandomStream) throws -> World
  ) {
    self.inequality = inequality
    self.name = name
    self.draw = draw
  }

  /// The worlds, and in each whether the interval at every level misses the truth.
  ///
  /// With a factor below 1 the reach of every interval is that much shorter, a mistake that the calibration must see.
  public func worlds(reach factor: Double = 1) -> CalibratedWorlds {
    CalibratedWorlds(.inequality, inequality, name) { world, seed in
      var stream = RandomStream(
        try StreamAddress(
          baseSeed: seed, name: StreamName("calibration of \(inequality): \(name)"), repetition: world,
          purpose: .check), step: 0)
      let drawn = try draw(&stream)
      return try Self.levels.map { level in
        let interval = try drawn.interval(level).reaching(factor)
        return CalibratedWorlds.Event(
          name: "misses at level \(level)", atMost: level,
          happened: !(interval.lower <= drawn.truth && drawn.truth <= interval.upper))
      }
    }
  }
}

extension Measured {
  /// The interval with its reach to either side of the estimate multiplied.
  fileprivate func reaching(_ factor: Double) -> Measured {
    if factor == 1 { return self }
    return Measured(
      estimate: estimate, lower: estimate - factor * (estimate - lower),
      upper: estimate + factor * (upper - estimate), falseAlarm: falseAlarm)
  }

  /// The interval and its estimate moved by so much.
  func moved(by shift: Double) -> Measured {
    Measured(
      estimate: estimate + shift, lower: lower + shift, upper: upper + shift, falseAlarm: falseAlarm)
  }
}

extension RandomStream {
  /// How many of `count` coins show a head, each with the same probability.
  mutating func heads(_ count: Int, probability: Double) -> Int {
    var heads = 0
    for _ in 0..<count where uniform() < probability { heads += 1 }
    return heads
  }

  /// Exponential variables of mean 1.
  mutating func exponentials(_ count: Int) -> [Double] {
    (0..<count).map { _ in -Elementary.log(uniform()) }
  }

  /// Standard normal variables.
  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}

extension [Double] {
  /// The sum of squares, in order.
  var sumOfSquares: Double { reduce(0) { $0 + $1 * $1 } }
}
