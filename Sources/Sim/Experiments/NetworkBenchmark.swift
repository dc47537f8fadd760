import Theory

/// Times the training of a fully connected network beside the machine's own peak.
///
/// Inputs 80 (T = 16, d = 4, q = 3), hidden widths 256 and 256, output 4, Adam, batch 256, fresh examples
/// every step; independent trainings on one core or on two. Peak and training alternate every few
/// milliseconds and are compared round by round, by each thread's own processor time, so that other work on
/// the machine disturbs little.
public enum NetworkBenchmark {
  /// What was measured; rates are sums over the threads.
  public struct Report: Hashable, Sendable, Codable {
    /// The number of trainings at a time.
    public let threads: Int
    /// Training steps per second of processor time.
    public let stepsPerSecond: Double
    /// GFLOPS of fused products in registers, the peak.
    public let peak: Double
    /// GFLOPS of the matrix products inside a step, over the time spent in them.
    public let matrixProducts: Double
    /// GFLOPS of the same products over the time of the whole step.
    public let wholeStep: Double
    /// The share of the peak that the matrix products reach, the median over rounds.
    public let matrixShareOfPeak: Double
    /// The share of the peak that the whole step reaches, the median over rounds.
    public let stepShareOfPeak: Double
  }

  /// Measures one training, then two at a time, for about the given time each.
  ///
  /// - Throws: `TheoryError` unless the time is positive and at most 3600 s.
  public static func run(seconds: Double) throws(TheoryError) -> [Report] {
    if !(seconds > 0) || seconds > 3600 {
      throw TheoryError(value: "seconds = \(seconds)", rule: "0 < seconds <= 3600")
    }
    let problem = try Problem(tokens: 16, dimension: 4, sparsity: 3)
    let training = try NetworkTraining(problem: problem, hidden: [256, 256], steps: 1 << 20)
    var reports: [Report] = []
    for threads in 1...2 {
      var addresses: [StreamAddress] = []
      for repetition in 0..<threads {
        addresses.append(
          try StreamAddress(
            baseSeed: 1, name: "benchmark", repetition: repetition, purpose: .check))
      }
      reports.append(measure(training, addresses, seconds: seconds))
    }
    return reports
  }

  private static func measure(
    _ training: NetworkTraining, _ addresses: [StreamAddress], seconds: Double
  ) -> Report {
    let threads = onThreads(addresses.count) {
      rounds(training, address: addresses[$0], seconds: seconds)
    }
    let all = threads.flatMap { $0 }
    return Report(
      threads: addresses.count,
      stepsPerSecond: sum(threads, \.stepsPerSecond), peak: sum(threads, \.peak),
      matrixProducts: sum(threads, \.matrixProducts), wholeStep: sum(threads, \.wholeStep),
      matrixShareOfPeak: median(all.map { $0.matrixProducts / $0.peak }),
      stepShareOfPeak: median(all.map { $0.wholeStep / $0.peak }))
  }

  /// The rates of one round on one thread.
  private struct Round: Sendable {
    var stepsPerSecond: Double
    var peak: Double
    var matrixProducts: Double
    var wholeStep: Double
  }

  private static func rounds(
    _ training: NetworkTraining, address: StreamAddress, seconds: Double
  ) -> [Round] {
    let run = NetworkTrainingRun(training, address: address)
    let operations = training.shape.matrixOperations(batch: training.batch) * 1e-9
    let stepsPerRound = 8
    var rounds: [Round] = []
    var step = 0
    let start = ThreadTime.now
    var peakBefore = FMAPeak.measure(seconds: 4e-3)
    repeat {
      let stepSeconds = time(run, from: step, count: stepsPerRound)
      let peakBetween = FMAPeak.measure(seconds: 4e-3)
      run.pass.timesProducts = true
      let productsBefore = run.pass.productSeconds
      _ = time(run, from: step + stepsPerRound, count: stepsPerRound)
      run.pass.timesProducts = false
      let productSeconds = (run.pass.productSeconds - productsBefore) / Double(stepsPerRound)
      let peakAfter = FMAPeak.measure(seconds: 4e-3)
      step += 2 * stepsPerRound
      rounds.append(
        Round(
          stepsPerSecond: 1 / stepSeconds, peak: (peakBefore + 2 * peakBetween + peakAfter) / 4,
          matrixProducts: operations / productSeconds, wholeStep: operations / stepSeconds))
      peakBefore = peakAfter
    } while ThreadTime.now - start < seconds
    return rounds
  }

  /// Seconds of processor time per step.
  private static func time(_ run: NetworkTrainingRun, from step: Int, count: Int) -> Double {
    let start = ThreadTime.now
    for index in step..<(step + count) { run.step(index) }
    return (ThreadTime.now - start) / Double(count)
  }

  private static func sum(_ threads: [[Round]], _ rate: (Round) -> Double) -> Double {
    threads.map { median($0.map(rate)) }.reduce(0, +)
  }

  private static func median(_ numbers: [Double]) -> Double {
    numbers.sorted()[numbers.count / 2]
  }
}
