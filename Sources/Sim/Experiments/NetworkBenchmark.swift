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
    /// The share of the greatest peak that the products of the fastest step reach, the least disturbed by other work.
    public let fastestMatrixShareOfPeak: Double
    /// The share of the greatest peak that the fastest whole step reaches, the least disturbed by other work.
    public let fastestStepShareOfPeak: Double
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
      stepShareOfPeak: median(all.map { $0.wholeStep / $0.peak }),
      fastestMatrixShareOfPeak: greatest(all, \.fastestMatrixProducts) / greatest(all, \.greatestPeak),
      fastestStepShareOfPeak: greatest(all, \.fastestStep) / greatest(all, \.greatestPeak))
  }

  /// The rates of one round on one thread.
  private struct Round: Sendable {
    var stepsPerSecond: Double
    var peak: Double
    var matrixProducts: Double
    var wholeStep: Double
    /// Of single steps, and of single measurements of the peak, in GFLOPS.
    var fastestMatrixProducts: Double
    var fastestStep: Double
    var greatestPeak: Double
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
      let whole = time(run, from: step, count: stepsPerRound) { $0 }
      let peakBetween = FMAPeak.measure(seconds: 4e-3)
      run.pass.timesProducts = true
      let products = time(run, from: step + stepsPerRound, count: stepsPerRound) { _ in
        run.pass.productSeconds
      }
      run.pass.timesProducts = false
      let peakAfter = FMAPeak.measure(seconds: 4e-3)
      step += 2 * stepsPerRound
      rounds.append(
        Round(
          stepsPerSecond: 1 / whole.mean, peak: (peakBefore + 2 * peakBetween + peakAfter) / 4,
          matrixProducts: operations / products.mean, wholeStep: operations / whole.mean,
          fastestMatrixProducts: operations / products.least, fastestStep: operations / whole.least,
          greatestPeak: max(peakBefore, peakBetween, peakAfter)))
      peakBefore = peakAfter
    } while ThreadTime.now - start < seconds
    return rounds
  }

  /// The mean and the least that a clock advances in a step; the clock is given the thread's processor time.
  private static func time(
    _ run: NetworkTrainingRun, from step: Int, count: Int, _ clock: (Double) -> Double
  ) -> (mean: Double, least: Double) {
    let start = clock(ThreadTime.now)
    var (before, least) = (start, Double.infinity)
    for index in step..<(step + count) {
      run.step(index)
      let after = clock(ThreadTime.now)
      least = min(least, after - before)
      before = after
    }
    return ((before - start) / Double(count), least)
  }

  private static func greatest(_ rounds: [Round], _ rate: (Round) -> Double) -> Double {
    rounds.map(rate).max() ?? .nan
  }

  private static func sum(_ threads: [[Round]], _ rate: (Round) -> Double) -> Double {
    threads.map { median($0.map(rate)) }.reduce(0, +)
  }

  private static func median(_ numbers: [Double]) -> Double {
    numbers.sorted()[numbers.count / 2]
  }
}
