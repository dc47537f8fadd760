import Evidence
import Sim
import Theory

extension Option {
  /// The options that every training has.
  static func training(steps: Int, batch: Int, learningRate: String) -> [Option] {
    [
      Option(
        "--steps", "n", "the number of steps", allowed: "an integer from 1 to \(TrainingLimits.steps)",
        absence: .means("\(steps)")),
      Option(
        "--batch", "B", "the number of fresh examples in a step",
        allowed: "an integer from 1 to \(TrainingLimits.batch)", absence: .means("\(batch)")),
      Option(
        "--learning-rate", "eta", "the step size", allowed: "a decimal number from 1e-12 to 1000",
        absence: .means(learningRate)),
      .seed("the base seed"),
    ]
  }

  /// The base seed, and what of.
  static func seed(_ meaning: String) -> Option {
    Option("--seed", "n", meaning, allowed: "an integer from 0 to 2^64 - 1", absence: .means("1"))
  }

  /// What follows layers, and which.
  static func activation(_ meaning: String) -> Option {
    Option(
      "--activation", "activation", meaning,
      allowed: alternatives(Activation.allCases.map(\.rawValue)), absence: .means("relu"))
  }

  /// How a gradient becomes a step, and what is usual.
  static func optimizer(usual: String) -> Option {
    Option(
      "--optimizer", "optimizer", "how a gradient becomes a step: Adam or stochastic gradient descent",
      allowed: alternatives(optimizers.map(\.name)), absence: .means(usual))
  }
}

/// The optimisers by their names on the command line.
private let optimizers: [(name: String, optimizer: Optimizer)] = [
  ("adam", .adam), ("sgd", .gradientDescent),
]

/// Names as a help text lists them, for example `relu, gelu or tanh`.
func alternatives(_ names: [String]) -> String {
  "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
}

/// The largest trainings that are started; beyond them a machine would run out of memory or of patience.
enum TrainingLimits {
  static let steps = 100_000_000
  static let batch = 65_536
  static let width = 2048
  static let inputs = 512
  /// The most numbers that one part of a training may hold, 256 MB in single precision.
  static let numbers = 1 << 26
  /// The most products of making a frame orthonormal, that of T = d_e = 1024.
  static let frame = 1 << 30
  /// The most bytes of a whole training.
  static let bytes = 2e9
  /// The most seconds that one step may take by estimate.
  static let secondsPerStep = 600.0

  /// Refuses a training with an array that is too long; the factors are small enough for their product to fit.
  ///
  /// - Throws: `UsageError` that names the product.
  static func check(_ count: Int, _ what: String, atMost limit: Int = numbers) throws(UsageError) {
    if count > limit { throw UsageError("\(what) = \(count); allowed: at most \(limit)") }
  }
}

extension Arguments {
  func steps() throws(UsageError) -> Int { try integer("--steps", in: 1...TrainingLimits.steps) }

  func batch() throws(UsageError) -> Int { try integer("--batch", in: 1...TrainingLimits.batch) }

  /// The value of `--optimizer`.
  func optimizer() throws(UsageError) -> Optimizer {
    let text = try text("--optimizer")
    guard let named = optimizers.first(where: { $0.name == text }) else {
      throw refusal("--optimizer", text)
    }
    return named.optimizer
  }

  func learningRate() throws(UsageError) -> Double { try real("--learning-rate", in: 1e-12...1000) }

  /// The stream address of a training from the command line, which is no claim's.
  func trainingAddress() throws -> StreamAddress {
    try StreamAddress(
      baseSeed: word("--seed"), name: "sts train", purpose: .initialization)
  }
}

/// Lines of progress from work that reports far more often than a reader wants: one every five seconds.
final class SlowProgress {
  private let progress: @Sendable (String) -> Void
  private let start = ContinuousClock.now
  private var pace = ProgressPace(every: .seconds(5))
  // A step can take two microseconds, so the clock is read no more often than about once a millisecond.
  private var callsBetweenReadings = 1
  private var callsUntilReading = 1
  private var lastReading = Duration.zero

  init(_ progress: @escaping @Sendable (String) -> Void) {
    self.progress = progress
    // The start was announced.
    _ = pace.isDue(at: .zero)
  }

  /// Writes the line if five seconds have passed since the last.
  func report(_ line: () -> String) {
    callsUntilReading -= 1
    if callsUntilReading > 0 { return }
    let elapsed = ContinuousClock.now - start
    let isOften = elapsed - lastReading < .milliseconds(1)
    callsBetweenReadings = isOften ? min(2 * callsBetweenReadings, 1024) : max(1, callsBetweenReadings / 2)
    callsUntilReading = callsBetweenReadings
    lastReading = elapsed
    if pace.isDue(at: elapsed) { progress(line()) }
  }
}
