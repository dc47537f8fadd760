import Evidence
import Sim
import Theory

/// A trained network's certificate and risk beside a lower bound of it.
struct VariantRow: EvidenceRow {
  /// The rank of the first layer on the tokens.
  let rank: Int
  let risk: Measured
  let standardError: Double
  /// The least risk that the first layer allows.
  let certificate: Double
  let bound: Double
  let trivialRisk: Double

  static let certificateCheck = "trained certificate"
  static let riskCheck = "trained risk"

  static let columns: [Column<VariantRow>] = [
    Column(count: "rank") { $0.rank },
    Column("risk") { $0.risk.estimate },
    Column("standard error") { $0.standardError },
    Column("certificate") { $0.certificate },
    Column("bound") { $0.bound }.atMost { [$0.certificate] },
    Column("risk / bound") { $0.bound > 0 ? $0.risk.estimate / $0.bound : nil },
    Column("share of the trivial risk") { $0.risk.estimate / $0.trivialRisk },
  ]

  /// The sums' certificate and risk `scale R + offset`.
  init(
    _ sums: LinearTargetSums, risk: Measured, scale: Double = 1, offset: Double = 0, bound: Double,
    trivialRisk: Double
  ) {
    rank = sums.rank
    self.risk = Measured(
      estimate: scale * risk.estimate + offset, lower: scale * risk.lower + offset,
      upper: scale * risk.upper + offset, falseAlarm: risk.falseAlarm)
    standardError = scale * sums.standardError
    certificate = scale * sums.certificate + offset
    self.bound = bound
    self.trivialRisk = trivialRisk
  }

  /// The certificate and the risk, each against the bound of a predicate.
  func checks(_ predicate: RiskBoundPredicate) -> [Check] {
    [
      Check(
        Self.certificateCheck, predicate.judge(certificate: certificate),
        detects: .init(predicate.rounding / max(predicate.bound, trivialRisk * 1e-3), "of the bound"),
        margin: .distance),
      Check(
        Self.riskCheck, predicate.judge(risk: risk), falseAlarm: risk.falseAlarm,
        detects: .init(
          reach: risk.upper - risk.estimate, standardError: standardError,
          of: max(predicate.bound, trivialRisk * 1e-3), "of the bound"),
        margin: .distance),
    ]
  }
}

extension LinearTargetSums {
  /// The risk with an upper end that lies below every lower bound with at most the given probability.
  ///
  /// The estimate is the certificate, at least the bound, plus the mean of |c|^2, at least 0, plus that of `-2 c^T l`. Given
  /// what the network sees, that sum is normal with a known variance where the tokens are, and sub-Gaussian with that
  /// variance times `n/(n - r)` where they are uniform on the sphere of radius sqrt(n), n = Td: the part outside the
  /// rows is uniform on a sphere of at most that radius in n - r dimensions, whose every coordinate has the moments of
  /// N(0, radius^2/(n - r)) or smaller ones.
  func measuredRisk(falseAlarm: Double, onSphere: Bool = false) throws -> Measured {
    let length = Double(target.problem.inputDimension)
    let factor = onSphere ? length / max(1, length - Double(rank)) : 1
    let cross = try ChiSquareDeviation(variance: factor * crossVariance, largestEigenvalue: 0)
      .measured(deviation: crossSum, falseAlarm: falseAlarm)
    let samples = Double(count)
    return Measured(
      estimate: risk, lower: -.infinity, upper: risk + (cross.upper - cross.estimate) / samples,
      falseAlarm: cross.falseAlarm)
  }
}
