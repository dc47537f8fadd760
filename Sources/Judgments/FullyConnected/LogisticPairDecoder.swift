import Evidence
import Sim
import Theory

/// The best decoder of the neuron (1, b) on two logistic tokens.
struct LogisticPairDecoder: Experiment {
  let slope: Double
  /// What the information is divided by in the bound.
  var understated = 1.0

  static let all: [any Experiment] = [0, 0.5, 1, 2].map { LogisticPairDecoder(slope: $0) }

  private static let problem = SmallProblem(2, 1, 1)

  /// The decoder is 9 % above the bound with pi^2/9; it is below the Gaussian's.
  static let nearMisses: [Control] = [0.5, 2].map { slope in
    .nearMiss(
      of: LogisticPairDecoder(slope: slope), "j 9.1 % smaller: 0.997 for 1.097", check: "quadrature",
      LogisticPairDecoder(slope: slope, understated: 1.1))
  }

  struct Row: EvidenceRow {
    let information: Double
    let risk: Double
    let certificate: Double
    /// LB(1).
    let bound: Double

    static let columns: [Column<Row>] = [
      Column("information j") { $0.information },
      Column("best decoder's risk") { $0.risk },
      Column("certificate / j") { $0.certificate / $0.information },
      Column("LB(1) / j") { $0.bound / $0.information },
      Column("LB(1)") { $0.bound }.atMost { [$0.certificate] },
    ]
  }

  var claim: Claim { .f12SmoothLaws }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(Self.problem.name), logistic, neuron (1, \(slope))"
      + (understated == 1 ? "" : ", j divided by \(understated)")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.05) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 2, elements: [1, slope]))
    return Row(
      information: try information(), risk: try F12LogisticPair.risk(slope: slope),
      certificate: certificate.value, bound: try F2RiskLowerBound.value(problem: problem, width: 1))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F12SmoothLawPredicate(
      problem: Self.problem.problem(), information: information())
    return [
      Check(
        "quadrature", predicate.judge(risk: .exactly(row.risk), certificate: row.certificate),
        detects: .init(max(0, row.risk * row.information / row.certificate - 1) + 1e-9, "in j"))
    ]
  }

  private func information() throws -> Double { try SmoothTokenLaw.logistic.information() / understated }
}
