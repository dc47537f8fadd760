import Evidence
import Sim
import Theory

/// The mean loss of the predictor of m eigenvectors over a random orthogonal design and every subset, beside LB(m).
///
/// The predictor is run on inputs, as on samples, but there is no noise: see `LinearPredictor.risk(overDesign:)`.
struct DesignAttainment: Experiment {
  static let check = "mean loss over a design"

  let problem: SmallProblem
  /// What the predictions are multiplied by; another than 1 is no best predictor, and is run at m = Td/2 only.
  var gain = 1.0

  struct Row: EvidenceRow {
    struct Risk: AtWidth, Codable, Hashable, Sendable {
      let width: Int
      let risk: Double
      let bound: Double
    }

    let risks: [Risk]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      Column("risk at m = Td/2") { $0.risks.atHalfWidth?.risk },
      Column("LB(Td/2)") { $0.risks.atHalfWidth?.bound }
        .near(within: 1e-9) { [$0.risks.atHalfWidth?.risk].compactMap(\.self) },
      Column("greatest deviation") { $0.risks.map { abs($0.risk - $0.bound) }.max() }
        .atMost { [1e-9 * ($0.risks.map(\.bound).max() ?? 0)] },
    ]
  }

  var claim: Claim { .f5Attained }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), orthogonal design" + (gain == 1 ? "" : ", predictions times \(gain)")
  }

  /// For each width, input and subset m q d products.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let subsets = (try? Subsets.count(of: problem.problem(), limit: 100_000)).map(Double.init) ?? 1e5
    return Cost(
      seconds: 1e-9 * subsets * length * length * length * Double(problem.sparsity * problem.dimension),
      bytes: 16 * length * length)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let basis = try orthonormalBasis(problem.inputDimension, trial.address(settings))
    let widths = (gain == 1 ? EigenvectorChoice.top : .bottom).widths(self.problem)
    return Row(
      risks: try widths.map { width in
        let predictor = LinearPredictor(
          problem: problem, weights: try F5Attained.weights(problem: problem, width: width), gain: gain)
        return Row.Risk(
          width: width, risk: try predictor.risk(overDesign: basis),
          bound: try F2RiskLowerBound.value(problem: problem, width: width))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F5AttainedPredicate(problem: try problem.problem())
    let verdicts = try row.risks.map { try predicate.judge(designRisk: $0.risk, width: $0.width) }
    return [
      Check(
        Self.check, .all(verdicts),
        detects: Check.Detectable(F5AttainedPredicate.designRounding, "of the trivial risk"))
    ]
  }

  /// A random orthonormal basis: normal rows, each freed twice of those before it.
  private func orthonormalBasis(_ size: Int, _ address: StreamAddress) throws -> Matrix {
    var stream = RandomStream(address, step: 0)
    var basis = try Matrix(
      rows: size, columns: size, elements: (0..<(size * size)).map { _ in stream.normal() })
    for row in 0..<size {
      for _ in 0..<2 {
        for other in 0..<row {
          var product = 0.0
          for column in 0..<size { product += basis[row, column] * basis[other, column] }
          for column in 0..<size { basis[row, column] -= product * basis[other, column] }
        }
        var square = 0.0
        for column in 0..<size { square += basis[row, column] * basis[row, column] }
        let norm = square.squareRoot()
        for column in 0..<size { basis[row, column] /= norm }
      }
    }
    return basis
  }
}
