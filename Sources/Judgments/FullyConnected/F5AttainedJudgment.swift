import Evidence
import Theory

extension ClaimJudgment {
  /// F5: the eigenvectors' risk against LB(m), for every m from 0 to Td, exactly and on samples.
  ///
  /// On samples the predictor has c = 0, so its loss is |A^{1/2} g|^2: its mean has a chi-square interval around the mean of
  /// tr A_y, and that of tr A_y one by Hoeffding's inequality. The control takes the bottom m eigenvectors, at m = Td/2.
  public static let f5Attained = ClaimJudgment(
    claim: .f5Attained,
    cases: SmallProblem.all.map { Case($0.name) }
      + SmallProblem.all.map { item in
        Case("\(item.name), on samples") { $0.pick(quick: 1, standard: 1, thorough: 5) }
      },
    judge: { trial, settings in
      if trial.caseIndex >= SmallProblem.all.count {
        let problem = try SmallProblem.all[trial.caseIndex - SmallProblem.all.count].problem()
        return try sampled(problem, widths: 0...problem.inputDimension, trial, settings) {
          try F5Attained.weights(problem: problem, width: $0)
        }
      }
      let problem = try SmallProblem.all[trial.caseIndex].problem()
      return try attained(problem, widths: 0...problem.inputDimension) {
        try F5Attained.eigenvectors(problem: problem, width: $0)
      }
    },
    controlCases: unequalSpectra.map { Case("\($0.name), bottom eigenvectors") }
      + unequalSpectra.map { Case("\($0.name), bottom eigenvectors, on samples") },
    judgeControl: { trial, settings in
      let problem = try unequalSpectra[trial.caseIndex % unequalSpectra.count].problem()
      if trial.caseIndex >= unequalSpectra.count {
        let all = try F5Attained.weights(problem: problem, width: problem.inputDimension)
        let middle = problem.inputDimension / 2
        return try sampled(problem, widths: middle...middle, trial, settings) {
          try Matrix(
            rows: $0, columns: all.columns, elements: Array(all.elements.suffix($0 * all.columns)))
        }
      }
      let all = try F5Attained.eigenvectors(problem: problem, width: problem.inputDimension)
      return try attained(problem, widths: (problem.inputDimension / 2)...(problem.inputDimension / 2)) {
        try RationalMatrix(
          rows: $0, columns: all.columns, elements: Array(all.elements.suffix($0 * all.columns)))
      }
    })

  /// Problems with q > 1: at q = 1 the eigenvalues agree and any m eigenvectors attain the bound.
  private static let unequalSpectra = SmallProblem.few.filter { $0.sparsity > 1 }

  private static func attained(
    _ problem: Problem, widths: ClosedRange<Int>, weights: (Int) throws -> RationalMatrix
  ) throws -> Outcome {
    let predicate = F5AttainedPredicate(problem: problem)
    let verdicts = try widths.map { try predicate.judge(weights: weights($0)) }
    let middle = problem.inputDimension / 2
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("widths", Double(widths.count)),
        Outcome.Value(
          "risk at m = Td/2", try F5Attained.exactRisk(problem: problem, weights: weights(middle)).double),
        Outcome.Value("LB(Td/2)", try F2RiskLowerBound.value(problem: problem, width: middle)),
      ])
  }

  // MARK: On samples

  private static func sampled(
    _ problem: Problem, widths: ClosedRange<Int>, _ trial: Trial, _ settings: Settings,
    weights: (Int) throws -> Matrix
  ) throws -> Outcome {
    let samples = settings.effort.pick(quick: 4_000, standard: 10_000, thorough: 100_000)
    let predicate = F5AttainedPredicate(problem: problem)
    let source = TaskSamples(problem: problem, address: try trial.address(settings, claim: .f5Attained))
    let falseAlarm = Claim.f5Attained.falseAlarmPerTrial / Double(widths.count)
    let middle = problem.inputDimension / 2
    var verdicts: [Verdict] = []
    var middleRisk = Measured(estimate: 0, lower: 0, upper: 0, falseAlarm: 0)
    for width in widths {
      // The same samples for every width; the false-alarm probabilities add up all the same.
      let predictor = try LinearPredictor(problem: problem, weights: weights(width))
      let risk = try measuredRisk(predictor.sums(source, samples: samples), falseAlarm: falseAlarm)
      verdicts.append(try predicate.judge(risk: risk, width: width))
      if width == middle { middleRisk = risk }
    }
    return Outcome(
      verdict: .all(verdicts), falseAlarm: falseAlarm * Double(widths.count),
      values: [
        Outcome.Value("widths", Double(widths.count)),
        Outcome.Value("risk at m = Td/2", middleRisk.estimate),
        Outcome.Value("LB(Td/2)", try F2RiskLowerBound.value(problem: problem, width: middle)),
        Outcome.Value("risk from", middleRisk.lower),
        Outcome.Value("risk to", middleRisk.upper),
      ])
  }

  /// The mean loss with the interval of a predictor that uses all its first layer sees.
  private static func measuredRisk(_ sums: CertificateSums, falseAlarm: Double) throws -> Measured {
    let samples = Double(sums.count)
    // With c = 0 the variance is the sum of 2 tr A^2.
    let noise = try ChiSquareDeviation(
      variance: 2 * sums.squaredNormSum, largestEigenvalue: sums.largestEigenvalue
    ).measured(deviation: 0, falseAlarm: falseAlarm / 2)
    let range = sums.traceRange
    let mean = min(max(sums.traceSum / samples, range.lowerBound), range.upperBound)
    let subsets = try Hoeffding.mean(mean, samples: sums.count, range: range, falseAlarm: falseAlarm / 2)
    return Measured(
      estimate: sums.meanLoss,
      lower: sums.meanLoss + noise.lower / samples - (mean - subsets.lower),
      upper: sums.meanLoss + noise.upper / samples + (subsets.upper - mean), falseAlarm: falseAlarm)
  }
}

/// The predictor `M_y W^T W vec(X)` for orthonormal rows W, from W vec(X) and y.
private struct LinearPredictor {
  let problem: Problem
  let weights: Matrix

  /// The sums of the predictor's losses over samples.
  func sums(_ source: TaskSamples, samples: Int) throws -> CertificateSums {
    var sums = try CertificateSums(FirstLayerCertificate(problem: problem, weights: weights))
    let length = problem.inputDimension
    let outputs = UnsafeMutableBufferPointer<Double>.allocate(
      capacity: TaskSamples.samplesPerChunk * problem.dimension)
    defer { outputs.deallocate() }
    try source.forEachChunk(samples: samples) { tokens, subsets in
      let count = tokens.count / length
      outputs.initialize(repeating: 0)
      weights.elements.withUnsafeBufferPointer { rows in
        for sample in 0..<count { predict(sample, rows, tokens, subsets, outputs) }
      }
      try sums.add(
        tokens: tokens, subsets: subsets,
        outputs: UnsafeBufferPointer(rebasing: outputs[..<(count * problem.dimension)]))
    }
    return sums
  }

  /// Row after row of W, its value times its mean over the subset.
  private func predict(
    _ sample: Int, _ rows: UnsafeBufferPointer<Double>, _ tokens: UnsafeBufferPointer<Float>,
    _ subsets: UnsafeBufferPointer<Int>, _ outputs: UnsafeMutableBufferPointer<Double>
  ) {
    let length = problem.inputDimension
    let dimension = problem.dimension
    for row in 0..<weights.rows {
      var value = 0.0
      for entry in 0..<length {
        value += rows[row * length + entry] * Double(tokens[sample * length + entry])
      }
      value /= Double(problem.sparsity)
      for place in 0..<problem.sparsity {
        let token = subsets[sample * problem.sparsity + place]
        for coordinate in 0..<dimension {
          outputs[sample * dimension + coordinate] +=
            value * rows[row * length + token * dimension + coordinate]
        }
      }
    }
  }
}
