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
        "--learning-rate", "eta", "the step size", allowed: "a decimal number above 0, at most 1000",
        absence: .means(learningRate)),
      Option(
        "--seed", "n", "the base seed", allowed: "an integer from 0 to 2^64 - 1", absence: .means("1")),
    ]
  }
}

/// The largest trainings that are started; beyond them a machine would run out of memory or of patience.
enum TrainingLimits {
  static let steps = 100_000_000
  static let batch = 65_536
  static let width = 65_536
  /// The most numbers that one array of a training may hold, 512 MB in single precision.
  static let numbers = 134_217_728.0

  /// Refuses a training whose largest array would not fit.
  ///
  /// - Throws: `UsageError` that names the product.
  static func check(_ count: Double, _ what: String) throws(UsageError) {
    if count > numbers {
      throw UsageError("the training needs \(what) = \(count) numbers; allowed: at most \(Int(numbers))")
    }
  }
}

extension Arguments {
  func steps() throws(UsageError) -> Int { try integer("--steps", in: 1...TrainingLimits.steps) }

  func batch() throws(UsageError) -> Int { try integer("--batch", in: 1...TrainingLimits.batch) }

  func learningRate() throws(UsageError) -> Double {
    try real("--learning-rate", in: Double.leastNonzeroMagnitude...1000)
  }

  /// The stream address of a training from the command line: claim 0, which is no claim's.
  func trainingAddress() throws -> StreamAddress {
    try StreamAddress(
      baseSeed: word("--seed"), claim: 0, problem: 0, repetition: 0, purpose: .initialization)
  }
}

/// The steps after which a training reports, about twenty in all.
func progressInterval(steps: Int) -> Int { max(1, steps / 20) }
