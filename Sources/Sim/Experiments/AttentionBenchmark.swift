import Theory

/// Times the training of the attention layer beside the drawing of its random numbers alone.
///
/// Independent trainings on one core or on two, with batches of 64. Times are each thread's own processor time,
/// the fastest of many short rounds, so that other work on the machine disturbs little.
public enum AttentionBenchmark {
  /// What is trained.
  public enum Workload: Sendable {
    /// T = 20, d = 5, q = 3, gaussian positions in R^64 fresh for every example, dual query.
    case gaussian
    /// T = 8, d = 3, q = 2, one-hot positions.
    case oneHot
    /// T = 8, d = 3, q = 2, an orthonormal frame in R^128 fresh for every step.
    case frames

    func settings() throws(TheoryError) -> AttentionSettings {
      switch self {
      case .gaussian:
        try AttentionSettings(
          problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .gaussian,
          positionDimension: 64, batch: 64, stepSize: 0.1)
      case .oneHot:
        try AttentionSettings(
          oneHot: Problem(tokens: 8, dimension: 3, sparsity: 2), batch: 64, stepSize: 0.1)
      case .frames:
        try AttentionSettings(
          problem: Problem(tokens: 8, dimension: 3, sparsity: 2), positions: .orthonormalFrame,
          positionDimension: 128, batch: 64, stepSize: 0.1)
      }
    }
  }

  /// What was measured; rates are sums over the threads.
  public struct Report: Hashable, Sendable, Codable {
    /// The number of trainings at a time.
    public let threads: Int
    /// Training steps per second of processor time.
    public let stepsPerSecond: Double
    /// Normal numbers per second, in bulk into memory.
    public let normalsPerSecond: Double
    /// The normal numbers of one step: B T d for the tokens, and those of the positions drawn anew.
    public let normalsPerStep: Int
    /// The steps per second that these numbers alone would allow.
    public var stepsPerSecondOfNormals: Double { normalsPerSecond / Double(normalsPerStep) }
    /// The training's rate as a part of that.
    public var shareOfNormals: Double { stepsPerSecond / stepsPerSecondOfNormals }
  }

  /// Measures one training, then two at a time, for about the given time each.
  ///
  /// - Throws: `TheoryError` unless the time is positive and at most 3600 s.
  public static func run(_ workload: Workload = .gaussian, seconds: Double) throws(TheoryError) -> [Report] {
    if !(seconds > 0) || seconds > 3600 {
      throw TheoryError(value: "seconds = \(seconds)", rule: "0 < seconds <= 3600")
    }
    let settings = try workload.settings()
    var reports: [Report] = []
    for threads in 1...2 {
      var addresses: [StreamAddress] = []
      for repetition in 0..<threads {
        addresses.append(
          try StreamAddress(
            baseSeed: 1, name: "benchmark", repetition: repetition, purpose: .tokens))
      }
      reports.append(try measure(settings, addresses, seconds: seconds))
    }
    return reports
  }

  private static func measure(
    _ settings: AttentionSettings, _ addresses: [StreamAddress], seconds: Double
  ) throws(TheoryError) -> Report {
    let normals = settings.normalsPerStep
    let results = onThreads(addresses.count) { thread in
      Result { () throws(TheoryError) in
        try fastest(settings, addresses[thread], normals: normals, seconds: seconds)
      }
    }
    var (steps, draws) = (0.0, 0.0)
    for result in results {
      let times = try result.get()
      steps += 1 / times.step
      draws += Double(normals) / times.normals
    }
    return Report(
      threads: addresses.count, stepsPerSecond: steps, normalsPerSecond: draws, normalsPerStep: normals)
  }

  /// Seconds of a step, and of drawing its normals.
  private struct Times: Sendable {
    var step = Double.infinity
    var normals = Double.infinity
  }

  private static func fastest(
    _ settings: AttentionSettings, _ address: StreamAddress, normals: Int, seconds: Double
  ) throws(TheoryError) -> Times {
    let trainer = try AttentionTrainer(settings, address: address)
    let buffer = AlignedBuffer<Float>(normals)
    let numbers = UnsafeMutableBufferPointer(start: buffer.pointer, count: normals)
    let stepsPerRound = 32
    var times = Times()
    var round: UInt32 = 0
    let start = ThreadTime.now
    repeat {
      let before = ThreadTime.now
      trainer.run(steps: stepsPerRound)
      let between = ThreadTime.now
      for _ in 0..<stepsPerRound {
        var stream = RandomStream(address.with(purpose: .check), step: round)
        stream.fillNormals(numbers)
        round &+= 1
      }
      let after = ThreadTime.now
      times.step = min(times.step, (between - before) / Double(stepsPerRound))
      times.normals = min(times.normals, (after - between) / Double(stepsPerRound))
    } while ThreadTime.now - start < seconds
    return times
  }
}

extension AttentionSettings {
  /// The normal numbers that a step draws.
  fileprivate var normalsPerStep: Int {
    let draws = positions == .oneHot ? 0 : positions.isOrthonormal ? 1 : batch
    return problem.tokens * (batch * problem.dimension + draws * positionDimension)
  }
}
