import Evidence
import Theory

/// The mean loss of the predictor of m eigenvectors on samples, beside LB(m).
///
/// The predictor has c = 0, so its loss is |A^{1/2} g|^2: its mean has a chi-square interval around the mean of tr A_y, and
/// that of tr A_y one by Hoeffding's inequality.
struct SampledAttainment: Experiment {
  static let check = "mean loss"

  let problem: SmallProblem
  /// What the predictions are multiplied by; another than 1 is no best predictor, and is run at m = Td/2 only.
  var gain = 1.0
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  struct Row: EvidenceRow {
    struct Risk: AtWidth, Codable, Hashable, Sendable {
      let width: Int
      var risk: Measured
      let bound: Double
    }

    let samples: Int
    var risks: [Risk]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      Column(count: "samples") { $0.samples },
      Column("risk at m = Td/2") { $0.middle?.risk.estimate },
      Column("LB(Td/2)") { $0.middle?.bound },
      Column("risk from") { $0.middle?.risk.lower }.atMost { [$0.middle?.bound].compactMap(\.self) },
      Column("risk to") { $0.middle?.risk.upper }.atLeast { [$0.middle?.bound].compactMap(\.self) },
    ]

    private var middle: Risk? { risks.atHalfWidth }
  }

  var claim: Claim { .f5Attained }
  var name: String { "\(problem.name), on samples" + (gain == 1 ? "" : ", predictions times \(gain)") }
  func repetitions(_ effort: Effort) -> Int {
    gain == 1 ? effort.pick(quick: 1, standard: 1, thorough: 5) : 1
  }

  /// For each width m and sample 2 m Td products, and q d Td for the certificate's prediction.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let products = length * length * length + length * length * Double(problem.sparsity * problem.dimension)
    return Cost(
      seconds: 1e-9 * Double(samples(effort)) * products,
      bytes: 8 * length * length + 8 * length * Double(TaskSamples.samplesPerChunk))
  }

  private func samples(_ effort: Effort) -> Int {
    ownSamples ?? effort.pick(quick: 4_000, standard: 10_000, thorough: 100_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let source = TaskSamples(problem: problem, address: try trial.address(settings))
    let widths = (gain == 1 ? EigenvectorChoice.top : .bottom).widths(self.problem)
    let falseAlarm = claim.falseAlarmPerTrial / Double(widths.count)
    let samples = samples(settings.effort)
    // The same samples for every width; the false-alarm probabilities add up all the same.
    return Row(
      samples: samples,
      risks: try widths.map { width in
        let predictor = LinearPredictor(
          problem: problem, weights: try F5Attained.weights(problem: problem, width: width), gain: gain)
        return Row.Risk(
          width: width,
          risk: try predictor.sums(source, samples: samples).measuredRiskOfBest(falseAlarm: falseAlarm),
          bound: try F2RiskLowerBound.value(problem: problem, width: width))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F5AttainedPredicate(problem: try problem.problem())
    let verdicts = try row.risks.map { try predicate.judge(risk: $0.risk, width: $0.width) }
    return [
      Check(
        Self.check, .all(verdicts), falseAlarm: .sum(row.risks.map(\.risk.falseAlarm)),
        detects: detectable(row))
    ]
  }

  /// At m = Td/2, as a share of the risk; a loss is a chi-square mixture of d terms, so its standard error is at most
  /// sqrt(2/n) of the risk.
  private func detectable(_ row: Row) -> Check.Detectable? {
    guard let middle = row.risks.first(where: { $0.width == problem.inputDimension / 2 }), middle.bound > 0
    else { return nil }
    return .ofRisk(
      middle.risk, standardError: middle.bound * (2 / Double(row.samples)).squareRoot(), of: middle.bound)
  }
}

extension CertificateSums {
  /// The mean loss with the interval of a predictor that uses all its first layer sees.
  fileprivate func measuredRiskOfBest(falseAlarm: Double) throws -> Measured {
    let samples = Double(count)
    // With c = 0 the variance is the sum of 2 tr A^2.
    let noise = try ChiSquareDeviation(
      variance: 2 * squaredNormSum, largestEigenvalue: largestEigenvalue
    ).measured(deviation: 0, falseAlarm: falseAlarm / 2)
    let mean = min(max(traceSum / samples, traceRange.lowerBound), traceRange.upperBound)
    let subsets = try Hoeffding.mean(mean, samples: count, range: traceRange, falseAlarm: falseAlarm / 2)
    return Measured(
      estimate: meanLoss, lower: meanLoss + noise.lower / samples - (mean - subsets.lower),
      upper: meanLoss + noise.upper / samples + (subsets.upper - mean),
      falseAlarm: noise.falseAlarm + subsets.falseAlarm)
  }
}
