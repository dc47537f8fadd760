import Evidence
import Sim
import Theory

/// The tight predictor `M_y Pi vec(X)` of drawn training sets: its risk for each, and the mean over them.
struct TightOnExamples: Experiment {
  static let riskCheck = "tight predictor's risk"
  static let meanCheck = "mean on the line"

  let problem: SmallProblem
  let examples: Int
  /// How many examples fewer are counted: 0, or 1 in a near miss.
  var fewer = 0
  /// The number of training sets in place of the effort's, for a calibration.
  var ownSets: Int?

  private static let cases =
    [2, 4, 8, 12, 14].map { TightOnExamples(problem: SmallProblem(8, 2, 2), examples: $0) } + [
      TightOnExamples(problem: SmallProblem(5, 2, 1), examples: 4),
      TightOnExamples(problem: SmallProblem(6, 1, 4), examples: 3),
    ]

  static let all: [any Experiment] = cases

  static let controls: [Control] = cases.flatMap { tight in
    [riskCheck, meanCheck].map { check -> Control in
      var miss = tight
      miss.fewer = 1
      return .nearMiss(
        of: tight, "n - 1 examples counted", check: check, remark: " (\(check))", miss)
    }
  }

  struct Row: EvidenceRow {
    let sets: Int
    /// The risk and the certificate of the set at which they differ most.
    let risk: Double
    let certificate: Double
    /// The mean of the risks over the sets.
    var mean: Measured
    let standardError: Double
    let formula: Double

    static let columns: [Column<Row>] = [
      Column(count: "training sets") { $0.sets },
      Column("risk") { $0.risk },
      Column("tr((I - Pi) S)") { $0.certificate },
      Column("mean risk") { $0.mean.estimate },
      Column("from") { $0.mean.lower }.atMost { [$0.formula] },
      Column("to") { $0.mean.upper }.atLeast { [$0.formula] },
      Column("(1 - n/(Td)) d/q") { $0.formula },
    ]
  }

  var claim: Claim { .f14Samples }
  var name: String {
    "\(problem.name), tight predictor of \(examples) examples"
      + (fewer == 0 ? "" : ", \(examples - fewer) counted")
  }
  private func sets(_ effort: Effort) -> Int {
    ownSets ?? effort.pick(quick: 2000, standard: 2000, thorough: 8000)
  }

  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let subsets = (try? Subsets.count(of: problem.problem(), limit: 100_000)).map(Double.init) ?? 1e5
    let design = length * length * (length + subsets * Double(problem.sparsity * problem.dimension))
    return Cost(seconds: 1e-9 * Double(sets(effort)) * (design + 20 * length * length * length))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let counted = examples - fewer
    let design = try Self.coordinates(problem.inputDimension)
    var (risks, worst) = ([Double](), (risk: 0.0, certificate: 0.0))
    for set in 0..<sets(settings.effort) {
      let tokens = try examples(of: set, problem, address)
      let span = try FirstLayerCertificate(problem: problem, weights: tokens)
      // W^T W is the projection W itself.
      let predictor = LinearPredictor(problem: problem, weights: span.projection)
      let risk = try predictor.risk(overDesign: design)
      let certificate = try FirstLayerCertificate(problem: problem, weights: tokens.firstRows(counted)).value
      risks.append(risk)
      if !(abs(risk - certificate) <= abs(worst.risk - worst.certificate)) { worst = (risk, certificate) }
    }
    let range = try F14Samples.range(problem: problem, examples: examples)
    let rounding = 1e-9 * problem.trivialRisk
    let mean = try EmpiricalBernstein.mean(
      of: risks, range: (range.lowerBound - rounding)...(range.upperBound + rounding),
      falseAlarm: claim.falseAlarmPerTrial)
    let variance = risks.reduce(0) { $0 + ($1 - mean.estimate) * ($1 - mean.estimate) } / Double(risks.count)
    return Row(
      sets: risks.count, risk: worst.risk, certificate: worst.certificate, mean: mean,
      standardError: (variance / Double(risks.count)).squareRoot(),
      formula: try F14Samples.meanBound(problem: problem, examples: counted))
  }

  private func examples(of set: Int, _ problem: Problem, _ address: StreamAddress) throws -> Matrix {
    var stream = RandomStream(address, step: UInt32(set))
    let count = examples * problem.inputDimension
    return try Matrix(
      rows: examples, columns: problem.inputDimension, elements: (0..<count).map { _ in stream.normal() })
  }

  private static func coordinates(_ length: Int) throws -> Matrix {
    var identity = try Matrix(rows: length, columns: length)
    for place in 0..<length { identity[place, place] = 1 }
    return identity
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F14SamplesPredicate(try problem.problem())
    return [
      Check(
        Self.riskCheck, predicate.judge(tightRisk: row.risk, certificate: row.certificate),
        detects: .init(2 * F14SamplesPredicate.tightTolerance, "of the trivial risk")),
      Check(
        Self.meanCheck, try predicate.judge(meanTightRisk: row.mean, examples: examples - fewer),
        falseAlarm: row.mean.falseAlarm,
        detects: .init(
          reach: row.mean.reach, standardError: row.standardError, of: row.formula, "of the mean risk")),
    ]
  }
}

extension Matrix {
  /// The first rows.
  func firstRows(_ count: Int) throws -> Matrix {
    try Matrix(rows: count, columns: columns, elements: Array(elements.prefix(count * columns)))
  }
}
