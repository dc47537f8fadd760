import Evidence
import Theory

extension ClaimJudgment {
  /// F5: the eigenvectors' risk against LB(m), for every m from 0 to Td, exactly and on samples.
  ///
  /// The controls take the bottom m eigenvectors, at m = Td/2.
  public static let f5Attained = ClaimJudgment(
    claim: .f5Attained,
    experiments: SmallProblem.all.map { EnumeratedAttainment(problem: $0) }
      + SmallProblem.all.map { SampledAttainment(problem: $0) },
    controls: unequalSpectra.flatMap { problem in
      [
        .otherWorld(
          of: EnumeratedAttainment(problem: problem), "the bottom eigenvectors instead of the top",
          EnumeratedAttainment(problem: problem, rows: .bottom)),
        .otherWorld(
          of: SampledAttainment(problem: problem), "the bottom eigenvectors instead of the top",
          SampledAttainment(problem: problem, rows: .bottom)),
      ]
    },
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      _ = try Subsets.count(of: own.problem, limit: 20_000)
      return [EnumeratedAttainment(problem: problem), SampledAttainment(problem: problem)]
    })

  /// Problems with q > 1: at q = 1 the eigenvalues agree and any m eigenvectors attain the bound.
  private static let unequalSpectra = SmallProblem.few.filter { $0.sparsity > 1 }
}

/// Which m of the Td eigenvectors of S are the first layer's rows.
enum EigenvectorChoice: String, Sendable {
  /// Those of the m largest eigenvalues: F5's.
  case top
  /// Those of the m smallest, at m = Td/2 only.
  case bottom

  /// The widths at which a first layer is made.
  func widths(_ problem: SmallProblem) -> ClosedRange<Int> {
    let middle = problem.inputDimension / 2
    return self == .top ? 0...problem.inputDimension : middle...middle
  }

  /// What the experiment's name says of them.
  var suffix: String { self == .top ? "" : ", \(rawValue) eigenvectors" }

  /// The m integer rows, orthogonal and not normalised.
  func rows(_ problem: Problem, width: Int) throws -> RationalMatrix {
    let all = try F5Attained.eigenvectors(problem: problem, width: problem.inputDimension)
    let elements = width * all.columns
    return try RationalMatrix(
      rows: width, columns: all.columns,
      elements: Array(self == .top ? all.elements.prefix(elements) : all.elements.suffix(elements)))
  }

  /// The m rows with length 1.
  func weights(_ problem: Problem, width: Int) throws -> Matrix {
    let all = try F5Attained.weights(problem: problem, width: problem.inputDimension)
    let elements = width * all.columns
    return try Matrix(
      rows: width, columns: all.columns,
      elements: Array(self == .top ? all.elements.prefix(elements) : all.elements.suffix(elements)))
  }
}

/// The exact risk of the best predictor of m eigenvectors, enumerated over all subsets, beside LB(m).
struct EnumeratedAttainment: Experiment {
  let problem: SmallProblem
  var rows = EigenvectorChoice.top

  struct Row: EvidenceRow {
    struct Risk: Codable, Hashable, Sendable {
      let width: Int
      let risk: Rational
      let bound: Rational
    }

    let risks: [Risk]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      Column("risk at m = Td/2") { $0.middle?.risk.double },
      Column("LB(Td/2)") { $0.middle?.bound.double },
    ]

    private var middle: Risk? { risks.isEmpty ? nil : risks[risks.count / 2] }
  }

  var claim: Claim { .f5Attained }
  var grade: Claim.Grade { .exact }
  var name: String { problem.name + rows.suffix }

  /// C(T, q) subsets for each of Td widths and as many rows of length Td.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let subsets = (try? Subsets.count(of: problem.problem(), limit: 100_000)).map(Double.init) ?? 1e5
    return Cost(seconds: 1e-8 * subsets * length * length * Double(problem.dimension * problem.sparsity))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    return Row(
      risks: try rows.widths(self.problem).map { width in
        Row.Risk(
          width: width,
          risk: try F5Attained.exactRisk(problem: problem, weights: rows.rows(problem, width: width)),
          bound: try F2RiskLowerBound.exact(problem: problem, width: width))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F5AttainedPredicate(problem: try problem.problem())
    return [
      Check(
        "exact risk", .all(try row.risks.map { try predicate.judge(exactRisk: $0.risk, width: $0.width) }))
    ]
  }
}

/// The mean loss of the predictor of m eigenvectors on samples, beside LB(m).
///
/// The predictor has c = 0, so its loss is |A^{1/2} g|^2: its mean has a chi-square interval around the mean of tr A_y, and
/// that of tr A_y one by Hoeffding's inequality.
struct SampledAttainment: Experiment {
  let problem: SmallProblem
  var rows = EigenvectorChoice.top

  struct Row: EvidenceRow {
    struct Risk: Codable, Hashable, Sendable {
      let width: Int
      let risk: Measured
      let bound: Double
    }

    let samples: Int
    let risks: [Risk]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      Column(count: "samples") { $0.samples },
      Column("risk at m = Td/2") { $0.middle?.risk.estimate },
      Column("LB(Td/2)") { $0.middle?.bound },
      Column("risk from") { $0.middle?.risk.lower },
      Column("risk to") { $0.middle?.risk.upper },
    ]

    private var middle: Risk? { risks.isEmpty ? nil : risks[risks.count / 2] }
  }

  var claim: Claim { .f5Attained }
  var name: String { "\(problem.name), on samples" + rows.suffix }
  func repetitions(_ effort: Effort) -> Int {
    rows == .top ? effort.pick(quick: 1, standard: 1, thorough: 5) : 1
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
    effort.pick(quick: 4_000, standard: 10_000, thorough: 100_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let source = TaskSamples(problem: problem, address: try trial.address(settings))
    let widths = rows.widths(self.problem)
    let falseAlarm = claim.falseAlarmPerTrial / Double(widths.count)
    let samples = samples(settings.effort)
    // The same samples for every width; the false-alarm probabilities add up all the same.
    return Row(
      samples: samples,
      risks: try widths.map { width in
        let predictor = LinearPredictor(problem: problem, weights: try rows.weights(problem, width: width))
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
      Check("mean loss", .all(verdicts), falseAlarm: row.risks.reduce(0) { $0 + $1.risk.falseAlarm })
    ]
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
      upper: meanLoss + noise.upper / samples + (subsets.upper - mean), falseAlarm: falseAlarm)
  }
}
